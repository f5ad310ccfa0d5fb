import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  AlarmTopic,
  Delivery,
  DeliveryAlarms,
  FanOutConsumerSet,
  IteratorAgeAlarms,
  Reader,
  StreamAlarms,
  StreamWithArchive,
} from 'kinesis-constructs';

/** Prices by the names that docs/costs.md has for them. */
export type Prices = Readonly<Record<string, number>>;

/** A line of the bill: what, and USD in 30 days on a provisioned and an on-demand stream. */
export type Line = readonly [what: string, provisioned: number, onDemand: number];

const HOURS = 30 * 24;
const SHARDS = 2;
const CONSUMERS = 2;
const RECORDS = 1000 * 3600 * HOURS;
const GB = (RECORDS * 1024) / 2 ** 30;
/** Records of a call of a consumer, and what a call takes: assumed. */
const CALL = { records: 500, seconds: 0.2, gb: 0.5 };
const OBJECT_GB = 5 / 1024;

/** What the example costs: 1,000 records of 1 KB a second, to S3 and to two fan-out consumers. */
export function exampleBill(prices: Prices): Line[] {
  const { keys, alarmMetrics } = counted();
  const calls = (CONSUMERS * RECORDS) / CALL.records;
  const both = (what: string, usd: number): Line => [what, usd, usd];
  const lines: Line[] = [
    ['stream, by the hour', SHARDS * HOURS * prices.shardHour, HOURS * prices.streamHour],
    ['records in', (RECORDS / 1e6) * prices.putUnits, GB * prices.gbIn],
    ['read by Firehose', 0, GB * prices.gbOut],
    [
      'two fan-out consumers',
      CONSUMERS * (SHARDS * HOURS * prices.consumerShardHour + GB * prices.consumerGb),
      CONSUMERS * GB * prices.onDemandConsumerGb,
    ],
    both('Firehose, each record as 5 KB', 5 * GB * prices.firehoseGb),
    both('S3, putting objects of 5 MiB', (GB / OBJECT_GB / 1000) * prices.s3Puts),
    both(
      'Lambda',
      (calls / 1e6) * prices.lambdaRequests + calls * CALL.seconds * CALL.gb * prices.lambdaGbSecond,
    ),
    both(`${keys} keys`, keys * prices.keyMonth),
    both(`alarms on ${alarmMetrics} metrics`, alarmMetrics * prices.alarmMetric),
  ];
  const sum = (of: 1 | 2) => lines.reduce((total, line) => total + line[of], 0);
  return [...lines, ['**sum**', sum(1), sum(2)]];
}

/** Keys and metrics of alarms in a template of the example. */
function counted(): { keys: number; alarmMetrics: number } {
  const stack = new Stack(new App(), 'Costs');
  const fn = (id: string) =>
    new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] })'),
    });
  const { stream, firehose } = new StreamWithArchive(stack, 'Orders');
  const set = new FanOutConsumerSet(stack, 'Consumers', {
    stream,
    consumers: ['one', 'two'].map((name) => ({ name, function: fn(name) })),
  });
  const registered = set.consumers.flatMap(({ consumer }) => consumer ?? []);
  const { action } = new AlarmTopic(stack, 'OnCall');
  const told = { warnActions: [action], pageActions: [action] };
  const readers = [Reader.polling(), ...registered.map((consumer) => Reader.enhancedFanOut(consumer))];
  new IteratorAgeAlarms(stack, 'Lag', { stream, readers, ...told });
  new StreamAlarms(stack, 'Load', { stream, ...told });
  if (firehose === undefined) throw new Error('the archive is not delivered by Firehose');
  new DeliveryAlarms(stack, 'Delivery', {
    deliveries: [Delivery.firehose(firehose.deliveryStream)],
    ...told,
  });
  const template = Template.fromStack(stack);
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const metricsOf = ({ Metrics }: { Metrics?: { MetricStat?: object }[] }) =>
    Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
  return {
    keys: Object.keys(template.findResources('AWS::KMS::Key')).length,
    alarmMetrics: alarms.reduce((total, { Properties }) => total + metricsOf(Properties), 0),
  };
}
