import { Duration, type Stack } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { ChannelToIceberg } from '../../../lib/deliver/channel-to-iceberg';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { testStack } from '../../support/stack';

const streamIn = (stack: Stack) =>
  Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');

const toS3 = (stack: Stack) => new ChannelToS3(stack, 'Archive', { stream: streamIn(stack) });

const toTable = (stack: Stack) =>
  new ChannelToIceberg(stack, 'Archive', {
    stream: streamIn(stack),
    tableBucketArn: 'arn:aws:s3tables:eu-west-1:111111111111:bucket/lake',
    namespace: 'sales',
    tableName: 'orders',
    schemaArn: 'arn:aws:glue:eu-west-1:111111111111:schema/registry/orders',
    partitionColumn: 'ordered_at',
  });

describe.each([
  ['S3', toS3, 'DeliveryToS3', 'Record'],
  ['a table', toTable, 'DeliveryToIceberg', 'Row'],
] as const)('of a channel to %s', (_, make, prefix, unit) => {
  test.each([
    ['metricDataFreshness', 'DataFreshness', 'Maximum'],
    ['metricDelivered', `Successful${unit}Count`, 'Sum'],
    ['metricFailed', `Failed${unit}Count`, 'Sum'],
    ['metricDeadLettered', 'DLQDeliverySuccess', 'Sum'],
    ['metricReadBytes', 'BytesIn', 'Sum'],
    ['metricDeliveredBytes', 'BytesOut', 'Sum'],
  ] as const)('%s has the three dimensions that Kinesis reports under', (method, name, statistic) => {
    const stack = testStack();
    const archive = make(stack);
    const metric = archive[method]({ period: Duration.minutes(1) });
    expect(metric).toMatchObject({ namespace: 'AWS/Kinesis', metricName: `${prefix}.${name}`, statistic });
    expect(metric.period.toMinutes()).toBe(1);
    expect(stack.resolve(metric.dimensions)).toEqual({
      ChannelName: archive.channelName,
      ChannelId: { 'Fn::GetAtt': [expect.stringMatching(/^ArchiveChannel/), 'ChannelId'] },
      StreamName: 'orders',
    });
  });
});

test('metricDeliverySuccess is the share of the records', () => {
  const archive = toS3(testStack());
  const metric = archive.metricDeliverySuccess({ period: Duration.minutes(1) });
  expect(metric.period.toMinutes()).toBe(1);
  expect(metric.expression).toBe('delivered / (delivered + failed)');
  expect(Object.keys(metric.usingMetrics)).toEqual(['delivered', 'failed']);
});
