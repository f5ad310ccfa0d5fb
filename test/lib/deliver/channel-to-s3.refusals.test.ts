import { type App, Duration, Stack } from 'aws-cdk-lib';
import { type IStream, Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ChannelObjectKeys } from '../../../lib/deliver/channel-object-keys';
import { ChannelToS3, type ChannelToS3Options } from '../../../lib/deliver/channel-to-s3';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

const imported = (stack: Stack, streamArn = STREAM_ARN, id = 'Given') =>
  Stream.fromStreamArn(stack, id, streamArn);

describe('fails when', () => {
  const refused = (stack: Stack, stream: IStream, options: ChannelToS3Options = {}) =>
    expect(() => new ChannelToS3(stack, 'Archive', { stream, ...options }));

  test.each<[string, (stack: Stack) => IStream, string]>([
    ['has shards of its own', (s) => new EncryptedStream(s, 'S', { shardCount: 1 }).stream, 'on demand'],
    [
      'has shards by default',
      (s) => new Stream(s, 'S', { encryption: StreamEncryption.UNENCRYPTED }),
      'stream must be on demand: a channel does not read a stream with provisioned shards, got provisioned capacity',
    ],
    [
      'is encrypted as the CDK does by default',
      (s) => new Stream(s, 'S', { streamMode: StreamMode.ON_DEMAND }),
      'stream must be without alias/aws/kinesis',
    ],
    [
      "is encrypted under AWS's key",
      (s) => new Stream(s, 'S', { streamMode: StreamMode.ON_DEMAND, encryption: StreamEncryption.MANAGED }),
      'got one that is encrypted under alias/aws/kinesis',
    ],
    [
      "is imported with AWS's key",
      (s) =>
        Stream.fromStreamAttributes(s, 'S', {
          streamArn: STREAM_ARN,
          encryptionKey: Alias.fromAliasName(s, 'K', 'alias/aws/kinesis'),
        }),
      'stream must be without alias/aws/kinesis',
    ],
    [
      'is in another Region',
      (s) => imported(s, 'arn:aws:kinesis:us-east-1:111111111111:stream/orders'),
      'stream must be in eu-west-1, as the channel is, got one in us-east-1',
    ],
    [
      'is of another account',
      (s) => imported(s, 'arn:aws:kinesis:eu-west-1:222222222222:stream/orders'),
      'stream must be of account 111111111111, as the channel is, got one of account 222222222222',
    ],
  ])('the stream %s', (_, stream, message) => {
    const stack = testStack();
    const source = stream(stack);
    refused(stack, source).toThrow(message);
    expect(stack.node.findChild('Archive').node.children).toEqual([]);
  });

  test.each<[string, (stack: Stack) => ChannelToS3Options, string]>([
    [
      'records are to come too soon',
      () => ({ dataFreshness: Duration.seconds(299) }),
      'dataFreshness must be 5 minutes to 15 minutes, got 4 minutes 59 seconds',
    ],
    [
      'records are to come too late',
      () => ({ dataFreshness: Duration.seconds(901) }),
      'got 15 minutes 1 second',
    ],
    [
      'the names are wrong',
      () => ({ objectKeys: ChannelObjectKeys.template('a/!{yyyy}') }),
      'objectKeys must be ended by !{extension} when the objects are compressed',
    ],
    [
      'the folder for failures is none',
      () => ({ deadLetterPrefix: 'errors' }),
      'deadLetterPrefix must be a folder without expressions that ends in /, 512 characters at most, got errors',
    ],
    ['the folder for failures is empty', () => ({ deadLetterPrefix: '' }), 'deadLetterPrefix must be'],
    [
      'the folder for failures is long',
      () => ({ deadLetterPrefix: `${'a'.repeat(512)}/` }),
      'deadLetterPrefix must be',
    ],
    [
      'the folder for failures has expressions',
      () => ({ deadLetterPrefix: 'a/!{yyyy}/' }),
      'without expressions',
    ],
    [
      "the key is AWS's",
      (s) => ({ encryptionKey: Alias.fromAliasName(s, 'K', 'alias/aws/kinesis') }),
      'encryptionKey must be a customer-managed key, got alias/aws/kinesis',
    ],
    [
      'the bucket is in another Region',
      (s) => ({ bucket: Bucket.fromBucketAttributes(s, 'B', { bucketName: 'theirs', region: 'us-east-1' }) }),
      'bucket must be in eu-west-1, as the channel is, got one in us-east-1',
    ],
    [
      'the bucket for failures is in another Region',
      (s) => ({
        deadLetterBucket: Bucket.fromBucketAttributes(s, 'B', { bucketName: 'theirs', region: 'us-east-1' }),
      }),
      'deadLetterBucket must be in eu-west-1',
    ],
  ])('%s', (_, options, message) => {
    const stack = testStack();
    const stream = imported(stack);
    refused(stack, stream, options(stack)).toThrow(message);
    expect(stack.node.findChild('Archive').node.children).toEqual([]);
  });

  test('the stream has such a channel, whichever way it is named', () => {
    const stack = testStack();
    const { stream } = new EncryptedStream(stack, 'Orders');
    new ChannelToS3(stack, 'First', { stream });
    refused(stack, stream).toThrow(
      '[T/Archive] stream must be one without such a channel yet, since Kinesis allows one, got one that T/First delivers',
    );
    new ChannelToS3(stack, 'Second', { stream: imported(stack, STREAM_ARN, 'Once') });
    const other = new Stack(stack.node.root as App, 'U', {
      env: { account: '111111111111', region: 'eu-west-1' },
    });
    const again = imported(other, STREAM_ARN, 'Again');
    expect(() => new ChannelToS3(other, 'Third', { stream: again })).toThrow(
      'got one that T/Second delivers',
    );
  });
});

test('a channel that was refused is not counted', () => {
  const stack = testStack();
  const stream = imported(stack);
  expect(() => new ChannelToS3(stack, 'A', { stream, dataFreshness: Duration.seconds(1) })).toThrow();
  expect(() => new ChannelToS3(stack, 'B', { stream })).not.toThrow();
});
