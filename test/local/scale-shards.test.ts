import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type Shard as KinesisShard,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { StreamProducer } from '../../lambda/producer/stream-producer';
import type { ScaleShardsSettings } from '../../lambda/scale-shards/contract';
import { KinesisStream } from '../../lambda/scale-shards/kinesis-stream';
import { type Memory, NEW_MEMORY, readMemory, writeMemory } from '../../lambda/scale-shards/memory';
import { HASH_KEYS, MINUTE, type Shard } from '../../lambda/scale-shards/model';
import type { Ports } from '../../lambda/scale-shards/ports';
import { type Run, scale } from '../../lambda/scale-shards/scale';
import { type KinesisLocal, startKinesisLocal } from '../support/kinesis-local';
import { StreamMetrics } from '../support/stream-metrics';

const STREAM = 'orders';
const MIDNIGHT = Date.UTC(2026, 5, 1);
const DAY_MINUTES = 24 * 60;
const METRIC_LAG = 2 * MINUTE;
const RECORDS = 3_000;
const KEYS = 60;

const SETTINGS: ScaleShardsSettings = {
  streamName: STREAM,
  tableName: 'memory',
  minShards: 2,
  maxShards: 24,
  targetUtilisation: 0.7,
  dailyReshards: 48,
  scheduledMinimums: [
    { start: MIDNIGHT + 22 * 60 * MINUTE, end: MIDNIGHT + 23 * 60 * MINUTE, minShards: 10 },
  ],
  lagMetric: {
    namespace: 'AWS/Kinesis',
    name: 'GetRecords.IteratorAgeMilliseconds',
    dimensions: { StreamName: STREAM },
  },
  dryRun: false,
};

/** A weekday of a shop, in shards at the full hour: a quiet night, a rise before nine, lunch, the evening. */
const HOURS = [3, 2, 1.5, 1, 1, 1, 1.5, 3, 7, 9, 9.5, 9, 10, 8, 4, 3, 3, 4, 7, 11, 12, 9, 6, 4, 3];

/** From two to four in the afternoon a few keys that are next to each other are asked for above all. */
const HOT = new Map([0.66, 0.68, 0.7, 0.72].map((share) => [(HASH_KEYS * BigInt(share * 100)) / 100n, 0.45]));

function offeredAt(minute: number): { load: number; hot?: ReadonlyMap<bigint, number> } {
  const hour = Math.floor(minute / 60);
  const along = (minute % 60) / 60;
  const noise = 1 + 0.05 * Math.sin(minute * 12.9898);
  const load = (HOURS[hour] * (1 - along) + HOURS[hour + 1] * along) * noise;
  return { load, hot: hour >= 14 && hour < 16 ? HOT : undefined };
}

let kinesis: KinesisLocal;
let client: KinesisClient;

beforeAll(async () => {
  // The emulator counts closed shards too.
  kinesis = await startKinesisLocal({ SHARD_LIMIT: '1000' });
  client = kinesis.client();
});

afterAll(async () => {
  client.destroy();
  await kinesis.stop();
});

/** The emulator in Kinesis's place; CloudWatch, DynamoDB and the clock are the test's. */
class Day {
  public now = MIDNIGHT;
  public readonly metrics = new StreamMetrics();
  public readonly made = { update: 0, split: 0, merge: 0 };
  public readonly counts: number[] = [];
  private kept?: { version: number; text: string };
  private readonly stream = new KinesisStream(client, client, STREAM);

  public ports(): Ports {
    const { stream, made } = this;
    const deadline = this.now + 5 * MINUTE;
    return {
      clock: {
        now: () => this.now,
        deadline: () => deadline,
        pause: (milliseconds) => this.pause(milliseconds),
      },
      metrics: {
        read: async (queries, from, to) =>
          queries.map((query) => this.metrics.read(query, from, Math.min(to, this.now - METRIC_LAG))),
      },
      memory: {
        load: async () => this.load(),
        save: async (memory, previous) => this.save(memory, previous),
      },
      stream: {
        // The emulator keeps no metrics for single shards and says so; the test has them.
        summary: async () => ({ ...(await stream.summary()), shardMetrics: ['ALL'] }),
        openShards: () => stream.openShards(),
        shardsFree: () => stream.shardsFree(),
        updateShardCount: (target) => stream.updateShardCount(target).then(() => void made.update++),
        split: (split) => stream.split(split).then(() => void made.split++),
        merge: (merge) => stream.merge(merge).then(() => void made.merge++),
      },
    };
  }

  /** What changes is given its time: minutes of the day are a hundredth of a second, a change takes half a second. */
  public async settle(): Promise<Shard[]> {
    while (!(await this.stream.summary()).active) await this.pause(2_000);
    return this.stream.openShards();
  }

  private async pause(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    this.now += milliseconds;
  }

  private load(): Memory {
    return this.kept === undefined ? NEW_MEMORY : readMemory(this.kept.text, this.kept.version);
  }

  private save(memory: Memory, previous: Memory): boolean {
    if ((this.kept?.version ?? 0) !== previous.version) return false;
    this.kept = { version: previous.version + 1, text: writeMemory(memory) };
    return true;
  }
}

/** All shards that there ever were, each after its parents. */
async function family(): Promise<KinesisShard[]> {
  const left = new Map<string, KinesisShard>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListShardsCommand(NextToken ? { NextToken } : { StreamName: STREAM }));
    for (const shard of page.Shards ?? []) left.set(shard.ShardId ?? '', shard);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const inOrder: KinesisShard[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(
      ({ ParentShardId = '', AdjacentParentShardId = '' }) =>
        !left.has(ParentShardId) && !left.has(AdjacentParentShardId),
    );
    for (const shard of ready) left.delete(shard.ShardId ?? '');
    inOrder.push(...ready);
  }
  return inOrder;
}

async function readAll(shards: readonly KinesisShard[]): Promise<{ key: string; number: number }[]> {
  const read: { key: string; number: number }[] = [];
  for (const { ShardId, SequenceNumberRange } of shards) {
    const closed = SequenceNumberRange?.EndingSequenceNumber !== undefined;
    const first = new GetShardIteratorCommand({
      StreamName: STREAM,
      ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    let iterator = (await client.send(first)).ShardIterator;
    while (iterator !== undefined && iterator !== '') {
      const { Records = [], ...rest } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      for (const { PartitionKey = '', Data } of Records) {
        read.push({ key: PartitionKey, number: JSON.parse(Buffer.from(Data ?? []).toString()).number });
      }
      const caughtUp = Records.length === 0 && (closed || rest.MillisBehindLatest === 0);
      iterator = caughtUp ? undefined : rest.NextShardIterator;
    }
  }
  return read;
}

test('a recorded day: the stream follows its load, and every record written meanwhile is read, in order', async () => {
  await client.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: 4 }));
  const day = new Day();
  let shards = await day.settle();
  day.now = MIDNIGHT;
  const producer = new StreamProducer({
    streamName: STREAM,
    client,
    ordered: true,
    aggregate: false,
    retry: { deadlineMs: 120_000, callTimeoutMs: 30_000 },
  });
  const total = Array.from({ length: DAY_MINUTES }, (_, i) => offeredAt(i).load).reduce((a, b) => a + b);
  const puts: Promise<unknown>[] = [];
  const runs: Run[] = [];
  let due = 0;

  for (let minute = 0; minute < DAY_MINUTES; minute++) {
    const offered = offeredAt(minute);
    due += (offered.load / total) * RECORDS;
    while (puts.length < Math.min(RECORDS, Math.round(due))) {
      const number = puts.length;
      puts.push(
        producer.put({ partitionKey: `customer-${number % KEYS}`, data: JSON.stringify({ number }) }),
      );
    }
    const time = MIDNIGHT + minute * MINUTE;
    day.metrics.record(time, shards, { ...offered, lagMs: 0 });
    day.now = Math.max(day.now, time + MINUTE);
    // At times an alarm calls in the same moment.
    const calls = minute % 10 === 0 ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: calls }, () => scale(day.ports(), SETTINGS)));
    runs.push(...answers);
    if (answers.some(({ outcome }) => outcome === 'done' || outcome === 'in part'))
      shards = await day.settle();
    day.counts.push(shards.length);
  }
  const sent = await Promise.all(puts);
  await producer.close();

  expect(runs.flatMap(({ error }) => (error === undefined ? [] : [error]))).toEqual([]);
  expect(day.made.update).toBeLessThanOrEqual(10);
  for (const made of Object.values(day.made)) expect(made).toBeGreaterThan(0);
  expect(Math.min(...day.counts)).toBe(SETTINGS.minShards);
  expect(Math.max(...day.counts)).toBeGreaterThanOrEqual(14);
  expect(day.counts[22 * 60 + 30]).toBeGreaterThanOrEqual(10);
  expect(day.metrics.refused / day.metrics.offered).toBeLessThan(0.02);

  const everyShard = await family();
  const read = await readAll(everyShard);
  expect(sent).toHaveLength(RECORDS);
  expect(read).toHaveLength(RECORDS);
  for (let key = 0; key < KEYS; key++) {
    const numbers = read.filter((one) => one.key === `customer-${key}`).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: RECORDS / KEYS }, (_, i) => key + i * KEYS));
  }
  const refusedPercent = Number(((100 * day.metrics.refused) / day.metrics.offered).toFixed(3));
  const [fewest, most] = [Math.min(...day.counts), Math.max(...day.counts)];
  console.info(JSON.stringify({ ...day.made, fewest, most, refusedPercent, shardsInAll: everyShard.length }));
}, 600_000);
