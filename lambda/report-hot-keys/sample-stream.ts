import type { Shard } from '@aws-sdk/client-kinesis';
import { capacitySeconds } from './capacity';
import type { Clock } from './clock';
import { KeyLoads, type KeyShare } from './key-loads';
import { type ShardSample, sampleShard, type Window } from './sample-shard';
import type { StreamShards } from './shards';

/** Keys counted over all shards: adds a 5,000th of the stream's load at the most to what a share may be too low. */
export const STREAM_CAPACITY = 10_000;

/** Reads of one shard, and of the stream beyond one a shard, at the most. */
const READS_PER_SHARD = 8;
const READS = 4_000;

/** Shards read at one time: bounds memory, since a read brings up to 10 MB. */
const AT_ONCE = 16;

/** A shard that is younger is judged as if it were of this age: a second is what its limits are for. */
const LEAST_AGE_MS = 1_000;

/** The load of one shard in the window, as its sample has it; of one made in the window, since its first record. */
export interface SampledShard {
  readonly shardId: string;
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;

  /** Share of the window that was read. */
  readonly coverage: number;
  readonly heaviestByRecords?: KeyShare;
  readonly heaviestByBytes?: KeyShare;
  readonly busy: boolean;
}

/** What was read of a stream. */
export interface StreamSample {
  readonly window: Window;
  readonly open: readonly Shard[];
  readonly keysDecide: boolean;
  readonly shards: readonly SampledShard[];
  readonly failed: number;

  /** Keys of all shards, as if each had its load for all of the window. */
  readonly keys: KeyLoads;
  readonly records: number;
  readonly bytes: number;
}

/** Samples the open shards of a stream over the last `windowMs`; all of them, unless time runs out. */
export async function sampleStream(
  shards: StreamShards,
  windowMs: number,
  clock: Clock,
): Promise<StreamSample> {
  const to = clock.now();
  const window = { from: to - windowMs, to };
  const { keysDecide, created } = await shards.describe();
  const { open, made } = await shards.open(window.from);
  const reads = Math.min(READS_PER_SHARD, Math.max(1, Math.floor(READS / open.length)));
  const keys = new KeyLoads(STREAM_CAPACITY);
  const sampled: SampledShard[] = [];
  let [records, bytes, failed] = [0, 0, 0];
  let lastFailure: unknown;

  const take = (sample: ShardSample): void => {
    const { shardId, until, first, kinesisBytes, kinesisRecords, covered } = sample;
    // A shard that was not read at all says nothing about its load.
    if (covered === 0 && kinesisRecords === 0) {
      failed++;
      return;
    }
    const isYoung = created > window.from || made.has(shardId);
    const since = isYoung && first !== undefined ? Math.min(first, until - LEAST_AGE_MS) : window.from;
    const seconds = Math.max((until - since) / 1_000, capacitySeconds(kinesisBytes, kinesisRecords));
    keys.merge(sample.keys, windowMs / 1_000 / seconds);
    records += sample.records;
    bytes += sample.bytes;
    sampled.push({
      shardId,
      bytesPerSecond: kinesisBytes / seconds,
      recordsPerSecond: kinesisRecords / seconds,
      coverage: covered / windowMs,
      heaviestByRecords: sample.keys.heaviestBy('records'),
      heaviestByBytes: sample.keys.heaviestBy('bytes'),
      busy: sample.busy,
    });
  };

  const waiting = shuffled(open, clock);
  const work = async (): Promise<void> => {
    for (let shard = waiting.pop(); shard !== undefined; shard = waiting.pop()) {
      try {
        const sample = await sampleShard(shards, shard.ShardId ?? '', window, reads, clock);
        if (sample === undefined) return;
        take(sample);
      } catch (error) {
        if (isOurs(error)) throw error;
        lastFailure = error;
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (sampled.length === 0 && lastFailure !== undefined) throw lastFailure;
  return { window, open, keysDecide, shards: sampled, failed, keys, records, bytes };
}

/** In an order of chance: should time run out, what was read is a fair choice of shards. */
function shuffled<T>(items: readonly T[], clock: Clock): T[] {
  return items
    .map((item) => ({ item, place: clock.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Whether a failed call will fail on every shard, as without rights, rather than on this one at this time. */
function isOurs(error: unknown): boolean {
  const { $fault, name } = error as { $fault?: string; name?: string };
  const passing = ['ResourceNotFoundException', 'ExpiredIteratorException', 'LimitExceededException'];
  return $fault === 'client' && !passing.includes(name ?? '');
}
