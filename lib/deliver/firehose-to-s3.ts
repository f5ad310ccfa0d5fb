import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Compression, DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { objectDeletion } from '../shared/object-deletion';
import { RecordBucket } from '../shared/record-bucket';
import { acknowledgeWildcards } from '../shared/wildcards';
import {
  checkBuffer,
  checkCompression,
  checkConverted,
  checkRegion,
  checkTableNeeds,
} from './delivery-checks';
import { acknowledgeDelivery } from './delivery-findings';
import { firehoseRole, StreamSource } from './firehose-access';
import type { FirehoseToS3Options, FirehoseToS3Props } from './firehose-to-s3-options';
import { ObjectKeys } from './object-keys';
import { RecordFormat } from './record-format';
import { S3Destination } from './s3-destination';

export type { FirehoseToS3Options, FirehoseToS3Props };

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

  /** The table over the archive, when one is made here. */
  public readonly table?: CfnTable;

  /** How long Firehose gathers before it writes an object: what freshness is to be judged by. */
  public readonly bufferInterval: Duration;

  constructor(scope: Construct, id: string, props: FirehoseToS3Props) {
    super(scope, id);
    const { objectKeys = ObjectKeys.hive(), recordFormat: format = RecordFormat.unchanged() } = props;
    const { table, partitioning, transform, sourceBackup, removalPolicy = RemovalPolicy.RETAIN } = props;
    const convertsTo = format._convertsTo;
    const isPartitioned = partitioning !== undefined;
    const { compression = convertsTo === undefined ? Compression.GZIP : Compression.UNCOMPRESSED } = props;
    const { bufferSize = Size.mebibytes(isPartitioned || convertsTo !== undefined ? 128 : 5) } = props;
    const { bufferInterval = Duration.seconds(300) } = props;

    checkRegion(this, props.stream);
    checkCompression(this, compression);
    if (convertsTo !== undefined) checkConverted(this, convertsTo, compression);
    checkBuffer(this, bufferSize, bufferInterval, { convertsTo, isPartitioned });
    transform?._check(this);
    partitioning?._check(this, transform);
    checkTableNeeds(this, table, props.recordFormat);
    format._check(this, table?._columns);
    const partitionKeys = partitioning?._keys;
    const keys = objectKeys._render(this, partitionKeys);
    const delivery = { keys, partitionKeys, format, compression };
    table?._check(this, delivery);
    const backup = sourceBackup?._render(this, keys);
    if (backup !== undefined && transform === undefined && convertsTo === undefined) {
      const expected = 'unset without transform: the records are delivered as they come';
      throw new InvalidSettingError(this, 'sourceBackup', expected, backup.prefix);
    }

    this.bufferInterval = bufferInterval;
    this.bucket = props.bucket ?? new RecordBucket(this, 'Bucket', { removalPolicy }).bucket;
    this.logGroup =
      props.logGroup ?? new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    this.sourceRole = firehoseRole(this, 'SourceRole', 'Firehose: read the stream');
    this.deliveryRole = firehoseRole(this, 'DeliveryRole', 'Firehose: transform and deliver');
    const schema = table?._bind(this, delivery, this.bucket, removalPolicy);
    this.table = schema?.table;
    this.deliveryStream = new DeliveryStream(this, 'DeliveryStream', {
      source: new StreamSource(props.stream),
      role: this.sourceRole,
      destination: new S3Destination({
        bucket: this.bucket,
        keys,
        format,
        schema,
        partitioning,
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
    acknowledgeDelivery(this.deliveryStream);
    if (props.bucket === undefined) {
      this.deliveryStream.node.defaultChild?.node.addDependency(...objectDeletion(this.bucket));
      const reason = 'Firehose names the objects, in a bucket that is for this archive alone';
      acknowledgeWildcards(this.deliveryRole, [this.bucket.arnForObjects('*')], reason);
    }
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

  /** Records that could not be made Parquet or ORC, sum over 5 minutes by default. */
  public metricFailedConversions(options: MetricOptions = {}): Metric {
    return this.metric('FailedConversion.Records', 'Sum', options);
  }

  /** Partitions that are open, maximum over 5 minutes by default: 500 can be, unless AWS allowed more. */
  public metricPartitionCount(options: MetricOptions = {}): Metric {
    return this.metric('PartitionCount', 'Maximum', options);
  }

  /** Whether there were more partitions than can be open, 1 or 0, maximum over 5 minutes by default. */
  public metricPartitionCountExceeded(options: MetricOptions = {}): Metric {
    return this.metric('PartitionCountExceeded', 'Maximum', options);
  }

  private metric(metricName: string, statistic: string, options: MetricOptions): Metric {
    return this.deliveryStream.metric(metricName, { statistic, period: Duration.minutes(5), ...options });
  }
}
