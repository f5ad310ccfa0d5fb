import type { Alarm, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet } from './alarm-set';
import type { AlarmSpec } from './delivery-alarm-spec';
import type { Delivery } from './delivery-target';

/** Settings of `DeliveryAlarms`. */
export interface DeliveryAlarmsProps extends AlarmRoutingProps {
  /**
   * What is watched. At least one by the end of synthesis.
   *
   * @default - none yet: add each with `addDelivery`
   */
  readonly deliveries?: Delivery[];
}

/**
 * Alarms on deliveries: late, failing, throttled, or putting records elsewhere than where they belong.
 *
 * | of | alarm | metric | warns | pages |
 * |---|---|---|---|---|
 * | Firehose | late | `….DataFreshness` | 3 × the buffer, 15 minutes at least | 4 × that |
 * | | delivery fails | `….Success`, but for Iceberg, which counts its commits there | 1 in 10, 3 periods | 9 in 10, 6 periods |
 * | | behind its stream | `KinesisMillisBehindLatest` | 2 h 24 min | 12 h |
 * | | throttled | `ThrottledGetRecords`, `ThrottledGetShardIterator`, or `ThrottledRecords` | 15 minutes on end | |
 * | | transform fails | `ExecuteProcessing.Success` | 1 in 10, 15 minutes | 9 in 10, 30 minutes |
 * | | conversion fails | `FailedConversion.Records` | any | |
 * | | partitions | `PartitionCount` in `ActivePartitionsLimit`, `PartitionCountExceeded` | 80 % | over |
 * | | backed up | what tells of failed records, where Firehose has such a metric | any | |
 * | | errors logged | `IncomingLogEvents` of its error log | any | |
 * | channel | late | `….DataFreshness` | 3 × its freshness, 15 minutes at least | 4 × that |
 * | | records fail | `….FailedRecordCount`, `….FailedRowCount` | any | 10 %, 15 minutes |
 * | | failures untold | the same and `….DLQDeliverySuccess` | | 10 minutes |
 * | | standstill | `….SuccessfulRecordCount` against the stream's `IncomingRecords` | | 4 periods |
 *
 * A delivery gets the alarms on what it does. A period is 5 minutes, or as many times 5 as the buffer has. An idle delivery
 * reports nothing and rings nothing; only the lag behind the stream is then unknown (`INSUFFICIENT_DATA`). What no data means
 * follows AWS's description of the metrics and has not been tried on a real account.
 *
 * @example
 * const alarms = new DeliveryAlarms(this, 'Deliveries', {
 *   deliveries: [Delivery.firehose(archive.deliveryStream), Delivery.channel(table)],
 * });
 * alarms.topic?.addSubscription(new EmailSubscription('oncall@example.com'));
 */
export class DeliveryAlarms extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly ids = new Set<string>();
  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: DeliveryAlarmsProps = {}) {
    super(scope, id);
    const { deliveries = [] } = props;

    const admitted = deliveries.map((delivery) => this.admit(delivery));

    this.set = new AlarmSet(this, props, 'deliveries');
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    deliveries.forEach((delivery, i) => {
      this.watch(delivery, admitted[i]);
    });
    this.node.addValidation({ validate: () => this.missingDeliveries() });
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

  /** Watches one more delivery. */
  public addDelivery(delivery: Delivery): void {
    this.watch(delivery, this.admit(delivery));
  }

  private admit(delivery: Delivery): AlarmSpec[] {
    if (this.ids.has(delivery._id)) {
      throw new InvalidSettingError(this, 'deliveries', 'different from each other', `${delivery._id} twice`);
    }
    const alarms = delivery._alarms(this);
    this.ids.add(delivery._id);
    return alarms;
  }

  private watch(delivery: Delivery, alarms: AlarmSpec[]): void {
    for (const { severity, id, ...alarm } of alarms) this.set.add(severity, `${delivery._id}-${id}`, alarm);
  }

  private missingDeliveries(): string[] {
    if (this.ids.size > 0) return [];
    return [new InvalidSettingError(this, 'deliveries', 'at least one, given or added', 'none').message];
  }
}
