import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  type AlarmProps,
  ComparisonOperator,
  type CompositeAlarm,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ShardAutoscaler } from '../operate/shard-autoscaler';
import { type AlarmRoutingProps, AlarmSet, type Severity } from './alarm-set';

/** Settings of `ShardAutoscalerAlarms`. */
export interface ShardAutoscalerAlarmsProps extends AlarmRoutingProps {
  /** The autoscaler to watch. */
  readonly autoscaler: ShardAutoscaler;
}

/**
 * Alarms on what a `ShardAutoscaler` cannot help by itself.
 *
 * | alarm | severity | raised when |
 * |---|---|---|
 * | `AtMaximum` | page | `maxShards` are open and fuller than the target, 5 of 5 minutes |
 * | `HotKey` | warn | a single key fills a shard, twice in half an hour |
 * | `CallsExhausted` | warn | no call of `UpdateShardCount` is left: growth goes by splits |
 * | `Failing` | page | its function fails in 3 of 5 minutes |
 * | `Silent` | page | its function was not called in 5 minutes |
 *
 * @example
 * const scaling = new ShardAutoscaler(this, 'Scaling', { stream, minShards: 2, maxShards: 40 });
 * const alarms = new ShardAutoscalerAlarms(this, 'ScalingAlarms', { autoscaler: scaling });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 */
export class ShardAutoscalerAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: ShardAutoscalerAlarmsProps) {
    super(scope, id);
    const { autoscaler } = props;
    this.set = new AlarmSet(this, props, `autoscaler of stream ${autoscaler.stream.streamName}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    this.watchDecisions(autoscaler);
    this.watchFunction(autoscaler);
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set.alarms;
  }

  private watchDecisions(autoscaler: ShardAutoscaler): void {
    const { maxShards, targetUtilisation } = autoscaler;
    this.reached('page', 'AtMaximum', 1, {
      metric: new MathExpression({
        label: 'At the maximum and above the target',
        expression: `IF(shards >= ${maxShards} AND used > ${Number((targetUtilisation * 100).toFixed(4))}, 1, 0)`,
        usingMetrics: { shards: autoscaler.metricOpenShards(), used: autoscaler.metricUtilisation() },
        period: Duration.minutes(1),
      }),
      evaluationPeriods: 5,
      alarmDescription: this.say(
        autoscaler,
        `has its maximum of ${maxShards} shards and needs more`,
        'raise maxShards, if the traffic is wanted.',
      ),
    });
    this.reached('warn', 'HotKey', 1, {
      metric: autoscaler.metricHotKey({ period: Duration.minutes(10) }),
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      alarmDescription: this.say(
        autoscaler,
        'has a shard that a single partition key fills, which no split helps',
        'find the key, and have its producer spread it over several.',
      ),
    });
    this.set.add('warn', 'CallsExhausted', {
      metric: autoscaler.metricCallsLeftToday(),
      threshold: 0,
      comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: this.say(
        autoscaler,
        'has used up its ten calls of UpdateShardCount of 24 hours and grows by splits only, four at a time',
        'if the traffic may double yet, raise minShards, and split shards by hand.',
      ),
    });
  }

  private watchFunction(autoscaler: ShardAutoscaler): void {
    const minutely = { statistic: Stats.SUM, period: Duration.minutes(1) };
    this.reached('page', 'Failing', 1, {
      metric: autoscaler.function.metricErrors(minutely),
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      alarmDescription: this.say(
        autoscaler,
        'is not scaled: the autoscaler fails',
        "read the errors in its function's log; they name the call that was refused.",
      ),
    });
    this.set.add('page', 'Silent', {
      metric: autoscaler.function.metricInvocations({ ...minutely, period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: this.say(
        autoscaler,
        'is not scaled: nothing calls the autoscaler',
        'see that its schedule is enabled, and that the account has concurrency left for its function.',
      ),
    });
  }

  private reached(
    severity: Severity,
    id: string,
    threshold: number,
    props: Omit<AlarmProps, 'threshold'>,
  ): void {
    this.set.add(severity, id, {
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
  }

  private say(autoscaler: ShardAutoscaler, what: string, firstStep: string): string {
    return `Stream ${autoscaler.stream.streamName} ${what}. First: ${firstStep}`;
  }
}
