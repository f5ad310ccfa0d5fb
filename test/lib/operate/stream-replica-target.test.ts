import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { ReplicaTable } from '../../../lib/operate/replica-table';
import {
  StreamReplicaTarget,
  type StreamReplicaTargetProps,
} from '../../../lib/operate/stream-replica-target';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { RecordDistribution } from '../../../lib/source/record-distribution';
import { testStack } from '../../support/stack';
import { importedStream, warningsIn } from '../process/fixtures';

const STREAM = 'AWS::Kinesis::Stream';

test('it makes an on-demand stream under a key of its own, with room for envelopes', () => {
  const stack = testStack();
  const { target } = new StreamReplicaTarget(stack, 'Copies', { streamName: 'orders' });
  Template.fromStack(stack).hasResourceProperties(STREAM, {
    Name: 'orders',
    MaxRecordSizeInKiB: 2048,
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    StreamEncryption: { EncryptionType: 'KMS' },
    RecordDistributionStrategy: Match.absent(),
  });
  expect(stack.resolve(target._resolve(stack)).region).toBe('eu-west-1');
});

test('settings reach the stream', () => {
  const stack = testStack();
  new StreamReplicaTarget(stack, 'Copies', {
    streamName: 'orders',
    shardCount: 4,
    retentionPeriod: Duration.days(3),
  });
  Template.fromStack(stack).hasResourceProperties(STREAM, { ShardCount: 4, RetentionPeriodHours: 72 });
});

test('a stream may be given', () => {
  const stack = testStack();
  const stream = importedStream(stack);
  expect(new StreamReplicaTarget(stack, 'Copies', { stream }).stream).toBe(stream);
});

test('a writer of another account is let in by the policies of stream and key, to write and no more', () => {
  const stack = testStack();
  const writerRole = Role.fromRoleArn(stack, 'Writer', 'arn:aws:iam::222222222222:role/replicator');
  new StreamReplicaTarget(stack, 'Copies', { streamName: 'orders', writerRole });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
    ResourcePolicy: {
      Statement: [
        Match.objectLike({
          Action: 'kinesis:PutRecords',
          Principal: { AWS: 'arn:aws:iam::222222222222:role/replicator' },
        }),
      ],
    },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'kms:GenerateDataKey',
          Principal: { AWS: 'arn:aws:iam::222222222222:role/replicator' },
          Condition: Match.objectLike({
            StringEquals: { 'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com' },
          }),
        }),
      ]),
    },
  });
});

test('a writer of the same account needs nothing here', () => {
  const stack = testStack();
  const writerRole = Role.fromRoleArn(stack, 'Writer', 'arn:aws:iam::111111111111:role/replicator');
  new StreamReplicaTarget(stack, 'Copies', { streamName: 'orders', writerRole });
  expect(warningsIn(stack)).toEqual(['writerOfSameAccount']);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
});

test.each<[string, (stack: Stack) => StreamReplicaTargetProps, string]>([
  ['neither name nor stream', () => ({}), 'streamName or stream must be given, one of them, got neither'],
  [
    'both',
    (stack) => ({ streamName: 'orders', stream: importedStream(stack) }),
    'streamName or stream must be given, one of them, got both',
  ],
  ['a wrong name', () => ({ streamName: 'or ders' }), 'streamName must be named with'],
  [
    'a stream without a name',
    (stack) => ({ stream: new Stream(stack, 'S') }),
    'stream must be one with a name known while the app is built',
  ],
  [
    'settings for a given stream',
    (stack) => ({ stream: importedStream(stack), shardCount: 3 }),
    'shardCount must be absent when stream is given, got 3',
  ],
])('fails on %s', (_, props, message) => {
  const stack = testStack();
  expect(() => new StreamReplicaTarget(stack, 'Copies', props(stack))).toThrow(message);
});

test('fails on a stream that spreads records without regard to keys', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'S', {
    streamName: 's',
    recordDistribution: RecordDistribution.AUTO,
  });
  expect(() => new StreamReplicaTarget(stack, 'Copies', { stream })).toThrow(
    'stream must be one that keeps the order of partition keys, got AUTO',
  );
});

test.each<[string, Stack, string[], string]>([
  ['its own Region', testStack(), ['eu-west-1'], "replicaRegions must be other Regions than the stack's"],
  [
    'a stack without a Region',
    new Stack(),
    ['eu-west-1'],
    'replicaRegions must be given in a stack with a Region',
  ],
])('a table fails on copies in %s', (_, stack, replicaRegions, message) => {
  expect(() => new ReplicaTable(stack, 'Tokens', { replicaRegions })).toThrow(message);
});
