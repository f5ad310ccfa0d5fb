import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  type AlarmProps,
  ComparisonOperator,
  type CompositeAlarm,
  type IMetric,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet, type Severity } from './alarm-set';
import { checkMetricsInReach } from './metrics-in-reach';
import { StreamCapacity } from './stream-capacity';

/** Settings of `StreamAlarms`. */
export interface StreamAlarmsProps extends AlarmRoutingProps {
  /** The stream; it may be imported, and it needs no name of its own. */
  readonly stream: IStream;

  /**
   * What the stream can take in: its load is held against it.
   *
   * @default - the `shardCount` that the stream has in this app; none, so no alarm on utilisation, when it is on-demand or
   * imported
   */
  readonly capacity?: StreamCapacity;

  /**
   * How long the stream may get no records, 5 minutes to 24 hours, before somebody is woken: for streams that always
   * have traffic. No token: alarms look back a number of periods that is in the template.
   *
   * @default - silence is fine
   */
  readonly silentAfter?: Duration;
}

/** One alarm before its routing. */
interface Watch {
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods of a minute: how many of how many have to be over the threshold. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly says: string;
  readonly first: string;
}

/**
 * Alarms on a stream itself: what it refuses, what fails, how full it is, whether it is silent. `IteratorAgeAlarms` has
 * those on its readers.
 *
 * | alarm | of | warns | pages |
 * |---|---|---|---|
 * | `WriteThrottled` | records refused because a shard was full, as a share of those put | 1 % in 3 of 5 minutes | 10 % in 5 of 5 |
 * | `ReadThrottled` | reads refused because a shard was busy | any in 12 of 15 minutes | |
 * | `PutFailed` | records of PutRecords that failed inside Kinesis, as a share | 1 % in 3 of 5 minutes | 10 % in 5 of 5 |
 * | `GetFailed` | calls of GetRecords that did not succeed, as a share | 10 % in 12 of 15 minutes | |
 * | `Utilisation` | bytes or records against `capacity`, whichever is more | 80 % in 10 of 15 minutes | |
 * | `Silent` | no records for `silentAfter` | | always |
 *
 * Producers and readers try again what is refused, so a single minute rings nothing. Without data, which an idle stream
 * may have, all but `Silent` are fine.
 *
 * @example
 * const alarms = new StreamAlarms(this, 'OrdersAlarms', {
 *   stream: orders.stream,
 *   silentAfter: Duration.minutes(30),
 *   runbookUrl: 'https://wiki.example.com/orders',
 * });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export class StreamAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly stream: IStream;
  private readonly otherAccount?: string;
  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: StreamAlarmsProps) {
    super(scope, id);
    const { stream, silentAfter, capacity = StreamCapacity._ofTemplate(stream) } = props;

    checkDuration(this, 'silentAfter', silentAfter, Duration.minutes(5), Duration.hours(24));
    if (silentAfter?.isUnresolved()) {
      throw new InvalidSettingError(this, 'silentAfter', 'known while the app is built', 'a token');
    }
    this.stream = stream;
    this.otherAccount = checkMetricsInReach(this, stream);
    const utilisation = capacity?._utilisation(
      this,
      this.metric('IncomingBytes'),
      this.metric('IncomingRecords'),
    );

    this.set = new AlarmSet(this, props, `stream ${stream.streamName}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    this.watchWrites();
    this.watchReads();
    if (utilisation !== undefined) this.watchUtilisation(utilisation);
    if (silentAfter !== undefined) this.watchSilence(silentAfter);
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set.alarms;
  }

  /** The alarms that warn. */
  public get warnAlarms(): Alarm[] {
    return [...this.set.warnAlarms];
  }

  /** The alarms that page, each or through the composite alarm. */
  public get pageAlarms(): Alarm[] {
    return [...this.set.pageAlarms];
  }

  private watchWrites(): void {
    const throttled = {
      metric: this.share('WriteProvisionedThroughputExceeded', 'IncomingRecords', 'a / (a + b)'),
      says: 'refuses records because a shard is full',
      first:
        'see whether one shard is hot or all are (shard-level metrics, HotShardMonitor); spread the keys, or add shards',
    };
    const failed = {
      metric: this.share('PutRecords.FailedRecords', 'PutRecords.TotalRecords', 'a / b'),
      says: 'fails to take records, by faults inside Kinesis',
      first: 'look at the AWS Health Dashboard, and that producers try again what failed',
    };
    for (const [id, watch] of Object.entries({ WriteThrottled: throttled, PutFailed: failed })) {
      this.add('warn', { id, ...watch, threshold: 0.01, datapointsToAlarm: 3, evaluationPeriods: 5 });
      this.add('page', { id, ...watch, threshold: 0.1, datapointsToAlarm: 5, evaluationPeriods: 5 });
    }
  }

  private watchReads(): void {
    const window = { datapointsToAlarm: 12, evaluationPeriods: 15 };
    this.add('warn', {
      id: 'ReadThrottled',
      metric: this.metric('ReadProvisionedThroughputExceeded'),
      threshold: 1,
      ...window,
      says: 'keeps refusing reads because a shard is busy',
      first:
        'see who polls it: 5 calls and 2 MB a second are for all readers of a shard; give them enhanced fan-out',
    });
    this.add('warn', {
      id: 'GetFailed',
      metric: new MathExpression({
        expression: '1 - success',
        usingMetrics: { success: this.metric('GetRecords.Success', 'Average') },
        period: Duration.minutes(1),
      }),
      threshold: 0.1,
      ...window,
      says: 'fails calls of GetRecords',
      first: "see the readers' logs: expired iterators, missing rights on the stream or its key, throttling",
    });
  }

  private watchUtilisation(metric: IMetric): void {
    this.add('warn', {
      id: 'Utilisation',
      metric,
      threshold: 0.8,
      datapointsToAlarm: 10,
      evaluationPeriods: 15,
      says: 'is filled to 80 % of its capacity',
      first: 'add shards before they refuse records, or let a ShardAutoscaler do it',
    });
  }

  private watchSilence(silentAfter: Duration): void {
    const period = Duration.minutes(5);
    const periods = Math.ceil(silentAfter.toSeconds() / period.toSeconds());
    this.addAlarm('page', 'SilentPage', {
      metric: this.metric('IncomingRecords', 'Sum', period),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      datapointsToAlarm: periods,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: describe(
        this.stream,
        `has had no records for ${silentAfter.toHumanString()}`,
        'see whether the producers run, and what their calls are answered',
      ),
    });
  }

  private add(severity: Severity, { id, says, first, ...watch }: Watch): void {
    this.addAlarm(severity, `${id}${severity === 'warn' ? 'Warn' : 'Page'}`, {
      ...watch,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: describe(this.stream, says, first),
    });
  }

  private addAlarm(severity: Severity, id: string, props: AlarmProps): void {
    this.set.add(severity, id, props);
  }

  private metric(metricName: string, statistic = 'Sum', period = Duration.minutes(1)): Metric {
    return this.stream.metric(metricName, { statistic, period, account: this.otherAccount });
  }

  /** An expression of two sums a minute, where one that is missing counts as 0. */
  private share(a: string, b: string, expression: string): MathExpression {
    const filled = expression.replace(/\b[ab]\b/g, 'FILL($&, 0)');
    return new MathExpression({
      expression: filled,
      usingMetrics: { a: this.metric(a), b: this.metric(b) },
      period: Duration.minutes(1),
    });
  }
}

function describe(stream: IStream, says: string, first: string): string {
  return `Stream ${stream.streamName} ${says}. First: ${first}.`;
}
