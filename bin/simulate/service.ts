import { HASH_KEYS, type Shard, widthOf } from '../../lambda/scale-shards/model';

/** How the simulated service behaves: assumptions, stated in the report, not measured on AWS. Minutes. */
export const SERVICE = {
  /** Metrics of a minute can be read this long after its end. */
  metricLag: 2,
  /** `UpdateShardCount` takes this long, and one more minute for each so many shards that it changes. */
  update: 2,
  shardsAMinute: 20,
  /** How much longer it takes to a target that is no multiple of 25 % of the current count. */
  unevenFactor: 1.5,
  /** `SplitShard` and `MergeShards`, one after another. */
  split: 0.5,
} as const;

/** Inside a minute the offered load of a shard varies evenly between these factors of its mean. */
const [BURST_LOW, BURST_HIGH] = [0.8, 1.2];

/** Share of a shard's capacity that is used when `load` (1 = as much as it can take, on average) is offered in bursts. */
export function served(load: number): number {
  if (load * BURST_HIGH <= 1) return load;
  if (load * BURST_LOW >= 1) return 1;
  const full = 1 / load;
  return (
    ((load * (full * full - BURST_LOW * BURST_LOW)) / 2 + (BURST_HIGH - full)) / (BURST_HIGH - BURST_LOW)
  );
}

/** Where the load falls on the hash keys: an even part, and single keys. Shares add up to 1. */
export interface Skew {
  readonly even: number;
  readonly keys: readonly { readonly hash: bigint; readonly share: number }[];
}

export const EVEN: Skew = { even: 1, keys: [] };

/** A shard with its share of the stream's load. */
export interface LoadedShard extends Shard {
  readonly share: number;
}

/** The share of the load that falls on a shard. */
export function loaded(shard: Shard, { even, keys }: Skew): LoadedShard {
  let share = even * widthOf(shard);
  for (const key of keys) if (key.hash >= shard.start && key.hash <= shard.end) share += key.share;
  return { ...shard, share };
}

/** `count` shards of equal width over all hash keys. */
export function evenShards(count: number, firstId: number): Shard[] {
  const bound = (i: number) => (HASH_KEYS * BigInt(i)) / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({
    id: `shardId-${String(firstId + i).padStart(12, '0')}`,
    start: bound(i),
    end: bound(i + 1) - 1n,
  }));
}

/** Minutes that `UpdateShardCount` takes. */
export function updateMinutes(current: number, target: number): number {
  const minutes = SERVICE.update + Math.abs(target - current) / SERVICE.shardsAMinute;
  return (target * 4) % current === 0 ? minutes : minutes * SERVICE.unevenFactor;
}
