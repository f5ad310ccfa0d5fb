import { loadOf } from './demand';
import { MINUTE, type Shard } from './model';
import type { MetricsPort, Series } from './ports';
import { STREAM_METRICS, startOfMinute, sumOf } from './read-metrics';

/** Minutes that are asked for, so that some have arrived, and the latest of them that count. */
const READ = 8;
const COUNTED = 3;

/** What a stream has to keep for each shard, so that a shard's load can be told. */
const LOAD = STREAM_METRICS.slice(0, 2);

/** Those of the metrics that the stream keeps and that a load needs; none when the load cannot be told from them. */
export function loadMetrics(kept: readonly string[]): string[] {
  const has = (name: string) => kept.includes(name) || kept.includes('ALL');
  return LOAD.every(has) ? STREAM_METRICS.filter(has) : [];
}

/**
 * Reads the load of each shard, what was refused included: the mean of its last minutes. Costs up to three metrics a
 * shard; a shard that had no records has no load.
 */
export async function readShardLoads(
  metrics: MetricsPort,
  streamName: string,
  shards: readonly Shard[],
  kept: readonly string[],
  now: number,
): Promise<Map<string, number>> {
  const names = loadMetrics(kept);
  if (names.length === 0) return new Map();
  const end = startOfMinute(now);
  const queries = shards.flatMap(({ id }) =>
    names.map((name) => sumOf(name, { StreamName: streamName, ShardId: id })),
  );
  const series = await metrics.read(queries, end - READ * MINUTE, end);
  const newest = series.reduce((latest, one) => Math.max(latest, ...one.keys()), Number.NEGATIVE_INFINITY);
  const loads = new Map<string, number>();
  shards.forEach(({ id }, i) => {
    const load = meanLoad(series.slice(i * names.length, (i + 1) * names.length), newest);
    if (load !== undefined) loads.set(id, load);
  });
  return loads;
}

function meanLoad([bytes, records, rejected]: readonly Series[], newest: number): number | undefined {
  const times = [...new Set([...bytes.keys(), ...records.keys(), ...(rejected?.keys() ?? [])])];
  const counted = times.filter((time) => time > newest - COUNTED * MINUTE);
  if (counted.length === 0) return undefined;
  const loads = counted.map((time) =>
    loadOf({
      time,
      bytes: bytes.get(time) ?? 0,
      records: records.get(time) ?? 0,
      rejected: rejected?.get(time) ?? 0,
    }),
  );
  return loads.reduce((sum, load) => sum + load, 0) / loads.length;
}
