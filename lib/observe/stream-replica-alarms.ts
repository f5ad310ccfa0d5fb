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
import type { StreamReplica } from '../operate/stream-replica';
import { checkDuration } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet } from './alarm-set';

/** Settings of `StreamReplicaAlarms`. */
export interface StreamReplicaAlarmsProps extends AlarmRoutingProps {
  /** The replica that is watched. */
  readonly replica: StreamReplica;

  /**
   * How far the copy may be behind its source, 10 seconds to 7 days.
   *
   * @default Duration.minutes(5)
   */
  readonly maxLag?: Duration;
}

const FIVE_MINUTES = Duration.minutes(5);

/**
 * Alarms on a `StreamReplica`:
 *
 * | alarm | raised when | severity |
 * |---|---|---|
 * | `Lag` | the copy is more than `maxLag` behind, in 3 of 5 minutes | page |
 * | `Silent` | the source took records in and the replica looked at none, in 3 periods of 5 minutes | page |
 * | `GivenUp` | records were given up and kept in the failure bucket | page |
 * | `Lost` | records were given up and could not be kept | page |
 * | `Failing` | records had to be tried again, in 3 periods of 5 minutes | warn |
 * | `Held` | records wait since another Region holds the token, in 3 periods of 5 minutes | warn |
 *
 * @example
 * const alarms = new StreamReplicaAlarms(this, 'ReplicaAlarms', { replica, maxLag: Duration.minutes(2) });
 */
export class StreamReplicaAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: StreamReplicaAlarmsProps) {
    super(scope, id);
    const { replica, maxLag = FIVE_MINUTES } = props;
    checkDuration(this, 'maxLag', maxLag, Duration.seconds(10), Duration.days(7));

    this.set = new AlarmSet(this, props, `the replica of ${replica.stream.streamName}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    this.watchLag(replica, maxLag);
    this.watchSilence(replica);
    this.watchGivenUp(replica);
    this.watchAttempts(replica);
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set.alarms;
  }

  private watchLag(replica: StreamReplica, maxLag: Duration): void {
    const limit = maxLag.isUnresolved() ? 'its threshold' : maxLag.toHumanString();
    this.set.add('page', 'Lag', {
      ...COUNTED,
      metric: replica.metricLag(),
      threshold: maxLag.toMilliseconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      alarmDescription:
        `The copy of ${replica.stream.streamName} is more than ${limit} behind: a failover now would leave as much ` +
        "behind. First: read the function's log, then compare the target's throttled records with its capacity.",
    });
  }

  private watchSilence(replica: StreamReplica): void {
    const { stream } = replica;
    this.set.add('page', 'Silent', {
      ...COUNTED,
      metric: new MathExpression({
        expression: 'IF(FILL(incoming, 0) > 0 AND FILL(heartbeats, 0) == 0, 1, 0)',
        usingMetrics: {
          incoming: stream.metric('IncomingRecords', { statistic: Stats.SUM, period: FIVE_MINUTES }),
          heartbeats: replica.metricHeartbeats({ period: FIVE_MINUTES }),
        },
        label: 'records came in and none was looked at',
        period: FIVE_MINUTES,
      }),
      threshold: 1,
      evaluationPeriods: 3,
      alarmDescription:
        `Nobody replicates ${stream.streamName}, though records come in. First: see whether the event source mapping is ` +
        'enabled, then whether its function fails at every call.',
    });
  }

  private watchGivenUp({ processor, stream }: StreamReplica): void {
    this.set.add('page', 'GivenUp', {
      ...COUNTED,
      metric: processor.metricFailedRecords({ period: FIVE_MINUTES }),
      threshold: 1,
      evaluationPeriods: 1,
      alarmDescription:
        `Records of ${stream.streamName} grew too old to be copied and are in the failure bucket. First: remove the ` +
        'cause; then give the batches to the function again.',
    });
    this.set.add('page', 'Lost', {
      ...COUNTED,
      metric: processor.metricDroppedRecords({ period: FIVE_MINUTES }),
      threshold: 1,
      evaluationPeriods: 1,
      alarmDescription:
        `Records of ${stream.streamName} grew too old to be copied and could not be kept in the failure bucket. First: ` +
        'see whether the function may still write there; the records may still be in the source.',
    });
  }

  private watchAttempts(replica: StreamReplica): void {
    const { streamName } = replica.stream;
    this.set.add('warn', 'Failing', {
      ...COUNTED,
      metric: replica.metricFailedRecords({ period: FIVE_MINUTES }),
      threshold: 1,
      evaluationPeriods: 3,
      alarmDescription: `Records of ${streamName} cannot be copied and are tried again. First: read the reason in the function's log.`,
    });
    this.set.add('warn', 'Held', {
      ...COUNTED,
      metric: replica.metricHeldRecords({ period: FIVE_MINUTES }),
      threshold: 1,
      evaluationPeriods: 3,
      alarmDescription:
        `Records of ${streamName} wait, since another Region holds the token. First: see which producers still write ` +
        'in this Region.',
    });
  }
}

/** Whatever is missing is no batch; that none comes at all is for the alarm on silence. */
const COUNTED = {
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
} satisfies Partial<AlarmProps>;
