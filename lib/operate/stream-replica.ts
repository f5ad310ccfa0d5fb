import { Annotations, Duration, Names, Token } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { CfnEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BATCH_METRIC_NAMESPACE, BatchDimension } from '../../lambda/batch/contract';
import { ReplicaMetric, type ReplicateEnvironment } from '../../lambda/replicate-stream/contract';
import { FanOutConsumer } from '../process/fan-out-consumer';
import { checkOptions, checkRegion } from '../process/known-limits';
import type { StreamProcessor } from '../process/stream-processor';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { HandlerFunction } from '../shared/handler-function';
import { acknowledgeWildcards } from '../shared/wildcards';
import { ReplicaMode } from './replica-mode';
import { ReplicaTable } from './replica-table';
import { checkKeepsOrder, knownNameOf, type ResolvedTarget } from './replica-target';
import type { StreamReplicaProps } from './stream-replica-props';

/**
 * A copy of a stream in another Region: each record at least once, with its bytes and partition key, those of one key
 * in their order. AWS has no such feature, and AWS DMS cannot read a stream.
 *
 * A function in the source's Region reads the stream and writes to the other. A record comes twice only after a crash of
 * the function (at most a batch), a call that was not answered, or a KPL aggregate of which a part failed. Aggregates of
 * several keys are taken apart, and their user records go to the shards of their own keys. Explicit hash keys of other
 * records are not copied: Lambda does not tell them. The replica starts when the target exists and answers; until then records wait in the source.
 *
 * @example
 * const replica = new StreamReplica(this, 'Replica', {
 *   stream,
 *   target: ReplicaTarget.fromStreamName('orders', 'eu-central-1'),
 *   envelope: true,
 * });
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export class StreamReplica extends Construct {
  /** The stream that is copied. */
  public readonly stream: IStream;

  /** What copies. */
  public readonly function: IFunction;

  /** What reads the stream and calls the function. */
  public readonly processor: StreamProcessor;

  /** Where checkpoints are kept, and the token if there is one. */
  public readonly table: ITable;

  constructor(scope: Construct, id: string, props: StreamReplicaProps) {
    super(scope, id);
    const { stream, mode = ReplicaMode.oneWay(), envelope = false, packing = false } = props;
    const { batchSize = 1_000, enhancedFanOut = true, startingPosition, maxRecordAge, failureBucket } = props;
    const target = props.target._resolve(this);

    checkWholeNumber(this, 'batchSize', batchSize, 1, 5_000);
    checkOptions(this, props);
    checkRegion(this, stream);
    checkKeepsOrder(this, stream);
    this.checkMode(mode, envelope);
    if (isSource(target, stream)) {
      throw new InvalidSettingError(this, 'target', 'another stream than the source', stream.streamName);
    }

    this.stream = stream;
    this.table = mode._table ?? new ReplicaTable(this, 'State').table;
    const state = mode._name ?? 'replica';
    const replicator = new HandlerFunction(this, 'Replicator', {
      handler: 'replicate-stream',
      description: `Copies the records of ${stream.streamName} to a stream in ${target.region}`,
      timeout: Duration.minutes(5),
      memorySize: 512,
      environment: {
        TARGET_STREAM_ARN: target.streamArn,
        TARGET_REGION: target.region,
        STATE_TABLE: this.table.tableName,
        STATE_NAME: state,
        MODE: mode._kind,
        ENVELOPE: String(envelope),
        PACKING: String(packing),
      } satisfies ReplicateEnvironment as unknown as Record<string, string>,
    });
    for (const statement of this.rightsOn(target, state)) replicator.role.addToPolicy(statement);
    this.table.encryptionKey?.grantEncryptDecrypt(replicator.role);
    this.acknowledgeUnknownKey(target);
    this.function = replicator.function;
    const reader = new FanOutConsumer(this, 'Reader', {
      name: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      stream,
      function: replicator.function,
      enhancedFanOut,
      batchSize,
      startingPosition,
      maxRecordAge,
      failureBucket,
      // A call a second a shard costs little; a call for each push of a quiet stream does not.
      maxBatchingWindow: Duration.seconds(1),
    });
    this.processor = reader.processor;
    // Nothing is given up for having been tried often, only for its age.
    const mapping = this.processor.eventSourceMapping.node.defaultChild as CfnEventSourceMapping;
    mapping.maximumRetryAttempts = -1;
  }

  /** Now less the arrival time of the last record copied, in milliseconds: maximum over 1 minute by default. */
  public metricLag(options?: MetricOptions): Metric {
    return this.metric(ReplicaMetric.LAG, { statistic: Stats.MAXIMUM, ...options });
  }

  /** Source records that the target has acknowledged: sum over 1 minute by default. */
  public metricReplicatedRecords(options?: MetricOptions): Metric {
    return this.metric(ReplicaMetric.REPLICATED, options);
  }

  /** Data and partition keys of those, in bytes: sum over 1 minute by default. */
  public metricReplicatedBytes(options?: MetricOptions): Metric {
    return this.metric(ReplicaMetric.BYTES, options);
  }

  /** Records that could not be copied for now and were left for another attempt: sum over 1 minute by default. */
  public metricFailedRecords(options?: MetricOptions): Metric {
    return this.metric(ReplicaMetric.FAILED, options);
  }

  /** Records that wait since another Region holds the token: sum over 1 minute by default. */
  public metricHeldRecords(options?: MetricOptions): Metric {
    return this.metric(ReplicaMetric.HELD, options);
  }

  /** Batches looked at: sum over 1 minute by default. None while records come in means that nothing is copied. */
  public metricHeartbeats(options?: MetricOptions): Metric {
    return this.metric(ReplicaMetric.HEARTBEAT, options);
  }

  /** A metric of the replica, such as `DuplicatesAvoided`, `EchoesPrevented` or `ReplicationRetries`: a sum. */
  public metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: BATCH_METRIC_NAMESPACE,
      metricName,
      dimensionsMap: {
        [BatchDimension.FUNCTION_NAME]: this.function.functionName,
        [BatchDimension.STREAM_NAME]: this.stream.streamName,
      },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }

  private checkMode({ _kind, _name }: ReplicaMode, envelope: boolean): void {
    if (_kind === 'active-active' && !envelope) {
      throw new InvalidSettingError(
        this,
        'envelope',
        'true in active-active, or copies would echo',
        envelope,
      );
    }
    if (_name !== undefined && !Token.isUnresolved(_name) && !/^.{1,255}$/.test(_name)) {
      throw new InvalidSettingError(this, 'mode', 'given a token name of 1 to 255 characters', `"${_name}"`);
    }
    if (_kind === 'active-passive' && !envelope) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:replicaWithoutEnvelope',
        'Without envelopes, records are told from copies by the time they came: what is written in a Region after the ' +
          'token has left it is not copied. Set envelope to true, or stop producers before each failover.',
      );
    }
  }

  /** What the function may do beside reading the source. */
  private rightsOn({ streamArn, region, keyArn }: ResolvedTarget, state: string): PolicyStatement[] {
    return [
      new PolicyStatement({ actions: ['kinesis:PutRecords'], resources: [streamArn] }),
      new PolicyStatement({
        actions: ['kms:GenerateDataKey'],
        resources: [keyArn],
        conditions: {
          StringEquals: {
            'kms:ViaService': `kinesis.${region}.amazonaws.com`,
            'kms:EncryptionContext:aws:kinesis:arn': streamArn,
          },
        },
      }),
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [state] } },
      }),
    ];
  }

  private acknowledgeUnknownKey({ keyArn }: ResolvedTarget): void {
    if (!keyArn.endsWith(':key/*')) return;
    const reason =
      'The key is made in another Region; the statement holds for the records of one stream alone';
    acknowledgeWildcards(this, [keyArn], reason);
  }
}

/** Whether the target is known to be the source, which would copy what it copied without end. */
function isSource({ streamArn, region, account }: ResolvedTarget, stream: IStream): boolean {
  const { env } = stream;
  return (
    region === env.region && account === env.account && streamArn.endsWith(`:stream/${knownNameOf(stream)}`)
  );
}
