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
import type { SparkStreamingJob } from '../analyze/spark-streaming-job';
import { type AlarmRoutingProps, AlarmSet, type Severity } from './alarm-set';
import type { IteratorAgeAlarms } from './iterator-age-alarms';
import type { LagThreshold } from './lag-threshold';
import { sourceLagAlarms } from './source-lag-alarms';
import { SparkJobEvents } from './spark-job-events';

/** Settings of `SparkStreamingJobAlarms`. */
export interface SparkStreamingJobAlarmsProps extends AlarmRoutingProps {
  /** What is watched. */
  readonly job: SparkStreamingJob;

  /**
   * Lag from which the job is worth a look.
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
}

/**
 * Alarms on a `SparkStreamingJob`: on one that ended, one that fails again and again, and one that lags behind its streams.
 *
 * | what | metric | without data | warns | pages |
 * |---|---|---|---|---|
 * | it failed, or came to an end | EMR's events | fine | – | at once |
 * | it failed and is tried again | EMR's events | fine | 3 within 15 minutes | – |
 * | it lags, or nobody reads | as `IteratorAgeAlarms` of a polling reader | raised | 2 of 3 periods | 4 of 6 |
 *
 * A deployment cancels the job too, so that being cancelled raises nothing by itself: a job that is cancelled and not started again
 * leaves its streams unread, which does. Where others poll the same stream, their reading hides that. An event is over with the
 * minute it came in. The events are as AWS documents them, and have not been tried on a real account.
 *
 * @example
 * const alarms = new SparkStreamingJobAlarms(this, 'SessionsAlarms', { job });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 */
export class SparkStreamingJobAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm but those on lag is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  /** What EMR told of the job, cancellations included, kept for a month. */
  public readonly eventLog: ILogGroup;

  /** The alarms on lag, one construct for each stream that the job reads. */
  public readonly lag: IteratorAgeAlarms[];

  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: SparkStreamingJobAlarmsProps) {
    super(scope, id);
    const { job } = props;

    this.set = new AlarmSet(this, props, `the job ${job.node.path}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    const events = new SparkJobEvents(this, 'Events', {
      of: job.node.path,
      source: 'aws.emr-serverless',
      detail: { applicationId: job.application.attrApplicationId },
    });
    this.eventLog = events.logGroup;
    const change = 'EMR Serverless Job Run State Change';
    events.metric('Cancelled', change, ['CANCELLED']);
    const where = `events: log group ${events.logGroup.logGroupName}, output: ${job.logGroup.logGroupName}`;
    this.add('page', 'Ended', events.metric('Ended', change, ['FAILED', 'SUCCESS']), {
      threshold: 1,
      evaluationPeriods: 1,
      alarmDescription:
        `The job ${job.node.path} failed or came to an end, and does not run. First: see why (${where}), then deploy a ` +
        'change of it, which starts it from its checkpoint.',
    });
    this.add('warn', 'Retries', events.metric('Retried', 'EMR Serverless Job Run Retry'), {
      threshold: 1,
      evaluationPeriods: 15,
      datapointsToAlarm: 3,
      alarmDescription:
        `The job ${job.node.path} fails and is tried again, in 3 of 15 minutes. First: see why (${where}): it is given up ` +
        'when it fails too often in an hour.',
    });
    this.lag = sourceLagAlarms(this, job.sources, props, this.topic);
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return [...this.set.alarms, ...this.lag.flatMap(({ alarms }) => alarms)];
  }

  private add(
    severity: Severity,
    id: string,
    metric: Metric,
    settings: {
      readonly threshold: number;
      readonly evaluationPeriods: number;
      readonly datapointsToAlarm?: number;
      readonly alarmDescription: string;
    },
  ): void {
    this.set.add(severity, id, {
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...settings,
    });
  }
}
