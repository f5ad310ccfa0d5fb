import { Annotations, Duration, Token } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type CompositeAlarm,
  GraphWidget,
  type IWidget,
  Metric,
  type MetricOptions,
  Row,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { HOT_KEYS_NAMESPACE, HotKeysDimension, HotKeysMetric } from '../../lambda/report-hot-keys/contract';
import { checkDuration, checkNumber, checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet } from './alarm-set';
import { HotKeyReport, KeyVisibility } from './hot-key-report';
import { fullestShards, missingMetrics, SHARD_METRICS, skewOfHotShards } from './hot-shard-metrics';
import { checkMetricsInReach } from './metrics-in-reach';

/** Settings of a `HotShardMonitor`. */
export interface HotShardMonitorProps extends AlarmRoutingProps {
  /**
   * The stream to watch, provisioned or on-demand, of this Region and account; it may be imported. A customer key is to be
   * imported with it.
   */
  readonly stream: IStream;

  /**
   * When a report is made, such as `ScheduleExpression.rate(Duration.days(1))`.
   *
   * @default - only when `reportFunction` is invoked
   */
  readonly schedule?: ScheduleExpression;

  /**
   * How far back a report looks, 1 minute to 1 hour. The more, the smaller the part of it that is read.
   *
   * @default Duration.minutes(5)
   */
  readonly reportWindow?: Duration;

  /**
   * Keys that a report names, 1 to 100.
   *
   * @default 10
   */
  readonly topKeys?: number;

  /**
   * How a report names keys.
   *
   * @default KeyVisibility.HASHED
   */
  readonly keyVisibility?: KeyVisibility;

  /**
   * Share of a shard's write capacity, 1 MiB/s or 1,000 records/s, from which on a shard may alarm: 0.1 to 1,
   * no token.
   *
   * @default 0.8
   */
  readonly hotFrom?: number;

  /**
   * Times the mean load of the stream's shards from which on a hot shard alarms, 1.1 to 100. A stream that is evenly full
   * does not: it needs more shards, whichever keys it has. With n shards no shard has more than n times the mean.
   *
   * @default 1.5
   */
  readonly skewFrom?: number;
}

/**
 * Watches how evenly a stream's load is spread over its shards, and names the partition keys behind it.
 *
 * Alarms, beside the routing's composite one:
 *
 * | alarm | raised when | severity |
 * |---|---|---|
 * | `Bytes`, `Records` | in 8 of 10 minutes a shard had `hotFrom` of its capacity in use and `skewFrom` times the mean | page |
 * | `HotKey` | the last report found a shard that one key fills, so that no split helps | warn |
 *
 * The first two read the stream's shard-level metrics `IncomingBytes` and `IncomingRecords`, which have to be switched on
 * (`shardLevelMetrics` of `EncryptedStream`) and are billed by shard, as are alarms on queries such as these. CloudWatch
 * reads the 500 fullest shards, and admits 200 such alarms in a Region. They have not been tried on a real account.
 *
 * A report needs none of that. It reads a sample of each shard: 50 records, then at most seven times about half a MiB, a
 * second apart, a quarter of the 2 MB/s that the shard's readers share; it gives way where they need it all. It returns and
 * logs which keys have which share of records and bytes, which shards are busiest, why, and what to do; at most 4,000 reads,
 * or one a shard for more shards than that, in 10 minutes. Aggregated records are taken apart. Loads are means over the window;
 * a shard made within it is judged since its first record.
 *
 * @example
 * const orders = new EncryptedStream(this, 'Orders', {
 *   shardCount: 8,
 *   shardLevelMetrics: [ShardLevelMetrics.INCOMING_BYTES, ShardLevelMetrics.INCOMING_RECORDS],
 * });
 * new HotShardMonitor(this, 'HotShards', {
 *   stream: orders.stream,
 *   schedule: aws_scheduler.ScheduleExpression.rate(Duration.days(1)),
 * });
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export class HotShardMonitor extends Construct {
  /** The function that makes a report, and returns it; its input does not matter. */
  public readonly reportFunction: IFunction;

  /** Where alarms without given actions go, to subscribe to; absent when both severities have actions. */
  public readonly topic?: Topic;

  /** The alarm that is raised when any page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly stream: IStream;
  private readonly set: AlarmSet;

  constructor(scope: Construct, id: string, props: HotShardMonitorProps) {
    super(scope, id);
    const { reportWindow = Duration.minutes(5), topKeys = 10, hotFrom = 0.8, skewFrom = 1.5 } = props;

    this.stream = props.stream;
    checkDuration(this, 'reportWindow', reportWindow, Duration.minutes(1), Duration.hours(1));
    checkWholeNumber(this, 'topKeys', topKeys, 1, 100);
    checkNumber(this, 'hotFrom', hotFrom, 0.1, 1);
    if (Token.isUnresolved(hotFrom)) {
      throw new InvalidSettingError(this, 'hotFrom', 'known while the app is built', 'a token');
    }
    checkNumber(this, 'skewFrom', skewFrom, 1.1, 100);
    this.checkPlace();

    this.reportFunction = new HotKeyReport(this, 'Report', {
      stream: this.stream,
      window: reportWindow,
      topKeys,
      keyVisibility: props.keyVisibility ?? KeyVisibility.HASHED,
      schedule: props.schedule,
    }).function;
    this.set = new AlarmSet(this, props, `the shards of ${this.stream.streamName}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    this.addSkewAlarms(hotFrom, skewFrom);
    this.addHotKeyAlarm();
    this.warnOfMissingMetrics();
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set.alarms;
  }

  /** The heaviest key's share of records or bytes, in percent: of the last report, maximum over 5 minutes by default. */
  public metricHottestKeyShare(options?: MetricOptions): Metric {
    return this.metric(HotKeysMetric.HOTTEST_KEY_SHARE, options);
  }

  /** The busiest shard's share of the load, in percent: of the last report, maximum over 5 minutes by default. */
  public metricHottestShardShare(options?: MetricOptions): Metric {
    return this.metric(HotKeysMetric.HOTTEST_SHARD_SHARE, options);
  }

  /** Hot shards that one key fills: of the last report, maximum over 5 minutes by default. */
  public metricHotKeys(options?: MetricOptions): Metric {
    return this.metric(HotKeysMetric.HOT_KEYS, options);
  }

  /** The ten fullest shards, by bytes and by records: two graphs side by side, for a dashboard. */
  public widget(): IWidget {
    const graphs = SHARD_METRICS.map(
      (metric) =>
        new GraphWidget({
          title: `Fullest shards of ${this.stream.streamName}, % of their ${metric.unit}`,
          left: [fullestShards(this.stream, metric)],
          leftYAxis: { min: 0 },
          width: 12,
        }),
    );
    return new Row(...graphs);
  }

  private addSkewAlarms(hotFrom: number, skewFrom: number): void {
    for (const metric of SHARD_METRICS) {
      this.set.add('page', metric.unit === 'bytes' ? 'Bytes' : 'Records', {
        metric: skewOfHotShards(this.stream, metric, hotFrom),
        threshold: skewFrom,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        datapointsToAlarm: 8,
        evaluationPeriods: 10,
        // Shards report only what is put to them: no data is an idle stream.
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription:
          `A shard of stream ${this.stream.streamName} takes ${percent(hotFrom)} of the ${metric.unit} it can, ` +
          `${skewFrom} times the mean shard or more, so the stream has room that its keys do not use. First: invoke ` +
          `function ${this.reportFunction.functionName}, whose report says whether to split or to divide a key.`,
      });
    }
  }

  private addHotKeyAlarm(): void {
    this.set.add('warn', 'HotKey', {
      metric: this.metricHotKeys(),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // Between two reports nothing is known to have changed.
      treatMissingData: TreatMissingData.IGNORE,
      alarmDescription:
        `One partition key fills a shard of stream ${this.stream.streamName}: no split helps. First: see which ` +
        `key, in the log of function ${this.reportFunction.functionName}, and divide it into several.`,
    });
  }

  private metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: HOT_KEYS_NAMESPACE,
      metricName,
      dimensionsMap: { [HotKeysDimension.STREAM_NAME]: this.stream.streamName },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(5),
      ...options,
    });
  }

  private checkPlace(): void {
    const otherAccount = checkMetricsInReach(this, this.stream);
    if (otherAccount === undefined) return;
    const expected = 'of this account, where its records may be read: make the monitor beside it';
    throw new InvalidSettingError(this, 'stream', expected, `one of account ${otherAccount}`);
  }

  private warnOfMissingMetrics(): void {
    const missing = missingMetrics(this.stream);
    if (missing.length === 0) return;
    Annotations.of(this).addWarningV2(
      'kinesis-constructs:shardLevelMetricsOff',
      `the stream keeps no ${missing.join(' and ')} for each shard, so the alarms on skew see no data: add them to ` +
        'its shardLevelMetrics',
    );
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
