import { Stack } from 'aws-cdk-lib';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { strictApp } from '../../support/strict-app';
import { toTable } from './every-delivery';

test.each<[string, (stack: Stack, stream: IStream) => unknown]>([
  ['a channel to S3', (stack, stream) => new ChannelToS3(stack, 'Archive', { stream })],
  [
    'a channel to S3 with buckets of your own',
    (stack, stream) =>
      new ChannelToS3(stack, 'Archive', {
        stream,
        bucket: new RecordBucket(stack, 'Given').bucket,
        deadLetterBucket: new RecordBucket(stack, 'Dead').bucket,
      }),
  ],
  ['a channel to a table', toTable],
])('CloudFormation and cdk-nag find nothing in %s', (_, make) => {
  const app = strictApp();
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  const stream = Stream.fromStreamAttributes(stack, 'S', {
    streamArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders',
    encryptionKey: Key.fromKeyArn(stack, 'K', 'arn:aws:kms:eu-west-1:111111111111:key/abc'),
  });
  make(stack, stream);
  expect(() => app.synth()).not.toThrow();
});
