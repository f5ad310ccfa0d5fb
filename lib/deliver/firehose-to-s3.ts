import { Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Compression, DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { RecordBucket } from '../shared/record-bucket';
import { checkBuffer, checkCompression, checkRegion } from './delivery-checks';
import { firehoseRole, StreamSource } from './firehose-access';
import { ObjectKeys } from './object-keys';
import { S3Destination } from './s3-destination';
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
   * How the objects are compressed.
   *
   * @default Compression.GZIP
   */
  readonly compression?: Compression;

  /**
   * How much Firehose gathers before it writes an object, 1 MiB to 128 MiB, before compression. AWS advises
   * more than arrives in 10 seconds.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
   * @default Size.mebibytes(5)
   */
  readonly bufferSize?: Size;

  /**
   * How long Firehose gathers before it writes an object, 0 seconds to 900 seconds. What is reached first
   * counts.
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
   * What is kept of the records before the transform. Only with `transform`.
   *
   * @default - nothing: records that fail are kept under the error prefix
   */
  readonly sourceBackup?: SourceBackup;

  /**
   * Where Firehose reports what it could not transform or deliver.
   *
   * @default - a new log group, which keeps a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * What becomes of bucket, key and logs made here when they leave the stack. `DESTROY` deletes the objects
   * too.
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

/**
 * Delivers the records of a stream to S3 by Amazon Data Firehose.
 *
 * Firehose reads from the moment it is there: what was put earlier is not delivered. It takes records that
 * the Kinesis Producer Library aggregated apart.
 *
 * @example
 * const archive = new FirehoseToS3(this, 'Archive', {
 *   stream: orders.stream,
 *   bufferInterval: Duration.seconds(60),
 * });
 * archive.bucket.grantRead(analyst);
 */
export class FirehoseToS3 extends Construct {
  /** The delivery stream itself, for anything this construct does not cover. */
  public readonly deliveryStream: DeliveryStream;

  /** The bucket that holds the records. */
  public readonly bucket: IBucket;

  /**
   * The role that Firehose reads the stream with: what `EncryptedStream.letThrough` needs, where it has a
   * network rule.
   */
  public readonly sourceRole: Role;

  /** The role that Firehose transforms and delivers with. */
  public readonly deliveryRole: Role;

  /** Where Firehose reports what it could not transform or deliver. */
  public readonly logGroup: ILogGroup;

  /** How long Firehose gathers before it writes an object: what freshness is to be judged by. */
  public readonly bufferInterval: Duration;

  constructor(scope: Construct, id: string, props: FirehoseToS3Props) {
    super(scope, id);
    const { compression = Compression.GZIP, objectKeys = ObjectKeys.hive() } = props;
    const { bufferSize = Size.mebibytes(5), bufferInterval = Duration.seconds(300) } = props;
    const { transform, sourceBackup, removalPolicy = RemovalPolicy.RETAIN } = props;

    checkRegion(this, props.stream);
    checkCompression(this, compression);
    checkBuffer(this, bufferSize, bufferInterval);
    transform?._check(this);
    const keys = objectKeys._render(this);
    const backup = sourceBackup?._render(this, keys);
    if (backup !== undefined && transform === undefined) {
      const expected = 'unset without transform: the records are delivered as they come';
      throw new InvalidSettingError(this, 'sourceBackup', expected, backup.prefix);
    }

    this.bufferInterval = bufferInterval;
    this.bucket = props.bucket ?? new RecordBucket(this, 'Bucket', { removalPolicy }).bucket;
    this.logGroup =
      props.logGroup ?? new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    this.sourceRole = firehoseRole(this, 'SourceRole', 'Firehose: read the stream');
    this.deliveryRole = firehoseRole(this, 'DeliveryRole', 'Firehose: transform and deliver');
    this.deliveryStream = new DeliveryStream(this, 'DeliveryStream', {
      source: new StreamSource(props.stream),
      role: this.sourceRole,
      destination: new S3Destination({
        bucket: this.bucket,
        keys,
        compression,
        bufferSize,
        bufferInterval,
        transform,
        backup,
        role: this.deliveryRole,
        logGroup: this.logGroup,
        removalPolicy,
      }),
    });
    this.acknowledgeFindings(props.bucket === undefined ? this.bucket : undefined);
  }

  /**
   * Age of the oldest record that is not in S3 yet, in seconds, maximum over 5 minutes by default. Firehose
   * sends none while it delivers nothing: because nothing comes, or because it is blocked.
   */
  public metricDataFreshness(options: MetricOptions = {}): Metric {
    return this.metric('DeliveryToS3.DataFreshness', 'Maximum', options);
  }

  /**
   * Share of writes to S3 that succeeded, 0 to 1, average over 5 minutes by default. Firehose repeats the
   * others.
   */
  public metricDeliverySuccess(options: MetricOptions = {}): Metric {
    return this.metric('DeliveryToS3.Success', 'Average', options);
  }

  /** Records delivered, sum over 5 minutes by default. */
  public metricDeliveredRecords(options: MetricOptions = {}): Metric {
    return this.metric('DeliveryToS3.Records', 'Sum', options);
  }

  /** Bytes delivered, sum over 5 minutes by default. */
  public metricDeliveredBytes(options: MetricOptions = {}): Metric {
    return this.metric('DeliveryToS3.Bytes', 'Sum', options);
  }

  /**
   * Age of the oldest record that is not in the source backup yet, in seconds, maximum over 5 minutes by
   * default.
   */
  public metricBackupFreshness(options: MetricOptions = {}): Metric {
    return this.metric('BackupToS3.DataFreshness', 'Maximum', options);
  }

  /** How far Firehose is behind the end of the stream, in milliseconds, maximum over 5 minutes by default. */
  public metricMillisBehindLatest(options: MetricOptions = {}): Metric {
    return this.metric('KinesisMillisBehindLatest', 'Maximum', options);
  }

  /** Reads that the stream refused Firehose because a shard was busy, sum over 5 minutes by default. */
  public metricThrottledReads(options: MetricOptions = {}): Metric {
    return this.metric('ThrottledGetRecords', 'Sum', options);
  }

  /** Share of the transform's invocations that succeeded, 0 to 1, average over 5 minutes by default. */
  public metricTransformSuccess(options: MetricOptions = {}): Metric {
    return this.metric('ExecuteProcessing.Success', 'Average', options);
  }

  private metric(metricName: string, statistic: string, options: MetricOptions): Metric {
    return this.deliveryStream.metric(metricName, { statistic, period: Duration.minutes(5), ...options });
  }

  /** What cdk-nag reports of every archive, with the reason why it is right. */
  private acknowledgeFindings(ownBucket: IBucket | undefined): void {
    Validations.of(this.deliveryStream).acknowledge({
      id: 'AwsSolutions-KDF1',
      reason:
        'Firehose refuses encryption of its own with a stream as source: the stream encrypts the records',
    });
    if (ownBucket === undefined) return;
    const bucketId = Stack.of(this).getLogicalId(ownBucket.node.defaultChild as CfnBucket);
    Validations.of(this.deliveryRole).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      reason: 'Firehose names the objects, in a bucket that is for this archive alone',
    });
  }
}
