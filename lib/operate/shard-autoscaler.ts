import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  type GraphWidget,
  type IMetric,
  Metric,
  type MetricOptions,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  DAILY_RESHARDS,
  SCALING_METRIC_DIMENSION,
  SCALING_METRIC_NAMESPACE,
  type ScaleShardsSettings,
  ScalingMetric,
  SETTINGS_VARIABLE,
} from '../../lambda/scale-shards/contract';
import { checkNumber, checkWholeNumber } from '../shared/checks';
import { description } from '../shared/description';
import { HandlerFunction } from '../shared/handler-function';
import { autoscalerWidget } from './autoscaler-widget';
import { callWhenThrottled } from './call-when-throttled';
import { invokeEveryMinute } from './invoke-every-minute';
import { metricNameOf } from './metric-name';
import { checkScalable, warnOfDrift } from './scalable-stream';
import { grantScaling } from './scaling-access';
import { checkLength, type ScheduledMinimum } from './scheduled-minimum';

/** Settings of a `ShardAutoscaler`. */
export interface ShardAutoscalerProps {
  /**
   * Provisioned stream to scale, made here or imported, of the account and Region of the stack. It has one autoscaler; one
   * more in `dryRun` does no harm, but reports under the same metrics.
   */
  readonly stream: IStream;

  /** Fewest shards there may be, 1 to 10,000. */
  readonly minShards: number;

  /** Most shards there may be, `minShards` to 10,000. They bound the cost. */
  readonly maxShards: number;

  /**
   * Share of the shards' capacity that should be in use, 0.1 to 0.9. Less refuses fewer records in a sudden rise and costs more.
   *
   * @default 0.7
   */
  readonly targetUtilisation?: number;

  /**
   * Higher minimums for times when more traffic is expected. At most 2,800 characters as JSON, since Lambda takes 4 KB of
   * settings in all: some 45 of `between`, 25 of `daily`.
   *
   * @default - `minShards` at all times
   */
  readonly scheduledMinimums?: ScheduledMinimum[];

  /**
   * How far the readers lag behind, in milliseconds, a metric of the same account and Region: while it is more than 5 % of the
   * retention, shards are not taken away from them. For readers with enhanced fan-out give
   * `FanOutConsumer.metricMillisBehindLatest()`, for a function `StreamProcessor.metricIteratorAge()`.
   *
   * @default - `GetRecords.IteratorAgeMilliseconds` of the stream: the slowest reader that polls
   */
  readonly lagMetric?: IMetric;

  /**
   * Whether it only says in its log and metrics what it would do, and leaves the stream alone.
   *
   * @default false
   */
  readonly dryRun?: boolean;
}

/**
 * Fits the shards of a provisioned stream to its traffic, within what Kinesis allows: it grows before the shards are full,
 * shrinks when half an hour would have needed fewer, splits hot shards, and knows a key that no split helps.
 *
 * A function looks every minute, and at once when records begin to be refused. Of the ten calls of `UpdateShardCount` in 24
 * hours some are kept for growth; it makes at most 48 splits and merges in 24 hours. What it decides and why is in
 * its log. Try it on your own traffic first: `npx kinesis-constructs simulate --trace FILE`, or `dryRun`.
 *
 * **Hot shards** show in metrics of single shards only: give the stream `shardLevelMetrics` `INCOMING_BYTES`, `INCOMING_RECORDS` and
 * `WRITE_PROVISIONED_THROUGHPUT_EXCEEDED`, which CloudWatch bills. Without them the stream is scaled as a whole,
 * and the log says when they were missed. They are read only while records are refused though the stream is not full, or while the
 * load is known to be uneven.
 *
 * **The template's `shardCount`** is where the stream begins, and what it has then is no concern of CloudFormation: it changes the
 * shards only in a deployment in which that value differs from the last one. So leave it as it is once there is an autoscaler, and
 * raise or lower `minShards` and `maxShards`. If it has to change, the autoscaler makes good for it from the next minute
 * on, at the price of a call.
 *
 * @example
 * const orders = new EncryptedStream(this, 'Orders', {
 *   shardCount: 4,
 *   shardLevelMetrics: [
 *     ShardLevelMetrics.INCOMING_BYTES,
 *     ShardLevelMetrics.INCOMING_RECORDS,
 *     ShardLevelMetrics.WRITE_PROVISIONED_THROUGHPUT_EXCEEDED,
 *   ],
 * });
 * const scaling = new ShardAutoscaler(this, 'Scaling', { stream: orders.stream, minShards: 2, maxShards: 40 });
 * new ShardAutoscalerAlarms(this, 'ScalingAlarms', { autoscaler: scaling });
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export class ShardAutoscaler extends Construct {
  /** The stream that is scaled. */
  public readonly stream: IStream;

  /** Most shards there may be. */
  public readonly maxShards: number;

  /** Share of the shards' capacity that should be in use. */
  public readonly targetUtilisation: number;

  /** The function that decides and acts. */
  public readonly function: LambdaFunction;

  /** What it remembers: calls of the last day, hot ranges, and that it is acting. */
  public readonly table: Table;

  /** Calls the function at once when records begin to be refused. */
  public readonly throttleAlarm: Alarm;

  constructor(scope: Construct, id: string, props: ShardAutoscalerProps) {
    super(scope, id);
    const { stream, minShards, maxShards, targetUtilisation = 0.7, dryRun = false } = props;

    checkScalable(this, stream);
    checkWholeNumber(this, 'minShards', minShards, 1, 10_000);
    checkWholeNumber(this, 'maxShards', maxShards, minShards, 10_000);
    checkNumber(this, 'targetUtilisation', targetUtilisation, 0.1, 0.9);
    const scheduledMinimums = (props.scheduledMinimums ?? []).map((minimum, i) =>
      minimum._render(this, `scheduledMinimums[${i}]`, maxShards),
    );
    checkLength(this, scheduledMinimums);
    const lag = props.lagMetric ?? stream.metric('GetRecords.IteratorAgeMilliseconds');
    const lagMetric = metricNameOf(this, 'lagMetric', lag);
    warnOfDrift(this, stream, minShards, maxShards);

    this.stream = stream;
    this.maxShards = maxShards;
    this.targetUtilisation = targetUtilisation;
    this.table = new Table(this, 'Memory', {
      partitionKey: { name: 'stream', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Without the autoscaler it is worth nothing; a new one begins anew and Kinesis itself counts the calls.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const settings: ScaleShardsSettings = {
      streamName: stream.streamName,
      tableName: this.table.tableName,
      minShards,
      maxShards,
      targetUtilisation,
      dailyReshards: DAILY_RESHARDS,
      scheduledMinimums,
      lagMetric,
      dryRun,
    };
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'scale-shards',
      description: description('Scales the shards of stream', stream.node.path),
      timeout: Duration.minutes(5),
      memorySize: 512,
      environment: { [SETTINGS_VARIABLE]: Stack.of(this).toJsonString(settings) },
    });
    this.function = handler.function;
    // The next minute's call does it: none is worth repeating.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    grantScaling(handler, stream, this.table, dryRun);
    invokeEveryMinute(this, this.function);
    this.throttleAlarm = callWhenThrottled(this, stream, this.function);
  }

  /** Shards that the demand calls for, within the bounds: maximum over 1 minute by default. */
  public metricDesiredShards(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.DESIRED_SHARDS, options);
  }

  /** Shards that are open: maximum over 1 minute by default. */
  public metricOpenShards(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.OPEN_SHARDS, options);
  }

  /** Demand as a share of the open shards' capacity, in percent, over 100 when records are refused: maximum over 1 minute by default. */
  public metricUtilisation(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.UTILISATION, options);
  }

  /**
   * Load of the fullest shard, in percent: maximum over 1 minute by default. Only of minutes in which the load of each shard was
   * read.
   */
  public metricHottestShard(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.HOTTEST_SHARD, options);
  }

  /**
   * Whether a single key fills a shard, so that no split helps: 1 or 0, maximum over 1 minute by default. Only of minutes in which
   * the load of each shard was read.
   */
  public metricHotKey(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.HOT_KEY, options);
  }

  /** Calls of `UpdateShardCount` left in the last 24 hours, 0 to 10: minimum over 1 minute by default. */
  public metricCallsLeftToday(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.CALLS_LEFT_TODAY, { statistic: Stats.MINIMUM, ...options });
  }

  /** Share of the records that is refused, in percent: maximum over 1 minute by default. */
  public metricThrottledShare(options?: MetricOptions): Metric {
    return this.metric(ScalingMetric.THROTTLED_SHARE, options);
  }

  /** A graph of the demand, the records that are accepted and the shards there are, and of what is refused. */
  public widget(): GraphWidget {
    return autoscalerWidget(this);
  }

  private metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: SCALING_METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { [SCALING_METRIC_DIMENSION]: this.stream.streamName },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }
}
