import { Duration, Size } from 'aws-cdk-lib';
import { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { checkCompression } from './delivery-checks';
import { COMMON_LIMITS, checkBufferWithin } from './destination-checks';
import type { TargetSettings } from './destination-target';
import { byHour } from './object-keys';
import { checkDataPrefix, checkErrorPrefix, warnWhenMixed } from './prefix-expressions';

/** Settings of a `DeliveryBackup`. */
export interface DeliveryBackupOptions {
  /**
   * Bucket to keep the records in. Import one with its key (`Bucket.fromBucketAttributes`), so that the key
   * is granted too.
   *
   * @default - a new `RecordBucket`
   */
  readonly bucket?: IBucket;

  /**
   * Prefix of the kept records, with expressions of the namespaces `timestamp` and `firehose`, 512
   * characters at most.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
   * @default - `data/`, for Redshift `source/`, then the hour a record arrived as Hive names partitions
   */
  readonly prefix?: string;

  /**
   * Prefix of the records that could not be transformed or delivered. With an expression it needs
   * `!{firehose:error-output-type}`.
   *
   * @default - `errors/`, then what failed, then the hour
   */
  readonly errorPrefix?: string;

  /**
   * How the objects are compressed.
   *
   * @default Compression.GZIP
   */
  readonly compression?: Compression;

  /**
   * How much Firehose gathers before it writes an object, 1 MiB to 128 MiB.
   *
   * @default Size.mebibytes(5)
   */
  readonly bufferSize?: Size;

  /**
   * How long Firehose gathers before it writes an object, 0 seconds to 900 seconds.
   *
   * @default Duration.seconds(300)
   */
  readonly bufferInterval?: Duration;
}

/** Prefix of the records that a destination refuses, unless it is told another. */
export const ERROR_PREFIX = byHour('errors/!{firehose:error-output-type}/');

/**
 * What is kept in S3 of the records of a destination.
 *
 * @example
 * new FirehoseToIceberg(this, 'Lake', {
 *   stream: orders.stream,
 *   catalog: IcebergCatalog.glue(lake),
 *   tables: [{ database: 'shop', table: 'orders' }],
 *   backup: DeliveryBackup.failedRecords({ bucket: failures }),
 * });
 */
export class DeliveryBackup {
  /** The records that could not be transformed or delivered. */
  public static failedRecords(options: DeliveryBackupOptions = {}): DeliveryBackup {
    return new DeliveryBackup(false, options);
  }

  /** Every record, and those that could not be delivered under the error prefix. */
  public static allRecords(options: DeliveryBackupOptions = {}): DeliveryBackup {
    return new DeliveryBackup(true, options);
  }

  /** @internal */
  public readonly _bucket?: IBucket;

  private constructor(
    /** @internal */
    public readonly _all: boolean,
    private readonly options: DeliveryBackupOptions,
  ) {
    this._bucket = options.bucket;
  }

  /**
   * Fails unless only the failed records are kept.
   *
   * @internal
   */
  public _checkFailedOnly(scope: IConstruct, destination: string): void {
    if (!this._all) return;
    const expected = `DeliveryBackup.failedRecords(): ${destination} backs up failed records only`;
    throw new InvalidSettingError(scope, 'backup', expected, 'DeliveryBackup.allRecords()');
  }

  /**
   * Fails on settings that Firehose would refuse.
   *
   * @param folder of the records, unless a prefix is set
   * @internal
   */
  public _check(scope: IConstruct, folder?: string): void {
    const { prefix, errorPrefix, compression, bufferSize, bufferInterval } = this._settings(folder);
    checkObjects(scope, 'backup.prefix', prefix, 'backup.errorPrefix', errorPrefix);
    checkCompression(scope, compression);
    checkBufferWithin(scope, bufferSize, bufferInterval, COMMON_LIMITS, 'backup.');
  }

  /**
   * The settings, with the defaults filled in.
   *
   * @param folder of the records, unless a prefix is set
   * @internal
   */
  public _settings(folder = 'data/'): TargetSettings {
    return {
      prefix: this.options.prefix ?? byHour(folder),
      errorPrefix: this.options.errorPrefix ?? ERROR_PREFIX,
      compression: this.options.compression ?? Compression.GZIP,
      bufferSize: this.options.bufferSize ?? Size.mebibytes(5),
      bufferInterval: this.options.bufferInterval ?? Duration.seconds(300),
    };
  }
}

/** Fails on prefixes that Firehose refuses, warns of those that mix records with failures. */
export function checkObjects(
  scope: IConstruct,
  setting: string,
  prefix: string,
  errorSetting: string,
  errorPrefix: string,
): void {
  checkDataPrefix(scope, setting, prefix);
  checkErrorPrefix(scope, errorSetting, errorPrefix);
  warnWhenMixed(scope, errorSetting, prefix, errorPrefix);
}
