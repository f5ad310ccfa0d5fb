import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { ShardLevelMetrics, Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { widgetsOf } from '../../../bin/draw-dashboard/body';
import { ordersPipeline } from '../../../bin/draw-dashboard/pipeline';
import { SparkStreamingJob } from '../../../lib/analyze/spark-streaming-job';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { DatabaseSourceAlarms } from '../../../lib/observe/database-source-alarms';
import { DeliveryAlarms } from '../../../lib/observe/delivery-alarms';
import { DeliveryKind } from '../../../lib/observe/delivery-kind';
import { Delivery } from '../../../lib/observe/delivery-target';
import { FlinkSqlApplicationAlarms } from '../../../lib/observe/flink-sql-application-alarms';
import { HotShardMonitor } from '../../../lib/observe/hot-shard-monitor';
import { IteratorAgeAlarms } from '../../../lib/observe/iterator-age-alarms';
import { PipelineDashboard } from '../../../lib/observe/pipeline-dashboard';
import { Reader } from '../../../lib/observe/reader';
import { SparkStreamingJobAlarms } from '../../../lib/observe/spark-streaming-job-alarms';
import { StreamReplicaAlarms } from '../../../lib/observe/stream-replica-alarms';
import { ReplicaTarget } from '../../../lib/operate/replica-target';
import { StreamReplica } from '../../../lib/operate/stream-replica';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { KNOWN_METRICS, metricsNamedIn } from '../../support/known-metrics';
import { testStack } from '../../support/stack';
import { flinkApplication } from '../analyze/flink-fixtures';
import { program } from '../analyze/spark-fixtures';
import { DESTINATIONS } from '../deliver/destination-fixtures';
import { testFunction } from '../process/fixtures';
import { databaseSource } from '../source/database-fixtures';

/** What the alarms and the dashboard of a stack name. */
function namedIn(stack: Stack): string[] {
  const template = Template.fromStack(stack).toJSON();
  return metricsNamedIn(template, widgetsOf(template, stack.stackName));
}

/** Whatever has alarms or widgets and is not in the pipeline of the picture. */
function everythingElse(): Stack {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Clicks', {
    shardLevelMetrics: [ShardLevelMetrics.INCOMING_BYTES, ShardLevelMetrics.INCOMING_RECORDS],
  });
  new HotShardMonitor(stack, 'Hot', { stream });
  new IteratorAgeAlarms(stack, 'Lag', {
    stream,
    readers: [Reader.polling(), Reader.enhancedFanOutNamed('c'), Reader.lambdaFunction(testFunction(stack))],
  });
  const channel = new ChannelToS3(stack, 'Channel', { stream });
  const imported = DeliveryKind._ALL.map((kind) =>
    Delivery.importedFirehose(
      DeliveryStream.fromDeliveryStreamName(stack, kind._prefix, kind._prefix.toLowerCase()),
      kind,
      { transforms: true, convertsFormat: true, partitions: true },
    ),
  );
  const put = Delivery.importedFirehose(
    DeliveryStream.fromDeliveryStreamName(stack, 'Put', 'put'),
    DeliveryKind.S3,
    { readsStream: false },
  );
  new DeliveryAlarms(stack, 'Deliveries', { deliveries: [Delivery.channel(channel), ...imported, put] });
  const replica = new StreamReplica(stack, 'Replica', {
    stream,
    target: ReplicaTarget.fromStreamName('clicks', 'eu-central-1'),
  });
  new StreamReplicaAlarms(stack, 'ReplicaAlarms', { replica });
  new FlinkSqlApplicationAlarms(stack, 'FlinkAlarms', { application: flinkApplication(stack) });
  new DatabaseSourceAlarms(stack, 'ShopAlarms', { source: databaseSource(stack) });
  testFunction(stack, 'Queued').addEventSource(
    new KinesisEventSource(Stream.fromStreamArn(stack, 'Far', `${stream.streamArn}s`), {
      startingPosition: StartingPosition.LATEST,
      onFailure: new SqsDlq(new Queue(stack, 'Failed')),
    }),
  );
  new CfnApplication(stack, 'Spark', { type: 'Spark', releaseLabel: 'emr-7.10.0' });
  new CfnCluster(stack, 'Hadoop', { instances: {}, jobFlowRole: 'r', name: 'n', serviceRole: 's' });
  const job = new SparkStreamingJob(stack, 'Job', {
    program: program(),
    sources: [stream],
    vpc: new Vpc(stack, 'JobVpc', { maxAzs: 2 }),
  });
  new SparkStreamingJobAlarms(stack, 'JobAlarms', { job });
  new PipelineDashboard(stack, 'Dashboard');
  return stack;
}

function delivering(make: (typeof DESTINATIONS)[number][1]): Stack {
  const stack = testStack();
  new DeliveryStream(stack, 'To', { destination: make(stack) });
  new PipelineDashboard(stack, 'Dashboard');
  return stack;
}

/** Those that neither AWS nor a handler's contract tells of; the shop's own are its own. */
const unknownOf = (names: readonly string[]): string[] =>
  names.filter((name) => {
    const [namespace, metric] = name.split(' ');
    return namespace !== 'Shop' && !KNOWN_METRICS[namespace]?.has(metric);
  });

test('the pipeline of the picture names metrics that exist, of every kind of thing in it', () => {
  const named = namedIn(ordersPipeline());
  expect(unknownOf(named)).toEqual([]);
  const namespaces = new Set(named.map((name) => name.split(' ')[0]));
  expect([...namespaces].sort()).toEqual([
    'AWS/Firehose',
    'AWS/Kinesis',
    'AWS/KinesisAnalytics',
    'AWS/Lambda',
    'AWS/Logs',
    'KinesisConstructs',
  ]);
});

test('everything else names metrics that exist', () => {
  const named = namedIn(everythingElse());
  expect(unknownOf(named)).toEqual([]);
  for (const name of [
    'AWS/DMS CDCLatencyTarget',
    'AWS/EMRServerless RunningJobs',
    'AWS/ElasticMapReduce AppsFailed',
    'AWS/SQS ApproximateNumberOfMessagesVisible',
    'KinesisConstructs HotKeys',
    'KinesisConstructs ReplicationLag',
  ]) {
    expect(named).toContain(name);
  }
});

test.each(DESTINATIONS)('the dashboard of %s names metrics that exist', (_, make) => {
  const named = namedIn(delivering(make));
  expect(unknownOf(named)).toEqual([]);
  expect(named.some((name) => name.endsWith('.DataFreshness'))).toBe(true);
});

test('a metric that does not exist is found', () => {
  const alarm = { Type: 'AWS::CloudWatch::Alarm', Namespace: 'AWS/Kinesis', MetricName: 'IncomingByte' };
  const named = metricsNamedIn({ Resources: { alarm } }, [['AWS/Lambda', 'Error', 'FunctionName', 'f']]);
  expect(unknownOf(named)).toEqual(['AWS/Kinesis IncomingByte', 'AWS/Lambda Error']);
});
