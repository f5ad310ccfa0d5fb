import { Duration, Token } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type CompositeAlarm,
  type Metric,
  type MetricOptions,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet, type Severity } from './alarm-set';
import { LagThreshold } from './lag-threshold';
import { checkMetricsInReach } from './metrics-in-reach';
import type { Reader } from './reader';
import { areDifferent, nameOf } from './same-stream';
import { type Retention, retentionOf } from './stream-retention';

/** Settings of `IteratorAgeAlarms`. */
export interface IteratorAgeAlarmsProps extends AlarmRoutingProps {
  /** The stream that is read; it may be imported, and it needs no name of its own. */
  readonly stream: IStream;

  /**
   * Who reads it. At least one by the end of synthesis.
   *
   * @default - none yet: add each with `addReader`
   */
  readonly readers?: Reader[];

  /**
   * Lag from which a reader is worth a look.
   *
   * @default LagThreshold.shareOfRetention(0.1)
   */
  readonly warnAt?: LagThreshold;

  /**
   * Lag from which somebody has to act; more than `warnAt`.
   *
   * @default LagThreshold.shareOfRetention(0.5)
   */
  readonly pageAt?: LagThreshold;

  /**
   * How long the stream keeps its records, 24 hours to 365 days. Only for an imported stream, or one whose
   * retention is known at deployment only.
   *
   * @default - the stream's own; where unknown the shortest, 24 hours: alarms come early then, never late
   */
  readonly retentionPeriod?: Duration;
}

/**
 * Alarms on how far the readers of a stream lag behind it, before records expire unread: for each reader one
 * that warns and one that pages.
 *
 * | reader | metric | without data | warns after | pages after |
 * |---|---|---|---|---|
 * | `polling` | `GetRecords.IteratorAgeMilliseconds` | nobody reads: raised | 2 of 3 periods | 4 of 6 |
 * | `enhancedFanOut` | `SubscribeToShardEvent.MillisBehindLatest` | unsubscribed: raised | 2 of 3 | 4 of 6 |
 * | `lambda` | `IteratorAge` | no batch, the stream is idle: fine | 2 of 6 | 2 of 6 |
 *
 * A period is 5 minutes, or 1 minute for a threshold under 15 minutes; the maximum of all shards counts. One
 * late period rings nothing: a poller that restarts on an idle stream shows such a spike. A shard that nobody
 * reads while others are read does not show. What no data means follows AWS's description of the metrics and
 * has not been tried on a real account.
 *
 * @example
 * const lag = new IteratorAgeAlarms(this, 'Lag', {
 *   stream: orders.stream,
 *   readers: [Reader.polling(), Reader.lambdaFunction(indexer)],
 *   pageAt: LagThreshold.absolute(Duration.hours(1)),
 *   warnAt: LagThreshold.absolute(Duration.minutes(15)),
 * });
 * lag.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export class IteratorAgeAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly stream: IStream;
  private readonly otherAccount?: string;
  private readonly retention: Retention;
  private readonly thresholds: Record<Severity, LagThreshold>;
  private readonly limits: Record<Severity, Duration>;
  private readonly readerIds = new Set<string>();
  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: IteratorAgeAlarmsProps) {
    super(scope, id);
    const { warnAt = LagThreshold.shareOfRetention(0.1), pageAt = LagThreshold.shareOfRetention(0.5) } =
      props;
    const { readers = [] } = props;

    this.stream = props.stream;
    this.otherAccount = checkMetricsInReach(this, props.stream);
    this.retention = retentionOf(this, props.stream, props.retentionPeriod);
    this.thresholds = { warn: warnAt, page: pageAt };
    this.limits = {
      warn: warnAt._of(this, 'warnAt', this.retention),
      page: pageAt._of(this, 'pageAt', this.retention),
    };
    this.checkOrder();
    for (const reader of readers) this.admit(reader);

    this.set = new AlarmSet(this, props, `readers of stream ${props.stream.streamName}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    for (const reader of readers) this.watch(reader);
    this.node.addValidation({ validate: () => this.missingReaders() });
  }

  /** All alarms so far, without the composite one. */
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

  /** Watches one more reader. */
  public addReader(reader: Reader): void {
    this.admit(reader);
    this.watch(reader);
  }

  /** How far `reader` lags, in milliseconds: maximum over 5 minutes by default. */
  public metricLag(reader: Reader, options: MetricOptions = {}): Metric {
    return reader._traits.metric(this.stream, {
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(5),
      account: this.otherAccount,
      ...options,
    });
  }

  private watch(reader: Reader): void {
    this.addAlarm('warn', `${reader._traits.id}Warn`, reader);
    this.addAlarm('page', `${reader._traits.id}Page`, reader);
  }

  private addAlarm(severity: Severity, id: string, reader: Reader): void {
    const { evaluation, firstStep, label, silence, treatMissingData } = reader._traits;
    const lag = this.limits[severity];
    const limit = lag.isUnresolved()
      ? 'its threshold'
      : lag.toHumanString() + this.thresholds[severity]._describe(this.retention);
    this.set.add(severity, id, {
      metric: this.metricLag(reader, { period: lag.isUnresolved() ? Duration.minutes(5) : periodFor(lag) }),
      threshold: lag.toMilliseconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...evaluation[severity],
      treatMissingData,
      alarmDescription:
        `On stream ${this.stream.streamName}, ${label} lags by ${limit}${silence}. ` + `First: ${firstStep}`,
    });
  }

  private admit(reader: Reader): void {
    const { id } = reader._traits;
    if (this.readerIds.has(id)) {
      throw new InvalidSettingError(this, 'readers', 'different from each other', `${id} twice`);
    }
    const theirs = reader._stream;
    if (theirs !== undefined && areDifferent(theirs, this.stream)) {
      const expected = `readers of stream ${nameOf(this.stream)}`;
      throw new InvalidSettingError(this, 'readers', expected, `${id} of stream ${nameOf(theirs)}`);
    }
    const name = reader._consumerName;
    if (Token.isUnresolved(id)) {
      throw new InvalidSettingError(this, 'consumerName', 'known while the app is built', 'a token');
    }
    if (name !== undefined && !Token.isUnresolved(name) && !/^[\w.-]{1,128}$/.test(name)) {
      const expected = '1 to 128 letters, digits, `_`, `-` and `.`';
      throw new InvalidSettingError(this, 'consumerName', expected, name === '' ? 'nothing' : name);
    }
    this.readerIds.add(id);
  }

  private checkOrder(): void {
    const { warn, page } = this.limits;
    if (warn.isUnresolved() || page.isUnresolved()) return;
    if (warn.toMilliseconds() >= page.toMilliseconds()) {
      throw new InvalidSettingError(
        this,
        'warnAt',
        `under pageAt, ${page.toHumanString()}`,
        warn.toHumanString(),
      );
    }
  }

  private missingReaders(): string[] {
    if (this.readerIds.size > 0) return [];
    return [new InvalidSettingError(this, 'readers', 'at least one, given or added', 'none').message];
  }
}

/** A short threshold needs a quick alarm; a long one takes in readers that report less than once a minute. */
function periodFor(lag: Duration): Duration {
  return Duration.minutes(lag.toMilliseconds() < Duration.minutes(15).toMilliseconds() ? 1 : 5);
}
