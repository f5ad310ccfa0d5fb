/** How an on-demand stream spreads records over its shards. */
export enum RecordDistribution {
  /** By the hash of the partition key: records of one key keep their order. */
  PARTITION_KEY = 'USER_PARTITION_KEY',
  /** Evenly, whatever the partition key: no hot shards, and no order. */
  AUTO = 'AUTO',
}
