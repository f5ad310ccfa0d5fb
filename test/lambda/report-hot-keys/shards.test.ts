import type { KinesisClient } from '@aws-sdk/client-kinesis';
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

test('lists the open shards, page by page', async () => {
  const { calls, client: patient } = client(
    { Shards: [{ ShardId: 'a' }], NextToken: 'more' },
    { Shards: [{ ShardId: 'b' }] },
  );
  const open = await kinesisShards(patient, none, ARN).open();
  expect(open.map(({ ShardId }) => ShardId)).toEqual(['a', 'b']);
  expect(calls).toEqual([
    ['ListShardsCommand', { StreamARN: ARN, ShardFilter: { Type: 'AT_LATEST' } }],
    ['ListShardsCommand', { NextToken: 'more' }],
  ]);
});

test.each([
  ['AUTO', false],
  ['USER_PARTITION_KEY', true],
  [undefined, true],
])('with a distribution strategy of %s, keys decide: %s', async (RecordDistributionStrategy, decide) => {
  const { client: patient } = client({ StreamDescriptionSummary: { RecordDistributionStrategy } });
  expect(await kinesisShards(patient, none, ARN).keysDecide()).toBe(decide);
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
