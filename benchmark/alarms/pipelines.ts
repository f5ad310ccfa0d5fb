import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  Delivery,
  DeliveryAlarms,
  EncryptedStream,
  FanOutConsumerSet,
  FirehoseToS3,
  IteratorAgeAlarms,
  Reader,
  StreamAlarms,
  StreamCapacity,
  StreamProcessor,
} from '../../lib';
import type { AnyAlarm } from './evaluate';
import { monitoringConstructs, solutionsConstruct } from './peers';
import type { Scenario } from './scenarios';

/** Alarms by name, as a template has them. */
export type Alarms = Readonly<Record<string, AnyAlarm>>;

const FUNCTION = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {};'),
};

function alarmsIn(build: (stack: Stack) => void): Alarms {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Pipeline', { env: { account: '111111111111', region: 'eu-west-1' } });
  build(stack);
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.fromEntries(
    Object.entries(found).map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}/g, ''),
      Properties as AnyAlarm,
    ]),
  );
}

/** Four shards, a function and an archive, with everything that this library watches of them. */
function ours(isScaled = false): Alarms {
  return alarmsIn((stack) => {
    const { stream } = new EncryptedStream(stack, 'Stream', { shardCount: 4 });
    const fn = new LambdaFunction(stack, 'Function', FUNCTION);
    new StreamProcessor(stack, 'Processor', { stream, function: fn });
    const archive = new FirehoseToS3(stack, 'Archive', { stream });
    const openShards = new Metric({ namespace: 'KinesisConstructs', metricName: 'OpenShards' });
    const capacity = isScaled ? StreamCapacity.openShards(openShards) : undefined;
    new StreamAlarms(stack, 'Stream-', { stream, capacity });
    new IteratorAgeAlarms(stack, 'Lag-', { stream, readers: [Reader.polling(), Reader.lambdaFunction(fn)] });
    new DeliveryAlarms(stack, 'Delivery-', { deliveries: [Delivery.firehose(archive.deliveryStream)] });
  });
}

/** The same where only registered consumers read. */
function oursByFanOut(): Alarms {
  return alarmsIn((stack) => {
    const { stream } = new EncryptedStream(stack, 'Stream', { shardCount: 4 });
    const fn = new LambdaFunction(stack, 'Function', FUNCTION);
    const { consumers } = new FanOutConsumerSet(stack, 'Consumers', {
      stream,
      consumers: [{ name: 'settle', function: fn }],
    });
    const readers = consumers.flatMap(({ consumer }) =>
      consumer === undefined ? [] : [Reader.enhancedFanOut(consumer)],
    );
    new StreamAlarms(stack, 'Stream-', { stream });
    new IteratorAgeAlarms(stack, 'Lag-', { stream, readers: [...readers, Reader.lambdaFunction(fn)] });
  });
}

/** What this library's alarms are for each scenario. */
export function ourPipelines(): (scenario: Scenario) => Alarms {
  const built = { usual: ours(), 'fan-out': oursByFanOut(), scaled: ours(true) };
  return ({ pipeline }) => built[pipeline ?? 'usual'];
}

/** AWS Solutions Constructs: both of its patterns with a data stream, with their default alarms. */
export function solutions(): Alarms {
  solutionsConstruct('core', 'core');
  solutionsConstruct('aws-kinesisfirehose-s3', 'aws-kinesis-firehose-s3');
  const lambda = require(solutionsConstruct('aws-kinesisstreams-lambda', 'aws-kinesis-streams-lambda'));
  const firehose = require(
    solutionsConstruct('aws-kinesisstreams-kinesisfirehose-s3', 'aws-kinesis-streams-kinesis-firehose-s3'),
  );
  return {
    ...alarmsIn((stack) => new lambda.KinesisStreamsToLambda(stack, 'A', { lambdaFunctionProps: FUNCTION })),
    ...alarmsIn((stack) => new firehose.KinesisStreamsToKinesisFirehoseToS3(stack, 'B', {})),
  };
}

/** cdk-monitoring-constructs, told of the same three resources and of nothing else. */
export function monitoring(): Alarms {
  const { MonitoringFacade } = require(monitoringConstructs());
  return alarmsIn((stack) => {
    const stream = new Stream(stack, 'Stream', { shardCount: 4 });
    const lambdaFunction = new LambdaFunction(stack, 'Function', FUNCTION);
    new MonitoringFacade(stack, 'Monitoring', {
      alarmFactoryDefaults: { alarmNamePrefix: 'p', actionsEnabled: true },
    })
      .monitorKinesisDataStream({ streamName: stream.streamName, alarmFriendlyName: 'stream' })
      .monitorLambdaFunction({ lambdaFunction, alarmFriendlyName: 'function' })
      .monitorKinesisFirehose({ deliveryStreamName: 'archive', alarmFriendlyName: 'archive' });
  });
}

/**
 * The Streaming Data Solution for Amazon Kinesis, which is archived and was published as source only: its alarms as
 * that states them.
 *
 * @see https://github.com/aws-solutions/streaming-data-solution-for-amazon-kinesis-and-amazon-msk
 */
export function streamingDataSolution(): Alarms {
  const alarm = (
    MetricName: string,
    Statistic: string,
    Threshold: number,
    isLow = false,
    TreatMissingData = 'breaching',
  ): AnyAlarm =>
    ({
      Namespace: 'AWS/Kinesis',
      MetricName,
      Statistic,
      Threshold,
      TreatMissingData,
      Dimensions: [{ Name: 'StreamName', Value: 'stream' }],
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: isLow ? 'LessThanOrEqualToThreshold' : 'GreaterThanOrEqualToThreshold',
    }) as unknown as AnyAlarm;
  return {
    IteratorAge: alarm('GetRecords.IteratorAgeMilliseconds', 'Maximum', 60_000),
    ReadProvisioned: alarm('ReadProvisionedThroughputExceeded', 'Average', 0.01),
    WriteProvisioned: alarm('WriteProvisionedThroughputExceeded', 'Average', 0.01),
    PutRecord: alarm('PutRecord.Success', 'Average', 0.95, true, 'notBreaching'),
    PutRecords: alarm('PutRecords.Success', 'Average', 0.95, true, 'notBreaching'),
    GetRecords: alarm('GetRecords.Success', 'Average', 0.98, true),
    DataFreshness: {
      ...alarm('DeliveryToS3.DataFreshness', 'Maximum', 900.001),
      Namespace: 'AWS/Firehose',
      Period: 300,
      Dimensions: [{ Name: 'DeliveryStreamName', Value: 'archive' }],
    } as AnyAlarm,
  };
}
