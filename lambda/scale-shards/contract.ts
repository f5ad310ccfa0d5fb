/** Environment variable that holds the `ScaleShardsSettings`, as JSON. */
export const SETTINGS_VARIABLE = 'SCALE_SHARDS_SETTINGS';

/** What one autoscaler is told. Times in epoch milliseconds. */
export interface ScaleShardsSettings {
  readonly streamName: string;
  /** Table of the state, with the name of the stream as its key. */
  readonly tableName: string;
  readonly minShards: number;
  readonly maxShards: number;
  /** Share of the shards' capacity that should be in use, 0 to 1. */
  readonly targetUtilisation: number;
  /** Splits and merges allowed in a rolling day. */
  readonly dailyReshards: number;
  readonly scheduledMinimums: readonly MinimumInForce[];
  /** Metric of how far the readers lag, in milliseconds; its maximum counts. */
  readonly lagMetric: MetricName;
  /** Whether it only says what it would do. */
  readonly dryRun: boolean;
}

/** A metric in CloudWatch. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A minimum of shards and when it holds. */
export type MinimumInForce = PeriodMinimum | DailyMinimum;

/** From `start` until before `end`. */
export interface PeriodMinimum {
  readonly start: number;
  readonly end: number;
  readonly minShards: number;
}

/** Each of the days by the clock of a time zone, from `from` until before `to`; past midnight when `to` is the earlier one. */
export interface DailyMinimum {
  /** Hour and minute, `00:00` to `23:59`. */
  readonly from: string;
  /** Hour and minute, `00:01` to `24:00`. */
  readonly to: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Days that it begins on, 0 (Sunday) to 6. */
  readonly days: readonly number[];
  readonly minShards: number;
}

/** CloudWatch namespace of the autoscaler's metrics; their one dimension is `StreamName`. */
export const SCALING_METRIC_NAMESPACE = 'KinesisConstructs';

/** Metrics of the autoscaler, one value a minute unless stated. */
export const ScalingMetric = {
  /** Shards that the demand calls for, within the bounds, count. */
  DESIRED_SHARDS: 'DesiredShards',
  /** Shards that are open, count. */
  OPEN_SHARDS: 'OpenShards',
  /** Demand as a share of the open shards' capacity, percent; over 100 when records are refused. */
  UTILISATION: 'Utilisation',
  /** Load of the fullest shard, percent; only when the load of each shard was read. */
  HOTTEST_SHARD: 'HottestShard',
  /** 1 when a single key fills a shard, else 0; only when the load of each shard was read. */
  HOT_KEY: 'HotKey',
  /** Calls of `UpdateShardCount` left in the rolling day, count. */
  CALLS_LEFT_TODAY: 'CallsLeftToday',
  /** Share of the records that is refused, percent. */
  THROTTLED_SHARE: 'ThrottledShare',
} as const;

/** The dimension of the metrics. */
export const SCALING_METRIC_DIMENSION = 'StreamName';

/** Splits and merges of a rolling day: each makes the stream's readers change shards. */
export const DAILY_RESHARDS = 48;

/** Queries that one call of `GetMetricData` takes. */
export const QUERIES_A_CALL = 500;
