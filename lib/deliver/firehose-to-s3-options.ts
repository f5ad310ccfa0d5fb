import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ArchiveTable } from './archive-table';
import type { Partitioning } from './dynamic-partitioning';
import type { ObjectKeys } from './object-keys';
import type { RecordFormat } from './record-format';
import type { SourceBackup } from './source-backup';
import type { Transform } from './transform';

/** Settings of a delivery to S3, wherever its records come from. */
export interface FirehoseToS3Options {
  /**
   * Bucket to deliver to. Import one with its key (`Bucket.fromBucketAttributes`), so that the key is granted
   * too; one of another account has to let `deliveryRole` in by its own policy.
   *
   * @default - a new `RecordBucket`
   */
  readonly bucket?: IBucket;

  /**
   * How the objects are named.
   *
   * @default ObjectKeys.hive()
   */
  readonly objectKeys?: ObjectKeys;

  /**
   * What the objects hold: the records as they are, a line each, or Parquet or ORC made of them.
   *
   * @default RecordFormat.unchanged()
   */
  readonly recordFormat?: RecordFormat;

  /**
   * Table over the archive, for Athena and for the columns of Parquet and ORC. It needs `recordFormat` to be
   * set.
   *
   * @default - none
   */
  readonly table?: ArchiveTable;

  /**
   * By what in the records they are filed, apart from the time. It can be chosen only when the delivery
   * stream is made.
   *
   * @default - by the time alone
   */
  readonly partitioning?: Partitioning;

  /**
   * How the objects are compressed. Parquet and ORC are compressed inside: with them it can only be unset or
   * `UNCOMPRESSED`.
   *
   * @default Compression.GZIP, or UNCOMPRESSED with Parquet and ORC
   */
  readonly compression?: Compression;

  /**
   * How much Firehose gathers before it writes an object, 1 MiB to 128 MiB, before compression; 64 MiB or
   * more with `partitioning`, Parquet or ORC. AWS advises more than arrives in 10 seconds.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
   * @default Size.mebibytes(5), or 128 MiB with `partitioning`, Parquet or ORC
   */
  readonly bufferSize?: Size;

  /**
   * How long Firehose gathers before it writes an object, 0 seconds to 900 seconds; 60 seconds or more with
   * `partitioning`. What is reached first counts.
   *
   * @default Duration.seconds(300)
   */
  readonly bufferInterval?: Duration;

  /**
   * What is done to the records before they are delivered.
   *
   * @default - nothing: they are delivered as they are, one after the other without a delimiter
   */
  readonly transform?: Transform;

  /**
   * What is kept of the records as they came. Only with `transform`, Parquet or ORC.
   *
   * @default - nothing: records that fail are kept under the error prefix
   */
  readonly sourceBackup?: SourceBackup;

  /**
   * Where Firehose reports what it could not transform, convert or deliver.
   *
   * @default - a new log group, which keeps a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * What becomes of bucket, key, logs and table made here when they leave the stack. `DESTROY` deletes the
   * objects too.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Settings of a `FirehoseToS3`. */
export interface FirehoseToS3Props extends FirehoseToS3Options {
  /**
   * Stream to deliver from, in the same Region. Import one that has a customer-managed key with it
   * (`Stream.fromStreamAttributes`), so that the key is granted too.
   */
  readonly stream: IStream;
}
