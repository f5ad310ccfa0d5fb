import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ChannelToS3, type ChannelToS3Options } from './channel-to-s3';
import { FirehoseToS3 } from './firehose-to-s3';
import type { FirehoseToS3Options } from './firehose-to-s3-options';

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
   * By the stream's own channel, into S3: nothing between the stream and the bucket, and no transformation. For on-demand
   * streams with a customer-managed key or none.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-channel.html
   */
  public static channel(options: ChannelToS3Options = {}): Archive {
    return new ChannelArchive(options);
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
  readonly channel?: ChannelToS3;
  metricDataFreshness(options: MetricOptions): IMetric;
  metricDeliverySuccess(options: MetricOptions): IMetric;
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

class ChannelArchive extends Archive {
  constructor(private readonly options: ChannelToS3Options) {
    super();
  }

  public override _bind(scope: Construct, id: string, source: ArchiveSource): ArchiveDelivery {
    const channel = new ChannelToS3(scope, id, {
      ...this.options,
      stream: source.stream,
      removalPolicy: this.options.removalPolicy ?? source.removalPolicy,
    });
    return {
      bucket: channel.bucket,
      channel,
      metricDataFreshness: (options) => channel.metricDataFreshness(options),
      metricDeliverySuccess: (options) => channel.metricDeliverySuccess(options),
    };
  }
}
