import type { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { RecordFilter } from './record-filter';
import type { StartPosition } from './start-position';

/** How a function reads a stream, and what becomes of records it cannot process. */
export interface StreamProcessorOptions {
  /**
   * Most records in one call of the function, 1 to 10,000. A call carries at most 6 MB, whatever this says.
   *
   * @default 100
   */
  readonly batchSize?: number;

  /**
   * How long Lambda gathers records for a batch, 0 to 300 whole seconds.
   *
   * @default Duration.seconds(0)
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Batches of one shard that are processed at once, 1 to 10. Records of one partition key stay in order.
   *
   * @default 1
   */
  readonly parallelizationFactor?: number;

  /**
   * Where in the stream to start. A change makes a new mapping, which starts there.
   *
   * @default StartPosition.TRIM_HORIZON, which misses nothing put during the deployment
   */
  readonly startingPosition?: StartPosition;

  /**
   * How often a batch is tried again after the function failed on it, 0 to 10,000 times; dividing it in two is not
   * counted. Until then it holds up the records behind it, of its shard or of its part of the shard.
   *
   * @default 10
   */
  readonly retryAttempts?: number;

  /**
   * Age from which a record counts as failed, 60 seconds to 7 days, whether or not it was ever tried. Give less than
   * the stream keeps records: one that expires in the stream is in no failed batch.
   *
   * @default - an hour less than the stream keeps records, 7 days at most; 7 days for a stream made elsewhere
   */
  readonly maxRecordAge?: Duration;

  /**
   * Bucket for batches that failed, each an object with the records and the reason. A bucket of another account or
   * with a key is to be imported with its `account` and its `encryptionKey`.
   *
   * @default - a new bucket: TLS only, not public, versioned, under a key of its own, retained with the stack
   */
  readonly failureBucket?: IBucket;

  /**
   * Filters of which a record has to match one, at most 10; more than 5 need a raised quota.
   *
   * @default - every record reaches the function
   */
  readonly filters?: RecordFilter[];

  /**
   * Windows of time, 0 to 900 whole seconds, over which the function may hand up to 1 MB of state for each shard from
   * call to call. It then has to return `state` each time. A window ends early when its shard is split or merged, as
   * happens by itself in an on-demand stream.
   *
   * @default - no windows
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
   */
  readonly tumblingWindow?: Duration;

  /**
   * Whether records are read. While they are not, they wait in the stream until they expire.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
