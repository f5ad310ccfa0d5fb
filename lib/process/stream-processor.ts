import { Annotations, Duration, Resource } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable, Policy } from 'aws-cdk-lib/aws-iam';
import type { IStream, IStreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import {
  type CfnEventSourceMapping,
  EventSourceMapping,
  type IEventSourceMapping,
  type IFunction,
  MetricType,
} from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RecordBucket } from '../shared/record-bucket';
import { grantOnStream, READ_ACTIONS } from '../shared/stream-access';
import { acknowledgeWildcards } from '../shared/wildcards';
import { FAILED_BATCHES_PREFIX, grantKeepFailedBatches } from './failed-batches';
import {
  checkConsumer,
  checkOptions,
  checkRegion,
  defaultRecordAge,
  isOfAnotherAccount,
  warnOfLimits,
} from './known-limits';
import { MappingAccess } from './mapping-access';
import { StartPosition } from './start-position';
import type { StreamProcessorOptions } from './stream-processor-options';

/** Settings of a `StreamProcessor`. */
export interface StreamProcessorProps extends StreamProcessorOptions {
  /** Stream to read, made here or imported, of the function's Region. A customer key is to be imported with it. */
  readonly stream: IStream;

  /** Function that processes the records. It is to answer with the records it failed on, as `batchItemFailures`. */
  readonly function: IFunction;

  /**
   * Registered enhanced fan-out consumer of the stream to read through, with 2 MB/s of each shard for itself.
   *
   * @default - the stream is read directly, sharing 2 MB/s of each shard with its other readers
   */
  readonly consumer?: IStreamConsumer;
}

/**
 * A Lambda function on a stream, such that a bad record neither blocks its shard for long nor gets lost.
 *
 * The function reports the records it failed on and these alone are tried again (`ReportBatchItemFailures`); a batch on
 * which it fails altogether is divided in two; what still fails after `retryAttempts` or `maxRecordAge` is kept, records and
 * all, in `failureBucket`. The function's role gets what the mapping needs and no more, before the mapping is made.
 *
 * @example
 * const processor = new StreamProcessor(this, 'Orders', { stream, function: settleOrders, batchSize: 500 });
 * processor.metricFailedRecords().createAlarm(this, 'OrdersFailed', { threshold: 1, evaluationPeriods: 1 });
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export class StreamProcessor extends Construct {
  /** The stream that is read. */
  public readonly stream: IStream;

  /** The function that processes the records. */
  public readonly function: IFunction;

  /** What reads the stream and calls the function. */
  public readonly eventSourceMapping: IEventSourceMapping;

  /** Where batches that failed are kept. */
  public readonly failureBucket: IBucket;

  constructor(scope: Construct, id: string, props: StreamProcessorProps) {
    super(scope, id);
    const { stream, consumer, function: target, filters = [] } = props;
    const { startingPosition = StartPosition.TRIM_HORIZON } = props;

    checkOptions(this, props);
    checkRegion(this, stream);
    checkConsumer(this, stream, consumer);
    const patterns = filters.map((filter, i) => ({ pattern: filter._pattern(this, `filters[${i}]`) }));

    this.stream = stream;
    this.function = target;
    this.failureBucket = props.failureBucket ?? new RecordBucket(this, 'FailedBatches').bucket;
    const access = this.grantAccess(consumer);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target,
      eventSourceArn: consumer?.streamConsumerArn ?? stream.streamArn,
      enabled: props.enabled ?? true,
      batchSize: props.batchSize ?? 100,
      maxBatchingWindow: props.maxBatchingWindow ?? Duration.seconds(0),
      parallelizationFactor: props.parallelizationFactor ?? 1,
      startingPosition: startingPosition.position,
      startingPositionTimestamp: startingPosition.timestamp(this),
      retryAttempts: props.retryAttempts ?? 10,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: this.failureBucket.bucketArn }) },
      filters: patterns.length > 0 ? patterns : undefined,
      tumblingWindow: props.tumblingWindow,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    // The L2 takes a deploy-time age for one that is too short.
    const resource = mapping.node.defaultChild as CfnEventSourceMapping;
    resource.maximumRecordAgeInSeconds = (props.maxRecordAge ?? defaultRecordAge(stream)).toSeconds();
    if (access !== undefined) mapping.node.addDependency(access);
    this.eventSourceMapping = mapping;
    warnOfLimits(this, stream, target, props);
  }

  /** Where in `failureBucket` the failed batches of this mapping are. */
  public get failedBatchesPrefix(): string {
    return `${FAILED_BATCHES_PREFIX}${this.eventSourceMapping.eventSourceMappingId}/`;
  }

  /** Lets `grantee` read the failed batches of this mapping, for example to process them again. */
  public grantReadFailedBatches(grantee: IGrantable): Grant {
    return this.failureBucket.grantRead(grantee, `${this.failedBatchesPrefix}*`);
  }

  /**
   * How old records are when the function has processed them, in milliseconds: maximum over 1 minute by default.
   *
   * Lambda counts this by function: one that reads several streams has one figure for all of them.
   */
  public metricIteratorAge(options?: MetricOptions): Metric {
    return this.function.metric('IteratorAge', {
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
      ...options,
    });
  }

  /** Calls of the function that failed, by throwing or by running out of time: sum over 1 minute by default. */
  public metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors({ period: Duration.minutes(1), ...options });
  }

  /** Records that were given up and kept in `failureBucket`: sum over 1 minute by default. */
  public metricFailedRecords(options?: MetricOptions): Metric {
    return this.metric('OnFailureDestinationDeliveredEventCount', options);
  }

  /** Records that were given up and could not be kept, so are lost: sum over 1 minute by default. */
  public metricDroppedRecords(options?: MetricOptions): Metric {
    return this.metric('DroppedEventCount', options);
  }

  /**
   * A metric of the mapping, such as `PolledEventCount` or `FilteredOutEventCount`: sum over 1 minute by default.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.eventSourceMapping.eventSourceMappingId },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }

  /** Lets the function's role read, and keep failed batches; gives the policy that says so. */
  private grantAccess(consumer?: IStreamConsumer): Policy | undefined {
    const { stream, failureBucket } = this;
    const { role } = this.function;
    if (role === undefined) {
      this.warn(
        'unknownRole',
        "The function's role is not known: give it the rights that this mapping needs.",
      );
      return undefined;
    }
    if (!Resource.isOwnedResource(stream) && isOfAnotherAccount(this, stream)) {
      this.warn(
        'streamOfAnotherAccount',
        `The stream belongs to account ${stream.env.account}: its policy, its key's and its consumer's have to admit the ` +
          "function's role, which only their owner can do.",
      );
    }
    const access = new MappingAccess(this, 'Access', role);
    grantOnStream(stream, access, READ_ACTIONS, ['kms:Decrypt']);
    consumer?.grant(access, 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard');
    grantKeepFailedBatches(failureBucket, access);
    this.acknowledgeObjectNames(access.policy);
    return access.policy;
  }

  /** What cdk-nag reports of the right to write below a prefix; whoever imports a bucket answers for it there. */
  private acknowledgeObjectNames(access: Policy): void {
    if (!Resource.isOwnedResource(this.failureBucket)) return;
    const objects = this.failureBucket.arnForObjects(`${FAILED_BATCHES_PREFIX}*`);
    const reason =
      'Lambda names the objects of failed batches, below the id of a mapping that is not made yet';
    acknowledgeWildcards(access, [objects], reason);
  }

  private warn(id: string, text: string): void {
    Annotations.of(this).addWarningV2(`kinesis-constructs:${id}`, text);
  }
}
