import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { grantOnStream, READ_ACTIONS, WRITE_ACTIONS } from '../shared/stream-access';
import { EncryptedStream } from '../source/encrypted-stream';
import { Archive, type ArchiveDelivery } from './archive';
import type { ChannelToS3 } from './channel-to-s3';
import type { FirehoseToS3 } from './firehose-to-s3';

/** Settings of a `StreamWithArchive`. */
export interface StreamWithArchiveProps {
  /**
   * Stream to archive. For a stream with other settings than these, make an `EncryptedStream` and give its
   * `stream`.
   *
   * @default - a new `EncryptedStream`
   */
  readonly stream?: IStream;

  /**
   * How it is archived.
   *
   * @default Archive.firehose()
   */
  readonly archive?: Archive;

  /**
   * Key that encrypts the records in the stream made here.
   *
   * @default - a new customer-managed key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * How long a record stays readable in the stream made here, 24 hours to 365 days. The archive keeps it
   * beyond.
   *
   * @default Duration.hours(24)
   */
  readonly retentionPeriod?: Duration;

  /**
   * Number of shards of the stream made here, 1 to 10,000.
   *
   * @default - on-demand capacity: Kinesis scales the shards itself
   */
  readonly shardCount?: number;

  /**
   * What becomes of stream, archive and keys made here when they leave the stack. `DESTROY` deletes the
   * records too.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A stream of which every record is kept in S3, from the moment the archive is there.
 *
 * @example
 * const orders = new StreamWithArchive(this, 'Orders', {
 *   archive: Archive.firehose({ bufferInterval: Duration.seconds(60) }),
 * });
 * orders.grantWrite(orderService);
 * orders.bucket.grantRead(analyst);
 */
export class StreamWithArchive extends Construct {
  /** The stream itself. */
  public readonly stream: IStream;

  /** The key that encrypts the records in the stream, where it is known. */
  public readonly encryptionKey?: IKey;

  /** The bucket that holds the records. */
  public readonly bucket: IBucket;

  /** The delivery by Firehose, when the archive is one. */
  public readonly firehose?: FirehoseToS3;

  /** The stream's own channel, when the archive is one. */
  public readonly channel?: ChannelToS3;

  private readonly source: EncryptedStream | IStream;
  private readonly delivery: ArchiveDelivery;

  constructor(scope: Construct, id: string, props: StreamWithArchiveProps = {}) {
    super(scope, id);
    const { archive = Archive.firehose(), removalPolicy = RemovalPolicy.RETAIN } = props;
    const { encryptionKey, retentionPeriod, shardCount } = props;

    if (props.stream !== undefined) {
      this.checkUnset('encryptionKey', encryptionKey?.keyArn);
      this.checkUnset('retentionPeriod', retentionPeriod?.toHumanString());
      this.checkUnset('shardCount', shardCount);
    }

    this.source =
      props.stream ??
      new EncryptedStream(this, 'Stream', { encryptionKey, retentionPeriod, shardCount, removalPolicy });
    this.stream = this.source instanceof EncryptedStream ? this.source.stream : this.source;
    this.encryptionKey = this.stream.encryptionKey;
    this.delivery = archive._bind(this, 'Archive', { stream: this.stream, removalPolicy });
    this.bucket = this.delivery.bucket;
    this.firehose = this.delivery.firehose;
    this.channel = this.delivery.channel;
  }

  /** Lets `grantee` put records. */
  public grantWrite(grantee: IGrantable): Grant {
    if (this.source instanceof EncryptedStream) return this.source.grantWrite(grantee);
    return grantOnStream(this.source, grantee, WRITE_ACTIONS, ['kms:GenerateDataKey']);
  }

  /** Lets `grantee` read records from the stream. For the archive: `bucket.grantRead`. */
  public grantRead(grantee: IGrantable): Grant {
    if (this.source instanceof EncryptedStream) return this.source.grantRead(grantee);
    return grantOnStream(this.source, grantee, READ_ACTIONS, ['kms:Decrypt']);
  }

  /**
   * Age of the oldest record that is not in the archive yet, in seconds, maximum over 5 minutes by default.
   */
  public metricDataFreshness(options: MetricOptions = {}): IMetric {
    return this.delivery.metricDataFreshness(options);
  }

  /** Share of writes to the archive that succeeded, 0 to 1, average over 5 minutes by default. */
  public metricDeliverySuccess(options: MetricOptions = {}): IMetric {
    return this.delivery.metricDeliverySuccess(options);
  }

  private checkUnset(setting: string, value: unknown): void {
    if (value === undefined) return;
    const expected = 'unset when stream is given: it is a setting of that stream';
    throw new InvalidSettingError(this, setting, expected, value);
  }
}
