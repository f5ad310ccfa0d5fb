import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream, type DestinationConfig, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { Transform } from '../../../lib/deliver/transform';
import { DeliveryAlarms } from '../../../lib/observe/delivery-alarms';
import { Delivery } from '../../../lib/observe/delivery-target';
import { lambda } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';

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

const SOURCE = ['SourceLagWarn', 'SourceLagPage', 'Throttled'];
const DELIVERY = ['FreshnessWarn', 'FreshnessPage', 'SuccessWarn', 'SuccessPage'];

describe('of a delivery stream of the app', () => {
  const stack = testStack();
  const archive = new FirehoseToS3(stack, 'Archive', {
    stream: streamIn(stack),
    bufferInterval: Duration.seconds(600),
    transform: Transform.lambdaFunction(lambda(stack), { bufferInterval: Duration.seconds(120) }),
  });
  const deliveries = [Delivery.firehose(archive.deliveryStream)];
  new DeliveryAlarms(stack, 'Deliveries', { deliveries });
  const alarms = alarmsIn(stack);

  test('what it does is read from its resource', () => {
    const expected = [...DELIVERY, ...SOURCE, 'TransformWarn', 'TransformPage', 'ErrorLog'];
    expect(Object.keys(alarms).sort()).toEqual(expected.sort());
    expect(alarms.FreshnessWarn).toMatchObject({ Threshold: 3 * 720, Period: 900 });
    expect(alarms.ErrorLog.Dimensions).toEqual([
      { Name: 'LogGroupName', Value: stack.resolve(archive.logGroup.logGroupName) },
    ]);
    expect(alarms.FreshnessWarn.Dimensions).toEqual([
      { Name: 'DeliveryStreamName', Value: stack.resolve(archive.deliveryStream.deliveryStreamName) },
    ]);
  });
});

test.each<[string, object, string[], number]>([
  ['redshift', { s3Configuration: { bufferingHints: { intervalInSeconds: 600 } } }, [], 1800],
  ['iceberg', { bufferingHints: { intervalInSeconds: 400 } }, ['Backup'], 1200],
  ['snowflake', { s3BackupMode: 'AllData' }, [], 900],
  [
    'extendedS3',
    {
      bufferingHints: { intervalInSeconds: 900 },
      dataFormatConversionConfiguration: { enabled: true },
      dynamicPartitioningConfiguration: { enabled: true },
      processingConfiguration: { enabled: true, processors: [{ type: 'MetadataExtraction' }] },
    },
    ['Conversion', 'Partitions', 'PartitionsExceeded'],
    2700,
  ],
])('the destination %s is known by its resource', (name, destination, others, warnAt) => {
  const stack = testStack();
  const config = { [`${name}DestinationConfiguration`]: destination } as DestinationConfig;
  const deliveryStream = new DeliveryStream(stack, 'D', { destination: { bind: () => config } });
  const { alarms } = new DeliveryAlarms(stack, 'Deliveries', {
    deliveries: [Delivery.firehose(deliveryStream)],
  });
  const byId = new Map(
    alarms.map((alarm) => [alarm.node.id.replace(/.*-/, ''), alarm.node.defaultChild as CfnAlarm]),
  );
  const delivery = DELIVERY.filter((id) => name !== 'iceberg' || !id.startsWith('Success'));
  expect([...byId.keys()].sort()).toEqual([...delivery, 'Throttled', ...others].sort());
  expect(byId.get('FreshnessWarn')?.threshold).toBe(warnAt);
});

test("a delivery stream with the CDK's own destination is watched too", () => {
  const stack = testStack();
  const destination = new S3Bucket(new Bucket(stack, 'B'), { bufferingInterval: Duration.seconds(60) });
  const deliveryStream = new DeliveryStream(stack, 'D', { destination });
  new DeliveryAlarms(stack, 'Deliveries', { deliveries: [Delivery.firehose(deliveryStream)] });
  expect(Object.keys(alarmsIn(stack)).sort()).toEqual([...DELIVERY, 'Throttled', 'ErrorLog'].sort());
});
