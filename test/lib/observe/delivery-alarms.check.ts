import { Stack } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { DeliveryAlarms } from '../../../lib/observe/delivery-alarms';
import { DeliveryKind } from '../../../lib/observe/delivery-kind';
import { Delivery } from '../../../lib/observe/delivery-target';
import { strictApp } from '../../support/strict-app';

test('CloudFormation and cdk-nag find nothing in alarms on all that is delivered', () => {
  const app = strictApp();
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  const stream = Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');
  const given = DeliveryStream.fromDeliveryStreamName(stack, 'Given', 'elsewhere');
  const all = { transforms: true, convertsFormat: true, partitions: true };
  new DeliveryAlarms(stack, 'Deliveries', {
    deliveries: [
      Delivery.importedFirehose(given, DeliveryKind.SNOWFLAKE, all),
      Delivery.firehose(new FirehoseToS3(stack, 'Archive', { stream }).deliveryStream),
      Delivery.channel(new ChannelToS3(stack, 'Channel', { stream })),
    ],
    compositeAlarm: true,
  });
  expect(() => app.synth()).not.toThrow();
});
