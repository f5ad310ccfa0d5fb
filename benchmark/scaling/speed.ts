import { evenShards } from '../../bin/simulate/service';
import { decide } from '../../lambda/scale-shards/decide';
import { NEW_STATE, type Observations, type ScalingState } from '../../lambda/scale-shards/decision';
import { MINUTE, type Minute, SHARD_BYTES, type Shard } from '../../lambda/scale-shards/model';

const NOW = Date.UTC(2026, 0, 2);
const ROUNDS = 30;
const RECORD_BYTES = 25 * 1024;

/** Half an hour in which the stream is 60 % full and refuses 2 %: it looks skewed. */
function minutes(count: number): Minute[] {
  const bytes = 0.6 * count * SHARD_BYTES * 60;
  const records = bytes / RECORD_BYTES;
  return Array.from({ length: 45 }, (_, i) => ({
    time: NOW - (47 - i) * MINUTE,
    bytes,
    records,
    rejected: records * 0.02,
  }));
}

/** A hundred shards in a row are hot and a hundred ranges are remembered: the most work there is. */
function hotStream(count: number): { observed: Observations; state: ScalingState } {
  const shards = evenShards(count, 0);
  const hot = Math.min(count, 100);
  const shardLoads = new Map(shards.map(({ id }, i) => [id, i < hot ? 1.5 - i / 1000 : 0.5]));
  const rangeOf = ({ start, end }: Shard) => ({ start, end, share: 1, fruitless: 0, time: NOW - MINUTE });
  const state = { ...NEW_STATE, hotRanges: shards.slice(0, hot).map(rangeOf) };
  return { observed: { active: true, shards, minutes: minutes(count), shardLoads }, state };
}

/** Median time of a decision with every shard's load, and the heap that one takes; needs `--expose-gc` for the heap. */
export function speed(count: number): { shards: number; milliseconds: number; megabytes?: number } {
  const settings = { minShards: 1, maxShards: count * 2, targetUtilisation: 0.7, dailyReshards: 48 };
  const { observed, state } = hotStream(count);
  const once = () => decide(settings, state, observed, NOW);
  if (once().action.kind !== 'split') throw new Error('the hot shards are not split');
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    once();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { shards: count, milliseconds: times[ROUNDS / 2], megabytes: heapOf(once) };
}

function heapOf(work: () => unknown): number | undefined {
  if (global.gc === undefined) return undefined;
  global.gc();
  const before = process.memoryUsage().heapUsed;
  work();
  return Math.max(0, process.memoryUsage().heapUsed - before) / 1e6;
}
