/** Variables of the replicating function's environment. */
export interface ReplicateEnvironment {
  /** ARN of the stream that gets the copies. */
  readonly TARGET_STREAM_ARN: string;
  readonly TARGET_REGION: string;
  /** Table of checkpoints, and of the token if there is one. */
  readonly STATE_TABLE: string;
  /** Partition of that table which belongs to this replica. */
  readonly STATE_NAME: string;
  readonly MODE: ReplicationMode;
  /** `true` or `false`. */
  readonly ENVELOPE: string;
  /** `true` or `false`. */
  readonly PACKING: string;
}

/**
 * - `one-way`: everything is copied
 * - `active-passive`: only the Region that holds the token copies
 * - `active-active`: everything is copied but what came as a copy
 */
export type ReplicationMode = 'one-way' | 'active-passive' | 'active-active';

/** Metrics of a replica, one value a batch, with the dimensions `FunctionName` and `StreamName`. */
export const ReplicaMetric = {
  /** Batches that were looked at, also those of which nothing could be copied: 1 each. */
  HEARTBEAT: 'ReplicaHeartbeat',
  /** Now, less the arrival time of the last record of the batch, or of the first that was left, milliseconds. */
  LAG: 'ReplicationLag',
  /** Source records acknowledged by the target, count. */
  REPLICATED: 'RecordsReplicated',
  /** Data and partition keys of those, bytes. */
  BYTES: 'BytesReplicated',
  /** Times an entry was sent again, count. */
  RETRIES: 'ReplicationRetries',
  /** Records of a repeated batch that were not sent, since the target has them, count. */
  DUPLICATES_AVOIDED: 'DuplicatesAvoided',
  /** Records not sent since they came as copies, count. */
  ECHOES_PREVENTED: 'EchoesPrevented',
  /** Records left for a later attempt since another Region holds the token, count. */
  HELD: 'RecordsHeld',
  /** Records left for a later attempt for any other reason, count. */
  FAILED: 'RecordsNotReplicated',
} as const;

/** Keys of the state table: a partition a replica, in it one item a shard and one for the token. */
export const StateKey = { PARTITION: 'name', SORT: 'item', EXPIRY: 'expires' } as const;

/** Sort key of the token's item. */
export const TOKEN_ITEM = 'token';

/** Sort key of a source shard's item. */
export function shardItem(region: string, shardId: string): string {
  return `shard#${region}#${shardId}`;
}
