import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { DeliveryAlarms } from '../../../lib/observe/delivery-alarms';
import { DeliveryKind } from '../../../lib/observe/delivery-kind';
import { Delivery, type ImportedDeliveryOptions } from '../../../lib/observe/delivery-target';
import { testStack } from '../../support/stack';

const elsewhere = (stack: Stack, name = 'elsewhere') =>
  DeliveryStream.fromDeliveryStreamName(stack, `Given${name}`, name);

const streamIn = (stack: Stack) =>
  Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');

/** The alarms in the stack, by what is after the id of the delivery. */
function alarmsIn(stack: Stack) {
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.fromEntries(
    Object.entries(found).map(([id, { Properties }]) => [
      id.replace(/.*?[0-9A-F]{8}([A-Z][a-z]\w*)[0-9A-F]{8}$/, '$1'),
      Properties,
    ]),
  );
}

/** What each alarm watches: a metric, or those of an expression. */
function metricsOf(alarm: {
  MetricName?: string;
  Metrics?: { MetricStat?: { Metric: { MetricName: string } } }[];
}): string[] {
  const inExpression = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);
  return alarm.MetricName === undefined ? inExpression : [alarm.MetricName];
}

function watch(kind: DeliveryKind, options: ImportedDeliveryOptions = {}) {
  const stack = testStack();
  new DeliveryAlarms(stack, 'Deliveries', {
    deliveries: [Delivery.importedFirehose(elsewhere(stack), kind, options)],
  });
  return alarmsIn(stack);
}

const SOURCE = ['SourceLagWarn', 'SourceLagPage', 'Throttled'];
const DELIVERY = ['FreshnessWarn', 'FreshnessPage', 'SuccessWarn', 'SuccessPage'];

test.each([
  ['S3', 'DeliveryToS3', undefined],
  ['REDSHIFT', 'DeliveryToRedshift', undefined],
  ['OPENSEARCH', 'DeliveryToAmazonOpenSearchService', 'DeliveryToS3.Success'],
  ['OPENSEARCH_SERVERLESS', 'DeliveryToAmazonOpenSearchServerless', 'DeliveryToS3.Success'],
  ['ICEBERG', 'DeliveryToIceberg', 'DeliveryToIceberg.FailedRowCount'],
  ['SPLUNK', 'DeliveryToSplunk', 'DeliveryToS3.Success'],
  ['SNOWFLAKE', 'DeliveryToSnowflake', 'DeliveryToS3.Bytes'],
  ['HTTP_ENDPOINT', 'DeliveryToHttpEndpoint', undefined],
] as const)('of a delivery to %s the alarms are on its metrics, by its name', (name, prefix, backup) => {
  const alarms = watch(DeliveryKind[name]);
  // AWS calls that of Iceberg a sum of commits, not a share.
  const delivery = DELIVERY.filter((id) => name !== 'ICEBERG' || id.startsWith('Freshness'));
  const expected = [...delivery, ...SOURCE, ...(backup === undefined ? [] : ['Backup'])];
  expect(Object.keys(alarms).sort()).toEqual(expected.sort());
  expect(alarms.FreshnessWarn).toMatchObject({
    Namespace: 'AWS/Firehose',
    MetricName: `${prefix}.DataFreshness`,
    Dimensions: [{ Name: 'DeliveryStreamName', Value: 'elsewhere' }],
    Statistic: 'Maximum',
  });
  if (name !== 'ICEBERG') {
    expect(alarms.SuccessPage).toMatchObject({ MetricName: `${prefix}.Success`, Statistic: 'Average' });
  }
  expect(alarms.Backup?.MetricName).toBe(backup);
});

test('a delivery gets the alarms on what it does', () => {
  const stack = testStack();
  const alarms = watch(DeliveryKind.S3, {
    transforms: true,
    convertsFormat: true,
    partitions: true,
    errorLogGroup: LogGroup.fromLogGroupName(stack, 'L', '/errors'),
  });
  const watched = Object.fromEntries(Object.entries(alarms).map(([id, alarm]) => [id, metricsOf(alarm)]));
  expect(watched).toMatchObject({
    TransformWarn: ['ExecuteProcessing.Success'],
    TransformPage: ['ExecuteProcessing.Success'],
    Conversion: ['FailedConversion.Records'],
    Partitions: ['PartitionCount', 'ActivePartitionsLimit'],
    PartitionsExceeded: ['PartitionCountExceeded'],
    ErrorLog: ['IncomingLogEvents'],
    SourceLagWarn: ['KinesisMillisBehindLatest'],
    Throttled: ['ThrottledGetRecords', 'ThrottledGetShardIterator'],
  });
  expect(alarms.ErrorLog).toMatchObject({
    Namespace: 'AWS/Logs',
    Dimensions: [{ Name: 'LogGroupName', Value: '/errors' }],
  });
});

test('without a stream as source there is no lag, and refused records are watched', () => {
  const alarms = watch(DeliveryKind.S3, { readsStream: false });
  expect(Object.keys(alarms).sort()).toEqual([...DELIVERY, 'Throttled'].sort());
  expect(alarms.Throttled.MetricName).toBe('ThrottledRecords');
});

test('with all records backed up there is nothing new in the backup bucket', () => {
  expect(watch(DeliveryKind.OPENSEARCH, { backsUpAll: true })).not.toHaveProperty('Backup');
});

test.each<[string, ImportedDeliveryOptions, number[]]>([
  ['a buffer of 5 minutes', {}, [900, 3600, 300]],
  ['no buffer', { bufferInterval: Duration.seconds(0) }, [900, 3600, 300]],
  ['a buffer of 15 minutes', { bufferInterval: Duration.seconds(900) }, [2700, 10_800, 900]],
  ['a buffer and that of a transform', { bufferInterval: Duration.seconds(960) }, [2880, 11_520, 1200]],
  ['a limit of your own', { freshnessWarnAt: Duration.minutes(6) }, [360, 1440, 300]],
  [
    'both limits of your own',
    { freshnessWarnAt: Duration.minutes(6), freshnessPageAt: Duration.minutes(7) },
    [360, 420, 300],
  ],
])('freshness goes by the buffer: with %s', (_, options, expected) => {
  const { FreshnessWarn: warn, FreshnessPage: page } = watch(DeliveryKind.S3, options);
  expect([warn.Threshold, page.Threshold, warn.Period]).toEqual(expected);
});

test('of a channel the alarms are on its metrics, by all three of its names', () => {
  const stack = testStack();
  const channel = new ChannelToS3(stack, 'Archive', { stream: streamIn(stack) });
  new DeliveryAlarms(stack, 'Deliveries', { deliveries: [Delivery.channel(channel)] });
  const alarms = alarmsIn(stack);
  const watched = Object.fromEntries(Object.entries(alarms).map(([id, alarm]) => [id, metricsOf(alarm)]));
  expect(watched).toEqual({
    FreshnessWarn: ['DeliveryToS3.DataFreshness'],
    FreshnessPage: ['DeliveryToS3.DataFreshness'],
    Failed: ['DeliveryToS3.FailedRecordCount'],
    FailedMany: ['DeliveryToS3.FailedRecordCount', 'DeliveryToS3.SuccessfulRecordCount'],
    DeadLetters: ['DeliveryToS3.FailedRecordCount', 'DeliveryToS3.DLQDeliverySuccess'],
    Standstill: ['IncomingRecords', 'DeliveryToS3.SuccessfulRecordCount'],
  });
  expect(alarms.FreshnessWarn.Dimensions.map(({ Name }: { Name: string }) => Name)).toEqual([
    'ChannelId',
    'ChannelName',
    'StreamName',
  ]);
  expect(alarms.FreshnessWarn.Threshold).toBe(900);
});

test('two fit in one stack, and several deliveries in each, added later too', () => {
  const stack = testStack();
  const deliveries = ['a', 'b'].map((name) =>
    Delivery.importedFirehose(elsewhere(stack, name), DeliveryKind.S3),
  );
  const first = new DeliveryAlarms(stack, 'First', { deliveries });
  const second = new DeliveryAlarms(stack, 'Second', { compositeAlarm: true });
  second.addDelivery(deliveries[0]);
  expect(first.alarms).toHaveLength(14);
  expect(second.warnAlarms.length + second.pageAlarms.length).toBe(7);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 21);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
});

test('warnings and pages go where they are told to, and say what to do first', () => {
  const stack = testStack();
  const pages = new Topic(stack, 'Pages');
  new DeliveryAlarms(stack, 'Deliveries', {
    deliveries: [Delivery.importedFirehose(elsewhere(stack), DeliveryKind.S3, { transforms: true })],
    warnActions: [],
    pageActions: [new SnsAction(pages)],
    runbookUrl: 'https://wiki.example.com/delivery',
  });
  for (const [id, alarm] of Object.entries(alarmsIn(stack))) {
    expect([id, alarm.AlarmActions]).toEqual([
      id,
      id.endsWith('Page') ? [stack.resolve(pages.topicArn)] : undefined,
    ]);
    expect(JSON.stringify(alarm.AlarmDescription)).toMatch(
      /First: .*Runbook: https:\/\/wiki.example.com\/delivery/,
    );
    expect(alarm).not.toHaveProperty('AlarmName');
  }
});

test('a delivery stream of another stack is named across stacks', () => {
  const app = new App();
  const env = { account: '111111111111', region: 'eu-west-1' };
  const [one, other] = ['One', 'Other'].map((id) => new Stack(app, id, { env }));
  const archive = new FirehoseToS3(one, 'Archive', { stream: streamIn(one) });
  new DeliveryAlarms(other, 'Deliveries', { deliveries: [Delivery.firehose(archive.deliveryStream)] });
  expect(JSON.stringify(alarmsIn(other).FreshnessWarn.Dimensions)).toContain('Fn::ImportValue');
});
