/** CloudWatch namespace of the metrics that `processRecords` and `transformRecords` emit. */
export const BATCH_METRIC_NAMESPACE = 'KinesisConstructs';

/** Metrics of `processRecords`, one value a batch, with the dimensions `FunctionName` and `StreamName`. */
export const BatchMetric = {
  /** User records handled, count. */
  PROCESSED: 'RecordsProcessed',
  /** User records whose handler threw, count. */
  FAILED: 'RecordsFailed',
  /** User records left out because the idempotency store had them as done, count. */
  SKIPPED: 'RecordsSkipped',
  /** User records that could not be decoded or did not match the schema, count. */
  INVALID: 'RecordsInvalid',
  /** User records not finished: behind a failed one of their key, or met by the deadline, count. */
  UNPROCESSED: 'RecordsUnprocessed',
  /** Age of the last record of the batch when the batch began, milliseconds. */
  ITERATOR_AGE: 'IteratorAge',
  /** Time spent on the batch, milliseconds. */
  DURATION: 'BatchDuration',
} as const;

/**
 * Metrics of `transformRecords`, one value a batch, with the dimensions `FunctionName` and
 * `DeliveryStreamName`.
 */
export const TransformMetric = {
  /** Records answered `Ok`, count. */
  DELIVERED: 'RecordsDelivered',
  /** Records answered `Dropped`, count. */
  DROPPED: 'RecordsDropped',
  /** Records answered `ProcessingFailed` by choice or because the transform threw, count. */
  FAILED: 'RecordsFailed',
  /**
   * Records answered `ProcessingFailed` because they could not be decoded or did not match the schema, count.
   */
  INVALID: 'RecordsInvalid',
  /** Records answered `ProcessingFailed` because the response had no room for their output, count. */
  OVERSIZED: 'RecordsOversized',
  /** Records answered `ProcessingFailed` because the deadline met them, count. */
  UNPROCESSED: 'RecordsUnprocessed',
  /** Size of the response, bytes. */
  RESPONSE_BYTES: 'ResponseBytes',
  /** Time spent on the batch, milliseconds. */
  DURATION: 'BatchDuration',
} as const;

/** Dimensions that the metrics carry. */
export const BatchDimension = {
  FUNCTION_NAME: 'FunctionName',
  STREAM_NAME: 'StreamName',
  DELIVERY_STREAM_NAME: 'DeliveryStreamName',
} as const;
