import { Duration } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkRegion } from './delivery-checks';
import type { DeliveryDestination } from './delivery-destination';
import { acknowledgeDelivery } from './delivery-findings';
import { firehoseRole, StreamSource } from './firehose-access';

/** What every delivery needs to know beside its destination. */
export interface FirehoseDeliveryProps {
  /**
   * Stream to deliver from, in the same Region. Import one that has a customer-managed key with it
   * (`Stream.fromStreamAttributes`), so that the key is granted too.
   */
  readonly stream: IStream;
}

/**
 * The records of a stream, delivered by Amazon Data Firehose.
 *
 * Firehose reads from the moment it is there: what was put earlier is not delivered. It takes records that
 * the Kinesis Producer Library aggregated apart.
 */
export abstract class FirehoseDelivery extends Construct {
  /** The delivery stream itself, for anything this construct does not cover. */
  public readonly deliveryStream: DeliveryStream;

  /** The bucket that is written to beside the destination: at least what could not be delivered. */
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

  /** How long Firehose gathers before it delivers: what freshness is to be judged by. */
  public readonly bufferInterval: Duration;

  /** @internal */
  protected constructor(
    scope: Construct,
    id: string,
    stream: IStream,
    destination: DeliveryDestination,
    private readonly delivery: string,
  ) {
    super(scope, id);

    checkRegion(this, stream);
    destination._check(this);

    const backing = destination._makeBacking(this);
    this.bucket = backing.bucket;
    this.deliveryRole = backing.role;
    this.logGroup = backing.logGroup;
    this.bufferInterval = destination._bufferInterval;
    this.sourceRole = firehoseRole(this, 'SourceRole', 'Firehose: read the stream');
    this.deliveryStream = new DeliveryStream(this, 'DeliveryStream', {
      source: new StreamSource(stream),
      role: this.sourceRole,
      destination: { bind: (inner) => destination._configure(inner, backing) },
    });
    acknowledgeDelivery(this.deliveryStream);
  }

  /**
   * Age of the oldest record that is not delivered yet, in seconds, maximum over 5 minutes by default.
   * Firehose sends none while it delivers nothing: because nothing comes, or because it is blocked.
   */
  public metricDataFreshness(options: MetricOptions = {}): Metric {
    return this._metric(`${this.delivery}.DataFreshness`, 'Maximum', options);
  }

  /**
   * Share of deliveries that succeeded, 0 to 1, average over 5 minutes by default. Firehose repeats the
   * others.
   */
  public metricDeliverySuccess(options: MetricOptions = {}): Metric {
    return this._metric(`${this.delivery}.Success`, 'Average', options);
  }

  /** Bytes delivered, sum over 5 minutes by default. */
  public metricDeliveredBytes(options: MetricOptions = {}): Metric {
    return this._metric(`${this.delivery}.Bytes`, 'Sum', options);
  }

  /** How far Firehose is behind the end of the stream, in milliseconds, maximum over 5 minutes by default. */
  public metricMillisBehindLatest(options: MetricOptions = {}): Metric {
    return this._metric('KinesisMillisBehindLatest', 'Maximum', options);
  }

  /** Reads that the stream refused Firehose because a shard was busy, sum over 5 minutes by default. */
  public metricThrottledReads(options: MetricOptions = {}): Metric {
    return this._metric('ThrottledGetRecords', 'Sum', options);
  }

  /** Share of the transform's invocations that succeeded, 0 to 1, average over 5 minutes by default. */
  public metricTransformSuccess(options: MetricOptions = {}): Metric {
    return this._metric('ExecuteProcessing.Success', 'Average', options);
  }

  /** @internal */
  protected _metric(metricName: string, statistic: string, options: MetricOptions): Metric {
    return this.deliveryStream.metric(metricName, { statistic, period: Duration.minutes(5), ...options });
  }
}
