import type { Shard } from '@aws-sdk/client-kinesis';
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

/** A sample that covers less stands for no more of the window than one that covers this much. */
const LEAST_COVERED_MS = 1_000;

/** The load of one shard in the window, as its sample has it. */
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

  /** Keys of all shards, each sample weighed by how much of the window it stands for. */
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
  const [keysDecide, open] = [await shards.keysDecide(), await shards.open()];
  const reads = Math.min(READS_PER_SHARD, Math.max(1, Math.floor(READS / open.length)));
  const keys = new KeyLoads(STREAM_CAPACITY);
  const sampled: SampledShard[] = [];
  let [records, bytes, failed] = [0, 0, 0];
  let lastFailure: unknown;

  const take = (sample: ShardSample): void => {
    const covered = Math.min(windowMs, Math.max(sample.covered, LEAST_COVERED_MS));
    // A shard that was not read at all says nothing about its load.
    if (sample.covered === 0 && sample.kinesisRecords === 0) {
      failed++;
      return;
    }
    keys.merge(sample.keys, windowMs / covered);
    records += sample.keys.records.total;
    bytes += sample.keys.bytes.total;
    sampled.push({
      shardId: sample.shardId,
      bytesPerSecond: (sample.kinesisBytes * 1_000) / covered,
      recordsPerSecond: (sample.kinesisRecords * 1_000) / covered,
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
