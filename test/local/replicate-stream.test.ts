import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type _Record as KinesisRecord,
  ListShardsCommand,
  PutRecordsCommand,
  UpdateShardCountCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { zipfKeys } from '../../benchmark/replica/load';
import { systemRuntime } from '../../lambda/producer/runtime';
import { readReplicated } from '../../lambda/replicate-stream/envelope';
import type { Progress } from '../../lambda/replicate-stream/progress';
import { replicateBatch } from '../../lambda/replicate-stream/replicate-batch';
import type { SourceRecord } from '../../lambda/replicate-stream/source-record';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis-local';

const RECORDS = 10_000;
const KEYS = 1_000;
const CALL = 500;
const BATCH = 500;

let kinesis: KinesisLocal;
let client: KinesisClient;

beforeAll(async () => {
  kinesis = await startKinesisLocal();
  client = kinesis.client();
});

afterAll(async () => {
  client.destroy();
  await kinesis.stop();
});

const active = (StreamName: string) =>
  waitUntilStreamExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StreamName });

async function createStream(StreamName: string, ShardCount: number): Promise<void> {
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
  await active(StreamName);
}

async function shardsOf(StreamName: string): Promise<string[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  return Shards.map(({ ShardId = '' }) => ShardId).sort();
}

/** The records of a shard, in its order. */
async function readShard(StreamName: string, ShardId: string): Promise<KinesisRecord[]> {
  const at = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator } = await client.send(new GetShardIteratorCommand(at));
  const read: KinesisRecord[] = [];
  while (ShardIterator !== undefined) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator }));
    read.push(...(page.Records ?? []));
    if (page.Records?.length === 0 && page.MillisBehindLatest === 0) break;
    ShardIterator = page.NextShardIterator;
  }
  return read;
}

async function fillSource(StreamName: string): Promise<void> {
  const choose = zipfKeys(KEYS);
  for (let from = 0; from < RECORDS; from += CALL) {
    const Records = Array.from({ length: CALL }, (_, i) => ({
      PartitionKey: `key-${choose()}`,
      Data: Buffer.from(JSON.stringify({ number: from + i })),
    }));
    const { FailedRecordCount } = await client.send(new PutRecordsCommand({ StreamName, Records }));
    expect(FailedRecordCount).toBe(0);
  }
}

/** Copies one shard as Lambda would: batch after batch, each from the first record left. */
async function replicateShard(
  streamArn: string,
  records: readonly SourceRecord[],
  each: () => void,
): Promise<number> {
  let kept: Progress | undefined;
  const ports = {
    target: client,
    runtime: systemRuntime,
    token: { read: async () => undefined },
    progress: {
      read: async () => kept,
      write: async (_: string, progress: Progress) => {
        kept = progress;
      },
    },
  };
  const settings = {
    mode: 'one-way',
    envelope: true,
    packing: true,
    targetStreamArn: streamArn,
    region: 'eu-west-1',
    callTimeoutMs: 30_000,
  } as const;
  let retries = 0;
  for (let at = 0, fruitless = 0; at < records.length; ) {
    const outcome = await replicateBatch(records.slice(at, at + BATCH), 60_000, settings, ports);
    retries += outcome.retries;
    fruitless = outcome.replicated.length === 0 ? fruitless + 1 : 0;
    if (fruitless === 10) throw outcome.failure;
    at = outcome.left.length === 0 ? at + BATCH : records.indexOf(outcome.left[0]);
    each();
  }
  return retries;
}

test('10,000 records of skewed keys reach a stream that reshards meanwhile: none is lost, each key in order', async () => {
  await Promise.all([createStream('source', 2), createStream('copy', 2)]);
  await fillSource('source');
  const shards = await Promise.all(
    (await shardsOf('source')).map(async (shardId) =>
      (await readShard('source', shardId)).map(
        (record): SourceRecord => ({
          shardId,
          streamName: 'source',
          region: 'eu-west-1',
          partitionKey: record.PartitionKey ?? '',
          data: Buffer.from(record.Data ?? []),
          sequenceNumber: record.SequenceNumber ?? '',
          arrivedAt: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
        }),
      ),
    ),
  );
  expect(shards.flat()).toHaveLength(RECORDS);

  const { StreamDescriptionSummary: copy } = await client.send(
    new DescribeStreamSummaryCommand({ StreamName: 'copy' }),
  );
  const streamArn = copy?.StreamARN ?? '';
  let batches = 0;
  let resharding: Promise<unknown> | undefined;
  const started = performance.now();
  const retries = await Promise.all(
    shards.map((records) =>
      replicateShard(streamArn, records, () => {
        batches += 1;
        if (batches !== 4) return;
        resharding = client.send(
          new UpdateShardCountCommand({
            StreamName: 'copy',
            TargetShardCount: 4,
            ScalingType: 'UNIFORM_SCALING',
          }),
        );
      }),
    ),
  );
  await resharding;
  await active('copy');
  const seconds = (performance.now() - started) / 1000;

  const numbers = new Map<string, number[]>();
  // Shards are numbered as they are made, so parents are read before children.
  const targetShards = await shardsOf('copy');
  let inChildren = 0;
  for (const [i, shardId] of targetShards.entries()) {
    for (const { PartitionKey = '', Data = Buffer.alloc(0) } of await readShard('copy', shardId)) {
      for (const { data, partitionKey, origin } of readReplicated({
        partitionKey: PartitionKey,
        data: Data,
      })) {
        expect(origin?.streamName).toBe('source');
        numbers.set(partitionKey, [...(numbers.get(partitionKey) ?? []), JSON.parse(data.toString()).number]);
        if (i >= 2) inChildren += 1;
      }
    }
  }
  expect([...numbers.values()].flat()).toHaveLength(RECORDS);
  expect(new Set([...numbers.values()].flat()).size).toBe(RECORDS);
  const expected = new Map<string, number[]>();
  for (const { partitionKey, data } of shards.flat()) {
    expected.set(partitionKey, [...(expected.get(partitionKey) ?? []), JSON.parse(data.toString()).number]);
  }
  for (const [key, inOrder] of numbers) expect(inOrder).toEqual(expected.get(key));
  expect(inChildren).toBeGreaterThan(0);
  console.info(
    JSON.stringify({ records: RECORDS, seconds, retries, shards: targetShards.length, inChildren }),
  );
});
