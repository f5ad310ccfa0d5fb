import type { Minute, Shard } from './model';

/** Bounds and aims of the autoscaler. */
export interface ScalingSettings {
  /** Never fewer shards than this; a scheduled minimum raises it for its time. */
  readonly minShards: number;
  /** Never more shards than this. */
  readonly maxShards: number;
  /** Share of the shards' capacity that should be in use, 0 to 1. */
  readonly targetUtilisation: number;
  /** Splits and merges allowed in a rolling day: each makes consumers change shards. */
  readonly dailyReshards: number;
}

/** What is known of the stream when deciding. */
export interface Observations {
  /** Whether the stream is ACTIVE: only then may its shards change. */
  readonly active: boolean;
  /** The open shards, in any order. */
  readonly shards: readonly Shard[];
  /** Metrics of the stream by the minute. */
  readonly minutes: readonly Minute[];
  /** Load of each shard (1 = full), what was refused included; only when they were read. */
  readonly shardLoads?: ReadonlyMap<string, number>;
  /** How far the slowest reader lags, as a share of the retention period. */
  readonly lagShare?: number;
  /** Shards that the account may still open in this Region. */
  readonly shardsFree?: number;
}

/** A range of hash keys that was split because it was hot, and what that did. */
export interface HotRange {
  readonly start: bigint;
  readonly end: bigint;
  /** Its share of the stream's load. */
  readonly share: number;
  /** Splits in a row that left nearly all of the load on one side. */
  readonly fruitless: number;
  /** When it was split last, epoch milliseconds. */
  readonly time: number;
}

/** What has to be remembered from one decision to the next. Times in epoch milliseconds. */
export interface ScalingState {
  /** Calls to `UpdateShardCount` in the last 24 hours. */
  readonly calls: readonly number[];
  /** When Kinesis last refused a call for there being too many: others may make them too. */
  readonly callsRefused?: number;
  /** Splits and merges in the last 24 hours. */
  readonly reshards: readonly number[];
  /** When the stream's shards were last seen changing. */
  readonly lastChange?: number;
  readonly hotRanges: readonly HotRange[];
  /** Count of shards that merging all pairs is on the way to. */
  readonly halving?: number;
}

export const NEW_STATE: ScalingState = { calls: [], reshards: [], hotRanges: [] };

/** One shard to split, and the first hash key of its second half. */
export interface Split {
  readonly shardId: string;
  readonly at: bigint;
}

/** Two neighbours to merge. */
export interface Merge {
  readonly shardId: string;
  readonly adjacentShardId: string;
}

/** What to do to the stream now. */
export type Action =
  | { readonly kind: 'none' }
  | { readonly kind: 'update'; readonly target: number }
  | { readonly kind: 'split'; readonly splits: readonly Split[] }
  | { readonly kind: 'merge'; readonly merges: readonly Merge[] };

/** What to do, why, and the figures behind it. */
export interface Decision {
  readonly action: Action;
  readonly state: ScalingState;
  /** Why, in words. */
  readonly reason: string;
  /** Shards that the demand calls for, within the bounds. */
  readonly desired: number;
  /** Demand as a share of the open shards' capacity. */
  readonly utilisation: number;
  /** Share of the records that is refused. */
  readonly throttledShare: number;
  /** Calls to `UpdateShardCount` left in this rolling day. */
  readonly callsLeft: number;
  /** Whether a single key, or too few to part, fills a shard: no split helps. */
  readonly hotKey: boolean;
  /** Whether the load of each shard would have changed the decision: read it and decide again. */
  readonly wantsShardLoads: boolean;
}
