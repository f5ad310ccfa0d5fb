import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { byHour, checkFolder, type RenderedKeys } from './object-keys';
import { warnWhenMixed } from './prefix-expressions';

/** Settings of `SourceBackup.allRecords`. */
export interface SourceBackupOptions {
  /**
   * Bucket of the original records.
   *
   * @default - the bucket of the archive
   */
  readonly bucket?: IBucket;

  /**
   * Folder of the original records, without expressions: empty, or ending in `/`. Folders by hour
   * follow.
   *
   * @default 'source/'
   */
  readonly prefix?: string;
}

/** The backup in CloudFormation's terms. */
export interface RenderedBackup {
  readonly bucket?: IBucket;
  readonly prefix: string;
}

/**
 * What is kept of the records as they were before the transform, or before they became Parquet or ORC.
 *
 * @example
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   transform: Transform.lambdaFunction(enrich),
 *   sourceBackup: SourceBackup.allRecords({ prefix: 'raw/' }),
 * });
 */
export class SourceBackup {
  /**
   * Every record. Firehose cannot switch it off again: for that the delivery stream has to be replaced.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
   */
  public static allRecords(options: SourceBackupOptions = {}): SourceBackup {
    return new SourceBackup(options.prefix ?? 'source/', options.bucket);
  }

  private constructor(
    private readonly prefix: string,
    private readonly bucket?: IBucket,
  ) {}

  /**
   * Checks the prefix, and puts it in CloudFormation's terms.
   *
   * @internal
   */
  public _render(scope: IConstruct, archive: RenderedKeys): RenderedBackup {
    checkFolder(scope, 'sourceBackup.prefix', this.prefix);
    const prefix = byHour(this.prefix);
    if (this.bucket === undefined) warnWhenMixed(scope, 'sourceBackup.prefix', archive.prefix, prefix);
    return { bucket: this.bucket, prefix };
  }
}
