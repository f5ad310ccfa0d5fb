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
import type { EmrStreamingCluster } from '../analyze/emr-streaming-cluster';
import { type AlarmRoutingProps, AlarmSet } from './alarm-set';
import type { IteratorAgeAlarms } from './iterator-age-alarms';
import type { LagThreshold } from './lag-threshold';
import { sourceLagAlarms } from './source-lag-alarms';
import { SparkJobEvents } from './spark-job-events';

/** Settings of `EmrStreamingClusterAlarms`. */
export interface EmrStreamingClusterAlarmsProps extends AlarmRoutingProps {
  /** What is watched. */
  readonly cluster: EmrStreamingCluster;

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
 * Alarms on an `EmrStreamingCluster`: on a job that ended, a cluster that did, and a lag behind the streams.
 *
 * | what | metric | without data | warns | pages |
 * |---|---|---|---|---|
 * | the step failed, or came to an end | EMR's events | fine | – | at once |
 * | the cluster was terminated | EMR's events | fine | – | at once |
 * | the job lags, or nobody reads | as `IteratorAgeAlarms` of a polling reader | raised | 2 of 3 periods | 4 of 6 |
 *
 * A deployment cancels the step too, so that being cancelled raises nothing by itself: a job that is cancelled and not started again
 * leaves its streams unread, which does. An event is over with the minute it came in. The events are as AWS documents them, and have not
 * been tried on a real account.
 *
 * @example
 * const alarms = new EmrStreamingClusterAlarms(this, 'ClusterAlarms', { cluster });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 */
export class EmrStreamingClusterAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm but those on lag is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  /** What EMR told of job and cluster, cancellations included, kept for a month. */
  public readonly eventLog: ILogGroup;

  /** The alarms on lag, one construct for each stream that the job reads. */
  public readonly lag: IteratorAgeAlarms[];

  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: EmrStreamingClusterAlarmsProps) {
    super(scope, id);
    const { cluster } = props;
    const { path } = cluster.node;

    this.set = new AlarmSet(this, props, `the cluster ${path}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    const events = new SparkJobEvents(this, 'Events', {
      of: path,
      source: 'aws.emr',
      detail: { clusterId: cluster.cluster.ref },
    });
    this.eventLog = events.logGroup;
    const step = 'EMR Step Status Change';
    events.metric('Cancelled', step, ['CANCELLED']);
    const where = `events: log group ${events.logGroup.logGroupName}, output: s3://${cluster.bucket.bucketName}/logs/`;
    this.page(
      'Ended',
      events.metric('Ended', step, ['FAILED', 'COMPLETED', 'INTERRUPTED']),
      `The job of ${path} failed or came to an end, and does not run. First: see why (${where}), then deploy a change of it, ` +
        'which starts it from its checkpoint.',
    );
    this.page(
      'Terminated',
      events.metric('Terminated', 'EMR Cluster State Change', ['TERMINATED', 'TERMINATED_WITH_ERRORS']),
      `The cluster of ${path} was terminated, and its job with it. First: see why (${where}), then deploy a change of the cluster, ` +
        'which makes another one; the job goes on from its checkpoint.',
    );
    this.lag = sourceLagAlarms(this, cluster.sources, props, this.topic);
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return [...this.set.alarms, ...this.lag.flatMap(({ alarms }) => alarms)];
  }

  private page(id: string, metric: Metric, alarmDescription: string): void {
    this.set.add('page', id, {
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription,
    });
  }
}
