export { type KinesisClientOptions, kinesisClient, type PutRecordsClient } from './client';
export {
  CallTimeoutError,
  type GiveUpReason,
  InvalidRecordError,
  ProducerClosedError,
  RecordGivenUpError,
} from './errors';
export { hashKeyOf, type Placed, type ShardRange, shardOf } from './hash-key';
export { ProducerMetric, reportMetrics } from './metrics';
export type { ProducerLimits, ProducerOptions, RetryPolicy } from './options';
export { type PartitionKeyOf, partitionKey } from './partition-key';
export type { ProducerRecord, PutResult } from './record';
export type { ProducerStats } from './stats';
export { StreamProducer } from './stream-producer';
