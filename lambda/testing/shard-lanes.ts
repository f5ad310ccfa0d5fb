import { createHash } from 'node:crypto';
import type { KinesisStreamRecord } from 'aws-lambda';
import type { RecordFate } from './mapping-report';
import type { SeededRandom } from './seeded';

/** A record on its way through the mapping. */
export interface TrackedRecord extends RecordFate {
  runs: number;
  status: RecordFate['status'];
  condition: RecordFate['condition'];
  readonly sequence: bigint;
  readonly arrivalMs: number;
  /** Size within an event, in bytes of JSON. */
  readonly bytes: number;
}

/** Records that are sent together. */
export interface Batch {
  readonly records: readonly TrackedRecord[];
  /** Retries taken from the quota. */
  readonly retries: number;
  /** Invocations with this batch. */
  readonly invocations: number;
}

/** One line of batches that follow each other; a shard has as many as its parallelization factor. */
export interface Lane {
  readonly shardId: string;
  readonly index: number;
  /** Batches to be sent before anything new. */
  readonly retrying: Batch[];
  readonly waiting: TrackedRecord[];
  readyAt: number;
  /** Retries in a row, which make the next one wait longer. */
  delays: number;
}

/**
 * Bytes of JSON that a synchronous invocation may carry: a record above about 4.5 MB cannot reach a function.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const EVENT_FRAME_BYTES = Buffer.byteLength(JSON.stringify({ Records: [] }));

/**
 * Sorts the records of the shards into lanes.
 *
 * Records of one partition key always share a lane, so their order is kept whatever the parallelization factor. Which
 * keys share a lane is not documented; here the hash of the key decides.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#kinesis-polling-and-batching
 */
export class ShardLanes {
  private readonly shards = new Map<string, { lanes: Lane[]; last: bigint }>();

  constructor(private readonly factor: number) {}

  /** Takes in the next record of a shard; throws when it is not behind the one before. */
  public add(record: KinesisStreamRecord, matches: (data: Buffer) => boolean): TrackedRecord {
    const tracked = track(record);
    const shard = this.shard(tracked.shardId);
    if (tracked.sequence <= shard.last) {
      throw new RangeError(
        `sequence numbers must ascend within ${tracked.shardId}, got ${tracked.sequence} after ${shard.last}`,
      );
    }
    shard.last = tracked.sequence;
    if (matches(Buffer.from(record.kinesis.data, 'base64'))) {
      shard.lanes[this.laneOf(record.kinesis.partitionKey)]?.waiting.push(tracked);
    } else {
      tracked.status = 'filtered';
    }
    return tracked;
  }

  /**
   * The lane to serve next: one of those that are ready, else the one that is ready first. Undefined when all are empty.
   *
   * Shards, and the lanes of one, do not wait for each other.
   */
  public next(now: number, random: SeededRandom): Lane | undefined {
    const busy = [...this.shards.values()].flatMap(({ lanes }) =>
      lanes.filter((lane) => lane.retrying.length > 0 || lane.waiting.length > 0),
    );
    const ready = busy.filter((lane) => lane.readyAt <= now);
    if (ready.length > 0) return ready[random.below(ready.length)];
    return busy.sort((a, b) => a.readyAt - b.readyAt)[0];
  }

  /** Number of records of a shard that no batch holds yet. */
  public waiting(shardId: string): number {
    return this.shards.get(shardId)?.lanes.reduce((sum, lane) => sum + lane.waiting.length, 0) ?? 0;
  }

  private shard(shardId: string): { lanes: Lane[]; last: bigint } {
    const known = this.shards.get(shardId);
    if (known !== undefined) return known;
    const lanes = Array.from({ length: this.factor }, (_, index) => ({
      shardId,
      index,
      retrying: [],
      waiting: [],
      readyAt: Number.NEGATIVE_INFINITY,
      delays: 0,
    }));
    const shard = { lanes, last: -1n };
    this.shards.set(shardId, shard);
    return shard;
  }

  private laneOf(partitionKey: string): number {
    if (this.factor === 1) return 0;
    return createHash('md5').update(partitionKey, 'utf8').digest().readUInt32BE() % this.factor;
  }
}

/**
 * Takes the next batch off a lane: a batch to retry, or as many waiting records as the batch size and the payload
 * limit of 6 MB allow, and at least one.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export function takeBatch(lane: Lane, batchSize: number): Batch {
  const retry = lane.retrying.shift();
  if (retry !== undefined) return retry;
  let count = 0;
  let bytes = EVENT_FRAME_BYTES;
  for (const record of lane.waiting.slice(0, batchSize)) {
    bytes += record.bytes + (count > 0 ? 1 : 0);
    if (bytes > MAX_EVENT_BYTES && count > 0) break;
    count += 1;
  }
  return { records: lane.waiting.splice(0, count), retries: 0, invocations: 0 };
}

/** Whether the event for `batch` is too large to be sent. */
export function isTooLarge({ records }: Batch): boolean {
  const commas = records.length - 1;
  return records.reduce((sum, record) => sum + record.bytes, EVENT_FRAME_BYTES + commas) > MAX_EVENT_BYTES;
}

function track(record: KinesisStreamRecord): TrackedRecord {
  const { sequenceNumber, approximateArrivalTimestamp } = record.kinesis;
  return {
    record,
    shardId: record.eventID.slice(0, record.eventID.lastIndexOf(':')),
    runs: 0,
    status: 'pending',
    condition: undefined,
    sequence: BigInt(sequenceNumber),
    arrivalMs: Math.round(approximateArrivalTimestamp * 1000),
    bytes: Buffer.byteLength(JSON.stringify(record)),
  };
}
