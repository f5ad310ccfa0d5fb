import { deaggregate } from '../records';
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

/** The time that is looked at, epoch milliseconds, both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What was read of one shard. */
export interface ShardSample {
  readonly shardId: string;

  /** Records as Kinesis counts them, and their bytes. */
  readonly kinesisRecords: number;
  readonly kinesisBytes: number;
  readonly keys: KeyLoads;

  /** Milliseconds of the window that were read. */
  readonly covered: number;

  /** Whether reading ended early to leave the shard to its readers. */
  readonly busy: boolean;
}

/** What a sample counts while it grows. */
class Tally {
  public kinesisRecords = 0;
  public kinesisBytes = 0;
  public covered = 0;
  public readonly keys = new KeyLoads(SHARD_CAPACITY);

  public add({ partitionKey, data }: Page['records'][number]): void {
    this.kinesisRecords++;
    this.kinesisBytes += data.length + Buffer.byteLength(partitionKey);
    for (const record of deaggregate({ partitionKey, data })) {
      this.keys.add(record.partitionKey, record.data.length + Buffer.byteLength(record.partitionKey));
    }
  }
}

/**
 * Reads a shard `reads` times at the most, at times spread over the window, so that a part of it stands for the whole. Ends
 * early at the end of the window, when time runs out, and when the shard is too busy; undefined when nothing was read.
 */
export async function sampleShard(
  shards: StreamShards,
  shardId: string,
  window: Window,
  reads: number,
  clock: Clock,
): Promise<ShardSample | undefined> {
  const tally = new Tally();
  const sample = (busy: boolean): ShardSample => ({ ...tally, shardId, busy });
  const step = (window.to - window.from) / reads;
  let position = window.from;
  let next: string | undefined;
  let limit = FIRST_READ;
  for (let read = 0; read < reads; read++) {
    if (read > 0) {
      if (clock.left() < PAUSE_MS) break;
      await clock.sleep(PAUSE_MS);
    }
    if (clock.left() <= 0) return read === 0 ? undefined : sample(false);
    const due = window.from + Math.floor(step * read);
    if (position < due) [position, next] = [due, undefined];
    let page: Page;
    try {
      page = await shards.read(next ?? (await shards.iterator(shardId, position)), limit);
    } catch (error) {
      if (isThrottle(error)) return sample(true);
      throw error;
    }
    for (const record of page.records) if (record.arrival <= window.to) tally.add(record);
    const reached = positionAfter(page, position, window, clock);
    tally.covered += reached - position;
    [position, next] = [reached, page.next];
    if (next === undefined || position >= window.to) break;
    limit = nextLimit(tally);
  }
  return sample(false);
}

function positionAfter(page: Page, before: number, { to }: Window, clock: Clock): number {
  const last = page.records.at(-1)?.arrival ?? clock.now() - page.behind;
  return Math.min(to, page.behind === 0 ? to : Math.max(before, last));
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
