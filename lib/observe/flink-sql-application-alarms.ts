import { Duration } from 'aws-cdk-lib';
import type { Alarm, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { FlinkSqlApplication } from '../analyze/flink-sql-application';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet } from './alarm-set';
import { flinkAlarms } from './flink-alarm-specs';

/** Settings of `FlinkSqlApplicationAlarms`. */
export interface FlinkSqlApplicationAlarmsProps extends AlarmRoutingProps {
  /** What is watched. */
  readonly application: FlinkSqlApplication;

  /**
   * Lag from which it is worth a look, 1 minute to 365 days.
   *
   * @default Duration.minutes(10)
   */
  readonly lagWarnAt?: Duration;

  /**
   * Lag from which somebody has to act, up to 365 days and more than `lagWarnAt`; well under what the streams keep.
   *
   * @default Duration.hours(2)
   */
  readonly lagPageAt?: Duration;
}

/**
 * Alarms on a `FlinkSqlApplication`.
 *
 * | alarm | severity | raised when, in periods of 5 minutes |
 * |---|---|---|
 * | `Downtime` | page | it is down, or reports nothing: 3 of 3 |
 * | `RestartsWarn` | warn | it was restarted after a failure: 1 of 1 |
 * | `RestartsPage` | page | it is restarted again and again: 3 of 4 |
 * | `Checkpoints` | warn | checkpoints fail: 3 of 3 |
 * | `Cpu` | warn | the average of its containers is at 80 % or more: 6 of 6 |
 * | `Heap` | warn | a heap is at 90 % or more: 3 of 3 |
 * | `Lag-<table>-Warn`, `-Page` | warn, page | the table is behind its stream: 3 of 3 each |
 *
 * The names of metrics are those that AWS documents; that of the lag, with its dimensions, is what AWS's own dashboard has. It has
 * not been tried with this connector: see that it reports, or watch the stream with `IteratorAgeAlarms`. On Flink 2 AWS calls
 * `downtime` deprecated; it is the only one of its kind there yet.
 *
 * @example
 * const alarms = new FlinkSqlApplicationAlarms(this, 'TradeAlarms', { application, lagPageAt: Duration.hours(1) });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/monitoring-metrics-alarms.html
 */
export class FlinkSqlApplicationAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: FlinkSqlApplicationAlarmsProps) {
    super(scope, id);
    const {
      application,
      lagWarnAt: warn = Duration.minutes(10),
      lagPageAt: page = Duration.hours(2),
    } = props;

    checkDuration(this, 'lagWarnAt', warn, Duration.minutes(1), Duration.days(365));
    checkDuration(this, 'lagPageAt', page, Duration.minutes(1), Duration.days(365));
    if (!warn.isUnresolved() && !page.isUnresolved() && warn.toMilliseconds() >= page.toMilliseconds()) {
      const expected = `under lagPageAt, ${page.toHumanString()}`;
      throw new InvalidSettingError(this, 'lagWarnAt', expected, warn.toHumanString());
    }

    this.set = new AlarmSet(this, props, `Flink application ${application.applicationName}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    for (const { severity, id, ...alarm } of flinkAlarms(application, { warn, page })) {
      this.set.add(severity, id, alarm);
    }
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set.alarms;
  }
}
