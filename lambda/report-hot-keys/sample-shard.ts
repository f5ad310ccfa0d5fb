import { deaggregate } from '../records';
import { capacitySeconds } from './capacity';
import type { Clock } from './clock';
import { KeyLoads } from './key-loads';
import type { Page, StreamShards } from './shards';

/** Records of the first read of a shard, from which the size of its records is learned. */
const FIRST_READ = 50;

/** What a later read is to bring, about: with a pause of a second it takes a quarter of the shard's 2 MB/s. */
const READ_BYTES = 512 * 1024;

/** Pause between two reads of a shard, a fifth of the calls that Kinesis admits. */
const PAUSE_MS = 1_000;

/** Keys counted in one shard: a key with more than a 500th of its load is found. */
export const SHARD_CAPACITY = 1_000;

const MAX_READ = 10_000;

/** So many records tell how fast they came. Of fewer, large ones, that is told by all reads alike together. */
const FEW = 4;

/** The time that is looked at, epoch milliseconds, both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What the reads of one shard say of it from the window's beginning until `until`. */
export interface ShardSample {
  readonly shardId: string;

  /** Epoch milliseconds: the end of the window, unless reading ended early. */
  readonly until: number;

  /** An estimate: records as Kinesis counts them, and their bytes. */
  readonly kinesisRecords: number;
  readonly kinesisBytes: number;

  /** An estimate: the user records of each key, and their bytes. */
  readonly keys: KeyLoads;

  /** User records that were read, and the bytes of their data and keys. */
  readonly records: number;
  readonly bytes: number;

  /** When the first record read arrived. */
  readonly first?: number;

  /** Milliseconds of the window that were read. */
  readonly covered: number;

  /** Whether reading ended early to leave the shard to its readers. */
  readonly busy: boolean;
}

type Records = Page['records'];

/** What a sample counts while it grows. */
class Tally {
  public kinesisRecords = 0;
  public kinesisBytes = 0;
  public records = 0;
  public bytes = 0;
  public covered = 0;
  public first?: number;
  public readonly keys = new KeyLoads(SHARD_CAPACITY);

  /** How long reads that brought few records took to get to them, and a full shard would take. */
  private readonly few: { readonly read: number; readonly least: number }[] = [];

  constructor(public until: number) {}

  /** Counts what was read from `start` to `reached`, for all the time from `until` to `end`. */
  public add(records: Records, start: number, reached: number, end: number): void {
    const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
    const times = this.times(records, bytes, { start, reached, end });
    this.kinesisRecords += records.length * times;
    this.kinesisBytes += bytes * times;
    for (const record of records.flatMap(({ partitionKey, data }) => deaggregate({ partitionKey, data }))) {
      this.records++;
      this.bytes += sizeOf(record);
      this.keys.add(record.partitionKey, sizeOf(record), times);
    }
    this.covered += reached - start;
    this.first ??= records.at(0)?.arrival;
    this.until = end;
  }

  /**
   * How often to count records so that they stand for the time from `until` to `end`. A shard that was silent for longer than they
   * took was so at the moment that was looked at: they count once. No shard takes records faster than its capacity.
   */
  private times(records: Records, bytes: number, { start, reached, end }: Span): number {
    if (records.length === 0) return 1;
    const { arrival } = records[0];
    const least = capacitySeconds(bytes, records.length) * 1_000;
    let time = Math.max(reached - start, least);
    if (records.length < FEW && reached < end) {
      this.few.push({ read: reached - start, least });
      time = Math.max(mean(this.few.map(({ read }) => read)), mean(this.few.map((each) => each.least)));
    } else if (arrival - start > Math.max(reached - arrival, least)) return 1;
    return Math.max(1, (end - this.until) / time);
  }
}

/** From `start` to `reached` was read, to stand for all until `end`. */
interface Span {
  readonly start: number;
  readonly reached: number;
  readonly end: number;
}

/**
 * Reads a shard `reads` times at the most and estimates its load from that. Ends early at the end of the window, when time
 * runs out, and when the shard is too busy; undefined when nothing was read.
 *
 * The first read begins with the window, gets over a time without records if there is one, and stands for itself. The rest of the
 * window is divided by the reads that are left, and one in the middle of each part stands for that part. A read that gets beyond
 * its part leaves less to be divided; where the next one would as well, nothing is passed over.
 */
export async function sampleShard(
  shards: StreamShards,
  shardId: string,
  window: Window,
  reads: number,
  clock: Clock,
): Promise<ShardSample | undefined> {
  const tally = new Tally(window.from);
  const sample = (busy: boolean): ShardSample => ({ ...tally, shardId, busy });
  let start = window.from;
  let next: string | undefined;
  let limit = FIRST_READ;
  let msPerRecord = Number.POSITIVE_INFINITY;
  for (let read = 0; read < reads; read++) {
    if (read > 0) {
      if (clock.left() < PAUSE_MS) break;
      await clock.sleep(PAUSE_MS);
    }
    if (clock.left() <= 0) return read === 0 ? undefined : sample(false);
    const part = read === 0 ? 0 : (window.to - tally.until) / (reads - read);
    if (next === undefined || msPerRecord * limit < part) {
      [start, next] = [Math.floor(tally.until + part / 2), undefined];
    }
    let page: Page;
    try {
      page = await shards.read(next ?? (await shards.iterator(shardId, start)), limit);
    } catch (error) {
      if (isThrottle(error)) return sample(true);
      throw error;
    }
    const records = page.records.filter(({ arrival }) => arrival <= window.to);
    const reached = positionAfter(page, start, window, clock);
    const end = tally.until + part;
    next = page.next;
    msPerRecord = Number.POSITIVE_INFINITY;
    // Kinesis may answer with no records before there are none: reading on tells.
    if (records.length === 0 && reached < end) continue;
    tally.add(records, start, reached, Math.max(reached, end));
    if (reached >= window.to) break;
    if (reached < end) next = undefined;
    start = reached;
    if (records.length > 0) msPerRecord = (reached - records[0].arrival) / records.length;
    limit = nextLimit(tally);
  }
  return sample(false);
}

/** How far a read got; a shard that was closed meanwhile was open throughout the window. */
function positionAfter(page: Page, before: number, { to }: Window, clock: Clock): number {
  if (page.behind === 0 || page.next === undefined) return to;
  const last = page.records.at(-1)?.arrival ?? clock.now() - page.behind;
  return Math.min(to, Math.max(before, last));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sizeOf({ partitionKey, data }: Pick<Records[number], 'partitionKey' | 'data'>): number {
  return data.length + Buffer.byteLength(partitionKey);
}

function nextLimit({ kinesisRecords, kinesisBytes }: Tally): number {
  if (kinesisBytes === 0) return FIRST_READ;
  const limit = Math.floor((READ_BYTES * kinesisRecords) / kinesisBytes);
  return Math.min(MAX_READ, Math.max(1, limit));
}

function isThrottle(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return name === 'ProvisionedThroughputExceededException' || name === 'KMSThrottlingException';
}
