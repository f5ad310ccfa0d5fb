import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { DeliveryAlarms } from '../../../lib/observe/delivery-alarms';
import { DeliveryKind } from '../../../lib/observe/delivery-kind';
import { Delivery } from '../../../lib/observe/delivery-target';
import { testStack } from '../../support/stack';

const { S3 } = DeliveryKind;

const elsewhere = (stack: Stack, region = 'eu-west-1') =>
  DeliveryStream.fromDeliveryStreamArn(
    stack,
    'Given',
    `arn:aws:firehose:${region}:111111111111:deliverystream/elsewhere`,
  );

const streamIn = (stack: Stack) =>
  Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');

const firehoseIn = (stack: Stack) =>
  new FirehoseToS3(stack, 'Archive', { stream: streamIn(stack), bufferInterval: Duration.seconds(900) })
    .deliveryStream;

test.each<[string, (stack: Stack) => Delivery[], string]>([
  [
    'a delivery comes twice',
    (s) => {
      const given = elsewhere(s);
      return [Delivery.importedFirehose(given, S3), Delivery.importedFirehose(given, S3)];
    },
    'deliveries must be different from each other, got TGiven',
  ],
  [
    'an imported delivery stream is taken for one of the app',
    (s) => [Delivery.firehose(elsewhere(s))],
    'deliveries must be made in this app, with its destination known (Delivery.importedFirehose otherwise), got T/Given',
  ],
  [
    'a delivery stream of the app is taken for an imported one',
    (s) => [Delivery.importedFirehose(firehoseIn(s), S3)],
    'deliveries must be imported (Delivery.firehose otherwise, which knows what it does)',
  ],
  [
    'it warns before the buffer is over',
    (s) => [Delivery.firehose(firehoseIn(s), { freshnessWarnAt: Duration.seconds(900) })],
    'freshnessWarnAt must be over the buffer interval of 15 minutes, got 15 minutes',
  ],
  [
    'it warns before a channel delivers',
    (s) => [
      Delivery.channel(new ChannelToS3(s, 'C', { stream: streamIn(s) }), {
        freshnessWarnAt: Duration.minutes(1),
      }),
    ],
    'freshnessWarnAt must be over the buffer interval of 5 minutes, got 1 minute',
  ],
  [
    'it pages no later than it warns',
    (s) => [Delivery.importedFirehose(elsewhere(s), S3, { freshnessPageAt: Duration.minutes(15) })],
    'freshnessPageAt must be over freshnessWarnAt, 15 minutes, got 15 minutes',
  ],
  [
    'the buffer is out of range',
    (s) => [Delivery.importedFirehose(elsewhere(s), S3, { bufferInterval: Duration.seconds(1801) })],
    'bufferInterval must be 0 seconds to 30 minutes, got 30 minutes 1 second',
  ],
  [
    'the delivery stream is in another Region',
    (s) => [Delivery.importedFirehose(elsewhere(s, 'us-east-1'), S3)],
    'since an alarm watches metrics of its own Region, got us-east-1',
  ],
])('fails when %s', (_, deliveries, message) => {
  const stack = testStack();
  const given = deliveries(stack);
  expect(() => new DeliveryAlarms(stack, 'Deliveries', { deliveries: given })).toThrow(message);
  expect(stack.node.findChild('Deliveries').node.children).toEqual([]);
});

test('fails when nothing is watched by the end of synthesis', () => {
  const stack = testStack();
  new DeliveryAlarms(stack, 'Deliveries');
  expect(() => Template.fromStack(stack)).toThrow(
    '[T/Deliveries] deliveries must be at least one, given or added, got none',
  );
});

test('passes limits that are known at deployment only', () => {
  const stack = new Stack(new App(), 'T');
  const late = Duration.seconds(new CfnParameter(stack, 'Late', { type: 'Number' }).valueAsNumber);
  const deliveryStream = DeliveryStream.fromDeliveryStreamName(stack, 'Given', 'elsewhere');
  const deliveries = [
    Delivery.importedFirehose(deliveryStream, S3, { freshnessWarnAt: late, freshnessPageAt: late }),
  ];
  new DeliveryAlarms(stack, 'Deliveries', { deliveries });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: { Ref: 'Late' } });
});
