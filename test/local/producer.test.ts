import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { shardOf } from '../../lambda/producer/hash-key';
import { StreamProducer } from '../../lambda/producer/stream-producer';
import { type DeaggregatedRecord, deaggregate } from '../../lambda/records';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis-local';

const KEYS = 100;
const RECORDS = 10_000;

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

async function createStream(name: string): Promise<Shard[]> {
  await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: 4 }));
  await waitUntilStreamExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StreamName: name });
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: name }));
  return Shards;
}

/** The user records of a shard, in its order. */
async function readShard(
  stream: string,
  shard: Shard,
): Promise<{ record: DeaggregatedRecord; sequence: string }[]> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamName: stream,
      ShardId: shard.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const read: { record: DeaggregatedRecord; sequence: string }[] = [];
  for (let iterator = ShardIterator; ; ) {
    const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    const { Records = [], NextShardIterator, MillisBehindLatest } = answer;
    for (const { PartitionKey: partitionKey = '', Data = Buffer.alloc(0), SequenceNumber = '' } of Records) {
      for (const record of deaggregate({ partitionKey, data: Data }))
        read.push({ record, sequence: SequenceNumber });
    }
    if (Records.length === 0 && MillisBehindLatest === 0) return read;
    iterator = NextShardIterator;
  }
}

test.each([
  false,
  true,
])('10,000 records of 100 keys in 4 shards, all read back in order, aggregate %p', async (aggregate) => {
  const stream = `orders-${aggregate ? 'aggregated' : 'plain'}`;
  const shards = await createStream(stream);
  const producer = new StreamProducer({
    streamName: stream,
    client,
    ordered: true,
    aggregate,
    limits: { bufferRecords: 2_000 },
    retry: { deadlineMs: 120_000, callTimeoutMs: 30_000 },
  });

  const started = performance.now();
  const results = await Promise.all(
    Array.from({ length: RECORDS }, (_, i) =>
      producer.put({ partitionKey: `customer-${i % KEYS}`, data: JSON.stringify({ number: i }) }),
    ),
  );
  await producer.close();
  const putMs = Math.round(performance.now() - started);

  const seen = new Map<string, number[]>();
  let places = 0;
  for (const shard of shards) {
    for (const { record, sequence } of await readShard(stream, shard)) {
      const { number } = JSON.parse(record.data.toString());
      const { shardId, sequenceNumber, subSequenceNumber } = results[number];
      expect([shardId, sequenceNumber, subSequenceNumber]).toEqual([
        shard.ShardId,
        sequence,
        record.subSequenceNumber,
      ]);
      expect(shardOf(record, shards)?.ShardId).toBe(shard.ShardId);
      seen.set(record.partitionKey, [...(seen.get(record.partitionKey) ?? []), number]);
      places += 1;
    }
  }
  expect(places).toBe(RECORDS);
  expect(seen.size).toBe(KEYS);
  for (const [key, numbers] of seen) {
    const first = Number(key.split('-')[1]);
    expect(numbers).toEqual(Array.from({ length: RECORDS / KEYS }, (_, i) => first + i * KEYS));
  }
  const { calls, retries } = producer.stats();
  console.info(JSON.stringify({ aggregate, records: RECORDS, putMs, calls, retries }));
});
