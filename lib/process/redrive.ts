import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { RedriveMetric, type RedriveSource, RedriveVariable } from '../../lambda/redrive-batches/contract';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { description } from '../shared/description';
import { HandlerFunction } from '../shared/handler-function';
import { grantOnStream } from '../shared/stream-access';
import { acknowledgePrefixes, grantMoveFailedBatches, grantRedriveTo } from './redrive-access';
import { RedriveTarget } from './redrive-target';
import type { StreamProcessor } from './stream-processor';

/** Settings of a `Redrive`. */
export interface RedriveProps {
  /**
   * Whose failed batches can be redriven: 1 to 10, since their names have to fit in 4 KB of environment variables. For
   * the consumers of a `FanOutConsumerSet`, their `processor`s.
   */
  readonly processors: StreamProcessor[];

  /**
   * What the batches go to.
   *
   * @default RedriveTarget.FUNCTION
   */
  readonly target?: RedriveTarget;

  /**
   * How long one run may take, 1 to 15 minutes; what is left then is for the next. Towards a function, give more than
   * the function's own timeout.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;

  /**
   * Whether a run also takes messages that an on-failure destination in SQS or SNS got for the same function and stream,
   * and reads their records from the stream again. It then has the right to read the streams.
   *
   * @default false
   */
  readonly acceptMessages?: boolean;
}

/**
 * Processes failed batches of `StreamProcessor`s again: a function to be invoked by hand, once the cause is mended.
 *
 * It looks only, unless it is told `{"dryRun":false}`. Batches go in the order of each shard, oldest first. One whose
 * records were all processed is moved below `redriven/`; one that fails again stays. Two runs are never at one mapping at
 * once, and a run that is cut off loses nothing, so that it is safe to run again: records are processed at least once.
 *
 * @example
 * const orders = new StreamProcessor(this, 'Orders', { stream, function: settleOrders });
 * const redrive = new Redrive(this, 'Redrive', { processors: [orders] });
 * new CfnOutput(this, 'RedriveFunction', { value: redrive.function.functionName });
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export class Redrive extends Construct {
  /** The function to invoke. */
  public readonly function: IFunction;

  constructor(scope: Construct, id: string, props: RedriveProps) {
    super(scope, id);
    const { processors, target = RedriveTarget.FUNCTION, timeout = Duration.minutes(15) } = props;
    const { acceptMessages = false } = props;

    checkDuration(this, 'timeout', timeout, Duration.minutes(1), Duration.minutes(15));
    this.checkProcessors(processors);

    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'redrive-batches',
      description: description(`Redrives failed batches to their ${target._kind}:`, this.node.path),
      timeout,
      memorySize: 512,
      environment: {
        [RedriveVariable.SOURCES]: Stack.of(this).toJsonString(processors.map(sourceOf)),
        [RedriveVariable.TARGET]: target._kind,
      },
    });
    this.function = handler.function;
    for (const processor of processors) {
      grantMoveFailedBatches(processor, handler.role);
      grantRedriveTo(target, processor, handler.role);
      acknowledgePrefixes(handler, processor);
    }
    if (acceptMessages) {
      for (const stream of new Set(processors.map((processor) => processor.stream))) {
        const actions = ['kinesis:GetRecords', 'kinesis:GetShardIterator'];
        grantOnStream(stream, handler.role, actions, ['kms:Decrypt']);
      }
    }
    if (target === RedriveTarget.FUNCTION) this.warnOfTimeouts(processors, timeout);
  }

  /** Batches that were redriven: sum over 1 minute by default. Dry runs do not count. */
  public metricBatchesRedriven(options?: MetricOptions): Metric {
    return this.metric(RedriveMetric.BATCHES_REDRIVEN, options);
  }

  /** Records that were redriven: sum over 1 minute by default. Dry runs do not count. */
  public metricRecordsRedriven(options?: MetricOptions): Metric {
    return this.metric(RedriveMetric.RECORDS_REDRIVEN, options);
  }

  /** Batches that failed again: sum over 1 minute by default. */
  public metricBatchesFailedAgain(options?: MetricOptions): Metric {
    return this.metric(RedriveMetric.BATCHES_FAILED, options);
  }

  private metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'KinesisConstructs',
      metricName,
      dimensionsMap: { FunctionName: this.function.functionName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }

  private checkProcessors(processors: StreamProcessor[]): void {
    if (processors.length < 1 || processors.length > 10) {
      throw new InvalidSettingError(this, 'processors', '1 to 10', processors.length);
    }
    const twice = processors.find((processor, i) => processors.indexOf(processor) < i);
    if (twice !== undefined) {
      throw new InvalidSettingError(this, 'processors', 'each given once', `${twice.node.path} twice`);
    }
  }

  private warnOfTimeouts(processors: StreamProcessor[], timeout: Duration): void {
    if (timeout.isUnresolved()) return;
    for (const { function: target, node } of processors) {
      const theirs = target instanceof LambdaFunction ? target.timeout : undefined;
      if (theirs === undefined || theirs.isUnresolved()) continue;
      if (theirs.toSeconds() < timeout.toSeconds()) continue;
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:redriveTimeout',
        `The function of ${node.path} may run for ${theirs.toSeconds()} s, which is not less than the timeout of the ` +
          `redrive, ${timeout.toSeconds()} s: a batch that takes so long counts as failed.`,
      );
    }
  }
}

function sourceOf(processor: StreamProcessor): RedriveSource {
  return {
    mapping: processor.eventSourceMapping.eventSourceMappingId,
    functionArn: processor.function.functionArn,
    streamArn: processor.stream.streamArn,
    bucket: processor.failureBucket.bucketName,
  };
}
