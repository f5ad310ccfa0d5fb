export { BATCH_METRIC_NAMESPACE, BatchDimension, BatchMetric, TransformMetric } from './contract';
export type { FirehoseRecord, FirehoseRecordSource, RawFirehoseRecord } from './firehose-record';
export { type IdempotencyStore, InMemoryIdempotencyStore } from './idempotency';
export type { BatchOptions, BytesPayload, PayloadOptions, TextPayload } from './options';
export {
  type Delivery,
  type Drop,
  deliver,
  drop,
  type Failure,
  fail,
  type Outcome,
  type OutputValue,
  type PartitionKeys,
} from './outcome';
export type { InvalidReason, PayloadFormat } from './payload';
export {
  type GroupHandler,
  type ProcessGroupsOptions,
  processGroups,
  type StreamGroupOptions,
} from './process-groups';
export {
  type ProcessRecordsOptions,
  processRecords,
  type RecordContext,
  type RecordHandler,
  type StreamHandler,
  type StreamRecordOptions,
} from './process-records';
export type { BatchLogger, BatchMetrics } from './report';
export type { SchemaIssue, SchemaResult, StandardSchemaV1 } from './standard-schema';
export type { RawStreamRecord, StreamRecord } from './stream-record';
export {
  type FirehoseRecordOptions,
  type RecordTransform,
  type TransformHandler,
  type TransformRecordsOptions,
  transformRecords,
} from './transform-records';
