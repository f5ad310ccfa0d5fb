import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type CompositeAlarm,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { ReplicationType } from '../source/database-replication-type';
import type { DatabaseSource } from '../source/database-source';
import { type AlarmRoutingProps, AlarmSet, type Severity } from './alarm-set';
import { ReplicationEvents } from './database-source-events';

/** Settings of `DatabaseSourceAlarms`. */
export interface DatabaseSourceAlarmsProps extends AlarmRoutingProps {
  /** What is watched. */
  readonly source: DatabaseSource;

  /**
   * Latency from which changes are worth a look, 1 minute to 7 days.
   *
   * @default Duration.minutes(5)
   */
  readonly warnAt?: Duration;

  /**
   * Latency from which somebody has to act, up to 7 days and more than `warnAt`. The database has to keep its log for longer.
   *
   * @default Duration.minutes(30)
   */
  readonly pageAt?: Duration;
}

/**
 * Alarms on a `DatabaseSource`: on changes that come late, on a replication that stopped or failed, and on one that says nothing.
 *
 * | what | metric | without data | warns after | pages after |
 * |---|---|---|---|---|
 * | the database is read late | `CDCLatencySource` | fine | 3 of 3 times 5 minutes | – |
 * | changes reach the stream late | `CDCLatencyTarget` | raised, for a page | 3 of 3 | 6 of 6 |
 * | it stopped or failed | DMS's events | fine | – | at once |
 *
 * A replication that does not run sends no data, so silence for half an hour pages: also while a first start or a full load takes
 * longer than that without any. There are no alarms on latency for a full load by itself. An event is over with the minute
 * it came in, and a deployment that changes the source stops it and rings too. The names that DMS gives its events are what
 * users of it report, and have not been tried on a real account.
 *
 * @example
 * const alarms = new DatabaseSourceAlarms(this, 'ShopAlarms', { source, pageAt: Duration.hours(1) });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Monitoring.html
 */
export class DatabaseSourceAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  /** What DMS told when the replication stopped or failed, kept for a month. */
  public readonly eventLog: ILogGroup;

  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: DatabaseSourceAlarmsProps) {
    super(scope, id);
    const { source, warnAt = Duration.minutes(5), pageAt = Duration.minutes(30) } = props;

    checkDuration(this, 'warnAt', warnAt, Duration.minutes(1), Duration.days(7));
    checkDuration(this, 'pageAt', pageAt, Duration.minutes(1), Duration.days(7));
    if (!warnAt.isUnresolved() && !pageAt.isUnresolved() && warnAt.toSeconds() >= pageAt.toSeconds()) {
      const expected = `under pageAt, ${pageAt.toHumanString()}`;
      throw new InvalidSettingError(this, 'warnAt', expected, warnAt.toHumanString());
    }

    this.set = new AlarmSet(this, props, `the replication of ${source.node.path}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    const events = new ReplicationEvents(this, 'Events', source);
    this.eventLog = events.logGroup;
    this.watchEvents(events, source);
    if (source.replicationType === ReplicationType.FULL_LOAD) return;
    const period = { period: Duration.minutes(5) };
    const target = source.metricTargetLatency(period);
    this.watchLatency('warn', 'SourceLatencyWarn', source.metricSourceLatency(period), warnAt, {
      what: `${source.node.path} reads its database late`,
      firstStep:
        'see whether the database is busy, and the log of the replication; it may need more capacity.',
    });
    this.watchLatency('warn', 'TargetLatencyWarn', target, warnAt, {
      what: `changes of ${source.node.path} reach the stream late`,
      firstStep:
        'see whether the alarm on the source is raised too; if not, whether the stream refuses records.',
    });
    this.watchLatency('page', 'TargetLatencyPage', target, pageAt, {
      what: `changes of ${source.node.path} reach the stream late, or it does not run`,
      firstStep:
        'see in DMS whether it runs, and make sure that the database keeps its log for as long as it does not.',
    });
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set.alarms;
  }

  private watchEvents(events: ReplicationEvents, source: DatabaseSource): void {
    this.set.add('page', 'Stopped', {
      metric: events.metric(),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription:
        `The replication of ${source.node.path} stopped or failed. First: see why in log group ` +
        `${events.logGroup.logGroupName}, unless a deployment stopped it or a full load is done; then resume it in DMS.`,
    });
  }

  private watchLatency(
    severity: Severity,
    id: string,
    metric: Metric,
    threshold: Duration,
    text: { readonly what: string; readonly firstStep: string },
  ): void {
    const page = severity === 'page';
    const limit = threshold.isUnresolved() ? 'its threshold' : threshold.toHumanString();
    this.set.add(severity, id, {
      metric,
      threshold: threshold.toSeconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: page ? 6 : 3,
      treatMissingData: page ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${text.what}: by ${limit}. First: ${text.firstStep}`,
    });
  }
}
