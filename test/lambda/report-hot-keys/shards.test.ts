import type { KinesisClient, Shard } from '@aws-sdk/client-kinesis';
import { kinesisShards } from '../../../lambda/report-hot-keys/shards';

const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

/** A client that gives `answers` by turns, and keeps what it was asked. */
function client(...answers: object[]) {
  const calls: [string, Record<string, unknown>][] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    calls.push([command.constructor.name, command.input]);
    return answers.shift();
  };
  return { calls, client: { send } as unknown as KinesisClient };
}

const none = client().client;

const shard = (ShardId: string, rest: Partial<Shard> = {}): Partial<Shard> => ({
  ShardId,
  SequenceNumberRange: { StartingSequenceNumber: '1' },
  ...rest,
});
const closed = { SequenceNumberRange: { StartingSequenceNumber: '1', EndingSequenceNumber: '2' } };

test('lists the open shards, page by page', async () => {
  const { calls, client: patient } = client(
    { Shards: [shard('a', { ParentShardId: 'gone' })], NextToken: 'more' },
    { Shards: [shard('b')] },
  );
  const { open, made } = await kinesisShards(patient, none, ARN).open(5);
  expect(open.map(({ ShardId }) => ShardId)).toEqual(['a', 'b']);
  expect(made.size).toBe(0);
  expect(calls).toEqual([
    [
      'ListShardsCommand',
      { StreamARN: ARN, ShardFilter: { Type: 'FROM_TIMESTAMP', Timestamp: new Date(5) } },
    ],
    ['ListShardsCommand', { NextToken: 'more' }],
  ]);
});

test('tells shards that a split or a merge has just made, by the parents that it closed', async () => {
  const { client: patient } = client({
    Shards: [
      shard('split', closed),
      shard('left', { ParentShardId: 'split' }),
      shard('right', { ParentShardId: 'split', ...closed }),
      shard('other', closed),
      shard('merged', { ParentShardId: 'other', AdjacentParentShardId: 'right' }),
      shard('late', { ParentShardId: 'expired', AdjacentParentShardId: 'right' }),
      shard('old', { ParentShardId: 'expired' }),
    ],
  });
  const { open, made } = await kinesisShards(patient, none, ARN).open(5);
  expect(open.map(({ ShardId }) => ShardId)).toEqual(['left', 'merged', 'late', 'old']);
  expect([...made]).toEqual(['left', 'merged', 'late']);
});

test.each([
  ['AUTO', false],
  ['USER_PARTITION_KEY', true],
  [undefined, true],
])('with a distribution strategy of %s, keys decide: %s', async (RecordDistributionStrategy, decide) => {
  const StreamCreationTimestamp = new Date(7);
  const { client: patient } = client({
    StreamDescriptionSummary: { RecordDistributionStrategy, StreamCreationTimestamp },
  });
  expect(await kinesisShards(patient, none, ARN).describe()).toEqual({ keysDecide: decide, created: 7 });
});

test('reads from a time on', async () => {
  const { calls, client: brief } = client(
    { ShardIterator: 'here' },
    {
      Records: [{ PartitionKey: 'k', Data: Buffer.from('x'), ApproximateArrivalTimestamp: new Date(5) }],
      MillisBehindLatest: 7,
      NextShardIterator: 'there',
    },
    {},
  );
  const shards = kinesisShards(none, brief, ARN);
  expect(await shards.iterator('a', 3)).toBe('here');
  expect(await shards.read('here', 9)).toEqual({
    records: [{ partitionKey: 'k', data: Buffer.from('x'), arrival: 5 }],
    behind: 7,
    next: 'there',
  });
  expect(await shards.read('there', 9)).toEqual({ records: [], behind: 0, next: undefined });
  expect(calls.slice(0, 2)).toEqual([
    [
      'GetShardIteratorCommand',
      { StreamARN: ARN, ShardId: 'a', ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(3) },
    ],
    ['GetRecordsCommand', { StreamARN: ARN, ShardIterator: 'here', Limit: 9 }],
  ]);
});
