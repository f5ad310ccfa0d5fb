/** Variables of the function's environment. */
export interface HotKeysEnvironment {
  readonly STREAM_ARN: string;

  /** How far back records are read, in milliseconds. */
  readonly WINDOW_MS: string;

  /** Keys that are named, at the most. */
  readonly TOP_KEYS: string;

  /** `plain` names keys as they are; anything else gives a hash in their place. */
  readonly KEY_VISIBILITY: string;
}

export const HOT_KEYS_NAMESPACE = 'KinesisConstructs';

export const HotKeysDimension = { STREAM_NAME: 'StreamName' } as const;

/** Metrics of one report; shares are percentages of the stream's load in the window. */
export const HotKeysMetric = {
  /** The heaviest key's share of records or of bytes, whichever is more. */
  HOTTEST_KEY_SHARE: 'HottestKeyShare',
  /** The busiest shard's share of records or of bytes, whichever is more. */
  HOTTEST_SHARD_SHARE: 'HottestShardShare',
  /** Nearly full shards that one key fills, so that no split helps. */
  HOT_KEYS: 'HotKeys',
} as const;

/** A shard that has this share of its write capacity in use is hot. */
export const HOT_UTILISATION = 0.6;

/** A hot shard with so many times the mean load of the stream's shards is hotter than the stream. */
export const UNEVEN = 1.5;

/** What one shard takes in a second. */
export const SHARD_BYTES_PER_SECOND = 1024 * 1024;
export const SHARD_RECORDS_PER_SECOND = 1000;

/**
 * One of the heaviest keys. Shares are from 0 to 1, and at least this much of what was sampled; a shard made within the window
 * counts as if it had had its load for all of it.
 */
export interface HotKey {
  /** The key, or `sha256:` with the first 16 hexadecimal digits of its hash. */
  readonly key: string;
  readonly recordShare: number;
  readonly byteShare: number;

  /** The open shard that the key hashes to; absent where partition keys do not decide. */
  readonly shardId?: string;

  /** Whether it is a part of a key that was salted already. */
  readonly salted: boolean;
}

/** Why a shard is hot: by one key, by its many keys, or as all of the stream is; or that it is not. */
export type Cause = 'oneKey' | 'manyKeys' | 'wholeStream' | 'notHot';

/** One of the busiest shards. Its load is the mean over the window; of a shard made within it, since its first record. */
export interface ShardLoad {
  readonly shardId: string;
  readonly bytesPerSecond: number;

  /** Records as Kinesis counts them: an aggregate is one. */
  readonly recordsPerSecond: number;

  /** Share of the shard's write capacity in use. */
  readonly utilisation: number;

  /** Share of the stream's load. */
  readonly share: number;

  /** Load over the mean load of the shards read. */
  readonly timesMean: number;

  /** Share of the window that was read: the less, the more the load is an estimate. */
  readonly coverage: number;
  readonly heaviestKey?: string;

  /** The heaviest key's share of this shard's load. */
  readonly heaviestKeyShare: number;
  readonly cause: Cause;
}

/** What the function returns and logs. */
export interface HotKeysReport {
  readonly streamName: string;

  /** The window, as ISO 8601 times. */
  readonly from: string;
  readonly to: string;

  readonly shards: {
    readonly open: number;
    /** Shards of which a sample was read. */
    readonly read: number;
    /** Of these, shards whose readers were given way to, so that less was read. */
    readonly busy: number;
    /** Shards that could not be read. */
    readonly failed: number;
  };

  /** What was read: user records, and the bytes of their data and keys. */
  readonly sample: { readonly records: number; readonly bytes: number };

  /** Whether partition keys decide which shard a record goes to. */
  readonly keysDecide: boolean;

  /** Heaviest first. A key with less than this share of the load may be missing: see `shareError`. */
  readonly keys: readonly HotKey[];

  /** By how much a share of a key may be too low, at the most. */
  readonly shareError: number;

  /** Busiest first, 20 at the most. */
  readonly busiestShards: readonly ShardLoad[];
  readonly hottestKeyShare: number;
  readonly hottestShardShare: number;

  /** Hot shards that one key fills. */
  readonly hotKeys: number;

  /** What to do, in sentences. */
  readonly advice: readonly string[];
}
