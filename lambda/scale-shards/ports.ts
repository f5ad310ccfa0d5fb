import type { MetricName } from './contract';
import type { Merge, Split } from './decision';
import type { Memory } from './memory';
import type { Shard } from './model';

/** What the stream says of itself. */
export interface StreamSummary {
  readonly active: boolean;
  readonly onDemand: boolean;
  readonly retentionMs: number;
  /** Names of the metrics that it keeps for each shard. */
  readonly shardMetrics: readonly string[];
}

/** The stream to scale. */
export interface StreamPort {
  summary(): Promise<StreamSummary>;
  /** All open shards. */
  openShards(): Promise<Shard[]>;
  /** Shards that the account may still open. */
  shardsFree(): Promise<number>;
  // Each of these is one attempt, so that an error tells whether the change was begun.
  updateShardCount(target: number): Promise<void>;
  split(split: Split): Promise<void>;
  merge(merge: Merge): Promise<void>;
}

/** A metric to read, minute by minute. */
export interface Query extends MetricName {
  readonly stat: 'Sum' | 'Maximum';
}

/** Values by the start of their minute, epoch milliseconds; a minute without a value is absent. */
export type Series = ReadonlyMap<number, number>;

/** Where metrics are read. */
export interface MetricsPort {
  /** A series for each query, in their order, of the minutes that start from `from` until before `to`. */
  read(queries: readonly Query[], from: number, to: number): Promise<Series[]>;
}

/** Where what is to be remembered is kept. */
export interface MemoryPort {
  load(): Promise<Memory>;
  /** Keeps `memory` as the next version of `previous`, unless another run was faster: `false` then. */
  save(memory: Memory, previous: Memory): Promise<boolean>;
}

/** Times in epoch milliseconds. */
export interface Clock {
  now(): number;
  /** When this run will be ended from outside. */
  deadline(): number;
  pause(milliseconds: number): Promise<void>;
}

/** Everything outside that a run works with. */
export interface Ports {
  readonly stream: StreamPort;
  readonly metrics: MetricsPort;
  readonly memory: MemoryPort;
  readonly clock: Clock;
}
