import type { Published } from '../../examples/streaming-etl/publish';
import type { Tally } from './delivery/contract';

/** How long records took, in milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
}

/**
 * Time from when each record was handed to the producer to the moment when all objects of its run were in S3, by the clock of the
 * function that wrote them, which is this machine's. `undefined` if nothing has landed.
 */
export function putToLanding(sent: readonly Published[], tallies: readonly Tally[]): Latency | undefined {
  const shards = [...new Set(sent.map(({ shardId }) => shardId))];
  const times = shards.flatMap((shard) => {
    const records = sent.filter(({ shardId }) => shardId === shard).map(withPosition);
    const runs = tallies.filter(({ shardId }) => shardId === shard).map(withRange);
    return timesInShard(records.sort(byPosition), runs.sort(byPosition));
  });
  return summarize(times);
}

/** Median and the like of times in any order; `undefined` if there are none. */
export function summarize(unsorted: readonly number[]): Latency | undefined {
  const times = Float64Array.from(unsorted).sort();
  const [median, p99] = [0.5, 0.99].map((share) => times[Math.ceil(share * times.length) - 1]);
  return median === undefined || p99 === undefined ? undefined : { median, p99 };
}

/** Walks records and runs side by side; both are in the order of the shard. */
function timesInShard(records: readonly PositionedRecord[], runs: readonly PositionedRun[]): number[] {
  let at = 0;
  return records.flatMap(({ position, putAt }) => {
    while (at < runs.length - 1 && (runs[at]?.last ?? position) < position) at++;
    const run = runs[at];
    return run === undefined || position < run.position || run.last < position ? [] : [run.landedAt - putAt];
  });
}

interface PositionedRecord {
  readonly position: bigint;
  readonly putAt: number;
}

interface PositionedRun {
  readonly position: bigint;
  readonly last: bigint;
  readonly landedAt: number;
}

function withPosition({ sequenceNumber, putAt }: Published): PositionedRecord {
  return { position: BigInt(sequenceNumber), putAt };
}

function withRange({ first, last, landedAt }: Tally): PositionedRun {
  return { position: BigInt(first), last: BigInt(last), landedAt };
}

function byPosition(a: { position: bigint }, b: { position: bigint }): number {
  return a.position < b.position ? -1 : 1;
}
