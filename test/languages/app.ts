import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { DeliveryStream, KinesisStreamSource } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  ApplicationMetric,
  ArchiveTable,
  ColumnType,
  EncryptedStream,
  FanOutConsumerSet,
  FieldRule,
  FirehoseToS3,
  HotShardMonitor,
  IteratorAgeAlarms,
  KeyVisibility,
  LagThreshold,
  MetricThreshold,
  ObjectKeys,
  PipelineDashboard,
  Reader,
  RecordFilter,
  RecordFormat,
  ScheduledMinimum,
  ShardAutoscaler,
  SplunkDestination,
  StartPosition,
  StreamProcessor,
  Transform,
  Weekday,
} from 'kinesis-constructs';

// What the apps of the other languages have to come to. Where one changes, all do.
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'Languages', { env: { account: '111111111111', region: 'eu-west-1' } });

const orders = new EncryptedStream(stack, 'Orders', {
  shardCount: 4,
  retentionPeriod: Duration.days(7),
  removalPolicy: RemovalPolicy.DESTROY,
});
const handler = (id: string) =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] })'),
    timeout: Duration.minutes(1),
  });
const [settle, bill, ship, enrich] = ['Settle', 'Bill', 'Ship', 'Enrich'].map(handler) as [
  LambdaFunction,
  LambdaFunction,
  LambdaFunction,
  LambdaFunction,
];

new StreamProcessor(stack, 'Settling', {
  stream: orders.stream,
  function: settle,
  batchSize: 500,
  startingPosition: StartPosition.atTimestamp(new Date('2026-01-01T00:00:00Z')),
  filters: [
    RecordFilter.where('order.type', FieldRule.anyOf('buy', 'sell')).andWhere(
      'order.quantity',
      FieldRule.above(1000),
    ),
  ],
});
const consumers = new FanOutConsumerSet(stack, 'Readers', {
  stream: orders.stream,
  consumers: [
    { name: 'billing', function: bill },
    { name: 'shipping', function: ship, enhancedFanOut: false },
  ],
});
new FirehoseToS3(stack, 'Archive', {
  stream: orders.stream,
  objectKeys: ObjectKeys.hive({ prefix: 'orders/' }),
  bufferSize: Size.mebibytes(64),
  transform: Transform.lambdaFunction(enrich, { bufferInterval: Duration.seconds(10) }),
  recordFormat: RecordFormat.parquet(),
  table: ArchiveTable.ofColumns({
    order_id: ColumnType.STRING,
    amount: ColumnType.decimal(10, 2),
    tags: ColumnType.map(ColumnType.STRING),
  }),
});
new DeliveryStream(stack, 'ToSplunk', {
  source: new KinesisStreamSource(orders.stream),
  destination: new SplunkDestination({
    endpoint: 'https://splunk.example.com:8088',
    token: Secret.fromSecretNameV2(stack, 'Token', 'splunk'),
  }),
});
const scaler = new ShardAutoscaler(stack, 'Scaling', {
  stream: orders.stream,
  minShards: 2,
  maxShards: 16,
  scheduledMinimums: [
    ScheduledMinimum.between(new Date('2026-11-27T05:30:00Z'), new Date('2026-11-28T06:00:00Z'), 8),
    ScheduledMinimum.daily({
      startTime: '07:45',
      endTime: '18:00',
      timeZone: 'Europe/Berlin',
      days: [Weekday.SUNDAY, Weekday.MONDAY],
      minShards: 4,
    }),
  ],
});
new HotShardMonitor(stack, 'Hot', { stream: orders.stream, keyVisibility: KeyVisibility.PLAIN });
const lag = new IteratorAgeAlarms(stack, 'Lag', {
  stream: orders.stream,
  pageAt: LagThreshold.absolute(Duration.hours(24)),
  readers: [Reader.polling(), Reader.lambdaFunction(settle)],
});
for (const { consumer } of consumers.consumers) {
  if (consumer !== undefined) lag.addReader(Reader.enhancedFanOut(consumer));
}
new ApplicationMetric(stack, 'Refunds', {
  definition: {
    namespace: 'Orders',
    dimensions: { service: 'settle' },
    metrics: { Refunded: { unit: 'Count' } },
  },
  metricName: 'Refunded',
  page: MetricThreshold.above(100),
});
new PipelineDashboard(stack, 'Dashboard');
scaler.function.addEnvironment('LANGUAGES', String(consumers.consumers.length));

try {
  new EncryptedStream(stack, 'Refused', { retentionPeriod: Duration.days(400) });
} catch (error) {
  console.log((error as Error).message);
}
app.synth();
