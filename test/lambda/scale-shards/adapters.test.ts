import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { CloudWatchMetrics } from '../../../lambda/scale-shards/cloudwatch-metrics';
import { readSettings } from '../../../lambda/scale-shards/connect';
import { SETTINGS_VARIABLE } from '../../../lambda/scale-shards/contract';
import { DynamoMemory } from '../../../lambda/scale-shards/dynamo-memory';
import { KinesisStream } from '../../../lambda/scale-shards/kinesis-stream';
import { type Memory, NEW_MEMORY, readMemory, writeMemory } from '../../../lambda/scale-shards/memory';
import { HASH_KEYS, MINUTE } from '../../../lambda/scale-shards/model';
import { sumOf } from '../../../lambda/scale-shards/read-metrics';
import { NOW } from './support';
import { WORLD_SETTINGS } from './world';

/** A client that answers, one after another, and keeps what it was asked. */
function client<T>(...answers: unknown[]): { client: T; asked: { input: Record<string, never> }[] } {
  const asked: { input: Record<string, never> }[] = [];
  const send = async (command: { input: Record<string, never> }) => {
    asked.push(command);
    const answer = answers[asked.length - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: { send } as unknown as T, asked };
}

const hashKey = fc.bigInt({ min: 0n, max: HASH_KEYS - 1n });
const times = fc.array(fc.integer({ min: 0, max: 2 * NOW }), { maxLength: 48 });
const anyMemory: fc.Arbitrary<Memory> = fc.record(
  {
    version: fc.nat(),
    state: fc.record(
      {
        calls: times,
        reshards: times,
        hotRanges: fc.array(
          fc.record({
            start: hashKey,
            end: hashKey,
            share: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => share + 0),
            fruitless: fc.nat({ max: 3 }),
            time: fc.nat(),
          }),
          { maxLength: 100 },
        ),
        lastChange: fc.nat(),
        halving: fc.nat(),
      },
      { requiredKeys: ['calls', 'reshards', 'hotRanges'] },
    ),
    busyUntil: fc.nat(),
    lookedInVain: fc.nat(),
  },
  { requiredKeys: ['version', 'state'] },
);

test('what is kept comes back as it was, hash keys to the last bit', () => {
  fc.assert(
    fc.property(anyMemory, (memory) => {
      const text = writeMemory(memory);
      expect(readMemory(text, memory.version)).toEqual(memory);
      expect(text.length).toBeLessThan(40_000); // an item may have 400 KB
    }),
  );
});

describe('the memory in DynamoDB', () => {
  const open = (answer: unknown) => {
    const { client: dynamo, asked } = client<ConstructorParameters<typeof DynamoMemory>[0]>(answer);
    return { memory: new DynamoMemory(dynamo, 'memory', 'orders'), asked };
  };

  test('is empty at first, and read with what was written last', async () => {
    const { memory, asked } = open({});
    expect(await memory.load()).toEqual(NEW_MEMORY);
    expect(asked[0]).toBeInstanceOf(GetItemCommand);
    expect(asked[0].input).toMatchObject({ Key: { stream: { S: 'orders' } }, ConsistentRead: true });
  });

  test('comes back with its version', async () => {
    const kept = { version: 7, state: { calls: [NOW], reshards: [], hotRanges: [] } };
    const { memory } = open({ Item: { version: { N: '7' }, memory: { S: writeMemory(kept) } } });
    expect(await memory.load()).toEqual(kept);
  });

  test.each([
    [0, 'attribute_not_exists(#version)', undefined, '1'],
    [7, '#version = :previous', { ':previous': { N: '7' } }, '8'],
  ])('is written over version %p only', async (version, condition, values, next) => {
    const { memory, asked } = open({});
    const previous = { ...NEW_MEMORY, version };
    expect(await memory.save(NEW_MEMORY, previous)).toBe(true);
    expect(asked[0]).toBeInstanceOf(PutItemCommand);
    expect(asked[0].input).toMatchObject({
      ConditionExpression: condition,
      Item: { stream: { S: 'orders' }, version: { N: next } },
    });
    expect(asked[0].input.ExpressionAttributeValues).toEqual(values);
  });

  test('tells that another run was faster, and fails on anything else', async () => {
    const faster = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    expect(await open(faster).memory.save(NEW_MEMORY, NEW_MEMORY)).toBe(false);
    await expect(open(new Error('throttled')).memory.save(NEW_MEMORY, NEW_MEMORY)).rejects.toThrow(
      'throttled',
    );
  });
});

describe('metrics in CloudWatch', () => {
  type Client = ConstructorParameters<typeof CloudWatchMetrics>[0];
  const time = new Date(NOW);
  const result = (Id: string, value: number, StatusCode = 'Complete') => ({
    Id,
    StatusCode,
    Timestamps: [time],
    Values: [value],
  });

  test('are asked for in pages of 500', async () => {
    const queries = Array.from({ length: 1_001 }, (_, i) => sumOf(`M${i}`, {}));
    const pages = [500, 500, 1].map((length, page) => ({
      MetricDataResults: Array.from({ length }, (_, i) => result(`m${page * 500 + i}`, page * 500 + i)),
    }));
    const { client: cloudWatch, asked } = client<Client>(...pages);
    const series = await new CloudWatchMetrics(cloudWatch).read(queries, NOW, NOW + MINUTE);
    expect(asked).toHaveLength(3);
    expect(asked.every((command) => command instanceof GetMetricDataCommand)).toBe(true);
    expect(series.map((one) => one.get(NOW))).toEqual(queries.map((_, i) => i));
  });

  test('are put together from the parts of an answer', async () => {
    const { client: cloudWatch, asked } = client<Client>(
      { MetricDataResults: [result('m0', 1, 'PartialData')], NextToken: 'more' },
      { MetricDataResults: [{ ...result('m0', 2), Timestamps: [new Date(NOW + MINUTE)] }] },
    );
    const [series] = await new CloudWatchMetrics(cloudWatch).read([sumOf('A', {})], NOW, NOW + 2 * MINUTE);
    expect([...series]).toEqual([
      [NOW, 1],
      [NOW + MINUTE, 2],
    ]);
    expect(asked[1].input.NextToken).toBe('more');
  });

  test.each(['PartialData', 'InternalError', 'Forbidden'])('an answer that is %s is none', async (status) => {
    const { client: cloudWatch } = client<Client>({ MetricDataResults: [result('m0', 1, status)] });
    const read = new CloudWatchMetrics(cloudWatch).read([sumOf('A', {})], NOW, NOW + MINUTE);
    await expect(read).rejects.toThrow('CloudWatch gave no complete answer');
  });
});

describe('a stream in Kinesis', () => {
  type Client = ConstructorParameters<typeof KinesisStream>[0];
  const shard = (ShardId: string, EndingSequenceNumber?: string) => ({
    ShardId,
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(HASH_KEYS - 1n) },
    SequenceNumberRange: { StartingSequenceNumber: '1', EndingSequenceNumber },
  });

  test('gives its open shards, from all pages', async () => {
    const { client: kinesis, asked } = client<Client>(
      { Shards: [shard('a'), shard('b', '9')], NextToken: 'more' },
      { Shards: [shard('c')] },
    );
    const open = await new KinesisStream(kinesis, kinesis, 'orders').openShards();
    expect(open).toEqual(['a', 'c'].map((id) => ({ id, start: 0n, end: HASH_KEYS - 1n })));
    expect(asked.map(({ input }) => input)).toEqual([
      { StreamName: 'orders', ShardFilter: { Type: 'AT_LATEST' }, MaxResults: 10_000 },
      { NextToken: 'more', MaxResults: 10_000 },
    ]);
  });

  test('says what it is', async () => {
    const { client: kinesis } = client<Client>({
      StreamDescriptionSummary: {
        StreamStatus: 'UPDATING',
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
        RetentionPeriodHours: 48,
        EnhancedMonitoring: [{ ShardLevelMetrics: ['IncomingBytes'] }],
      },
    });
    expect(await new KinesisStream(kinesis, kinesis, 'orders').summary()).toEqual({
      active: false,
      onDemand: true,
      retentionMs: 48 * 3_600_000,
      shardMetrics: ['IncomingBytes'],
    });
  });

  test('is changed as told, by the client that tries once', async () => {
    const reads = client<Client>({ ShardLimit: 500, OpenShardCount: 480 });
    const changes = client<Client>({}, {}, {});
    const stream = new KinesisStream(reads.client, changes.client, 'orders');
    expect(await stream.shardsFree()).toBe(20);
    await stream.updateShardCount(8);
    await stream.split({ shardId: 'a', at: 2n ** 127n });
    await stream.merge({ shardId: 'a', adjacentShardId: 'b' });
    expect(changes.asked.map(({ input }) => input)).toEqual([
      { StreamName: 'orders', TargetShardCount: 8, ScalingType: 'UNIFORM_SCALING' },
      {
        StreamName: 'orders',
        ShardToSplit: 'a',
        NewStartingHashKey: '170141183460469231731687303715884105728',
      },
      { StreamName: 'orders', ShardToMerge: 'a', AdjacentShardToMerge: 'b' },
    ]);
  });
});

test('the settings come from the environment, or it fails', () => {
  expect(readSettings({ [SETTINGS_VARIABLE]: JSON.stringify(WORLD_SETTINGS) })).toEqual(WORLD_SETTINGS);
  expect(() => readSettings({})).toThrow('SCALE_SHARDS_SETTINGS is not set');
});
