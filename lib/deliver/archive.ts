import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { FirehoseToS3, type FirehoseToS3Options } from './firehose-to-s3';

/**
 * How a stream is archived.
 *
 * @example
 * new StreamWithArchive(this, 'Orders', {
 *   archive: Archive.firehose({ bufferInterval: Duration.seconds(60) }),
 * });
 */
export abstract class Archive {
  /** By Amazon Data Firehose, into S3. */
  public static firehose(options: FirehoseToS3Options = {}): Archive {
    return new FirehoseArchive(options);
  }

  /**
   * Makes the archive of `stream`, as `id` in `scope`.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, id: string, source: ArchiveSource): ArchiveDelivery;
}

/** What an archive is told of its stream. */
export interface ArchiveSource {
  readonly stream: IStream;
  /** Of what the archive makes, unless it was told otherwise. */
  readonly removalPolicy: RemovalPolicy;
}

/** What an archive gives, of whatever kind it is. */
export interface ArchiveDelivery {
  readonly bucket: IBucket;
  readonly firehose?: FirehoseToS3;
  metricDataFreshness(options: MetricOptions): Metric;
  metricDeliverySuccess(options: MetricOptions): Metric;
}

class FirehoseArchive extends Archive {
  constructor(private readonly options: FirehoseToS3Options) {
    super();
  }

  public override _bind(scope: Construct, id: string, source: ArchiveSource): ArchiveDelivery {
    const firehose = new FirehoseToS3(scope, id, {
      ...this.options,
      stream: source.stream,
      removalPolicy: this.options.removalPolicy ?? source.removalPolicy,
    });
    return {
      bucket: firehose.bucket,
      firehose,
      metricDataFreshness: (options) => firehose.metricDataFreshness(options),
      metricDeliverySuccess: (options) => firehose.metricDeliverySuccess(options),
    };
  }
}
