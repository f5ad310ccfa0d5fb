import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type AlarmSpec, atLeast, successAlarms } from './delivery-alarm-spec';
import { type Freshness, periodOf } from './delivery-freshness';
import type { DeliverySettings } from './delivery-settings';

/** Lag behind the stream, as shares of 24 hours, the shortest that a stream keeps records: 10 % and 50 %. */
const SOURCE_LAG = { warn: Duration.minutes(144), page: Duration.hours(12) };

/** Share of the partitions that Firehose keeps open at once from which it gets tight, in percent. */
const PARTITIONS_TIGHT = 80;

const READ_THE_LOG = "read the delivery stream's error log";

/**
 * The alarms on a delivery stream of Firehose.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export function firehoseAlarms(
  deliveryStream: IDeliveryStream,
  settings: DeliverySettings,
  freshness: Freshness,
  account: string | undefined,
): AlarmSpec[] {
  const { kind, bufferInterval } = settings;
  const name = `Delivery stream ${deliveryStream.deliveryStreamName}`;
  const period = periodOf(bufferInterval);
  const metric = (metricName: string, statistic: string, of = Duration.minutes(5)) =>
    deliveryStream.metric(metricName, { statistic, period: of, account });
  const late = metric(`${kind._prefix}.DataFreshness`, 'Maximum', period);
  const lateness = (limit: Duration) =>
    `${name} has not delivered records to ${kind.label} for ${limit.toHumanString()}; it buffers ` +
    `${bufferInterval.toHumanString()}. First: ${READ_THE_LOG}, then see whether the destination is slow or refuses it.`;
  return [
    atLeast('warn', 'FreshnessWarn', late, freshness.warn.toSeconds(), [2, 3], lateness(freshness.warn)),
    atLeast('page', 'FreshnessPage', late, freshness.page.toSeconds(), [2, 3], lateness(freshness.page)),
    ...(kind._countsSuccess
      ? []
      : successAlarms(
          'Success',
          metric(`${kind._prefix}.Success`, 'Average', period),
          `${name}: delivery to ${kind.label}`,
          `${READ_THE_LOG}, then check the destination and the rights of the role on it and its key.`,
        )),
    ...sourceAlarms(name, settings, metric),
    ...recordAlarms(name, settings, metric),
  ];
}

type MetricOf = (metricName: string, statistic: string) => Metric;

/** Alarms on how the records come in. */
function sourceAlarms(name: string, { readsStream }: DeliverySettings, metric: MetricOf): AlarmSpec[] {
  if (!readsStream) {
    const refused = `${name} refuses records: more are put than it takes. First: have its quota raised.`;
    return [atLeast('warn', 'Throttled', metric('ThrottledRecords', 'Sum'), 1, [3, 3], refused)];
  }
  const behind = metric('KinesisMillisBehindLatest', 'Maximum');
  const lag = (limit: Duration) =>
    `${name} is ${limit.toHumanString()} behind its stream, which keeps records for 24 hours at least. First: see ` +
    'whether it delivers; if it does, compare its throttled reads with 0.';
  const throttled = new MathExpression({
    expression: 'FILL(records, 0) + FILL(iterators, 0)',
    usingMetrics: {
      records: metric('ThrottledGetRecords', 'Sum'),
      iterators: metric('ThrottledGetShardIterator', 'Sum'),
    },
    period: Duration.minutes(5),
    label: 'Throttled reads',
  });
  // Firehose reports its lag while it reads: without data it is unknown, neither fine nor bad.
  const silent = { treatMissingData: TreatMissingData.MISSING };
  return [
    {
      ...atLeast('warn', 'SourceLagWarn', behind, millis(SOURCE_LAG.warn), [2, 3], lag(SOURCE_LAG.warn)),
      ...silent,
    },
    {
      ...atLeast('page', 'SourceLagPage', behind, millis(SOURCE_LAG.page), [2, 3], lag(SOURCE_LAG.page)),
      ...silent,
    },
    atLeast(
      'warn',
      'Throttled',
      throttled,
      1,
      [3, 3],
      `${name} is refused reads of its stream again and again. First: see who else polls the stream: 5 reads and 2 MB a ` +
        'second per shard are for all of them; move readers to enhanced fan-out, or add shards.',
    ),
  ];
}

/** Alarms on records that go elsewhere than to the destination. */
function recordAlarms(name: string, settings: DeliverySettings, metric: MetricOf): AlarmSpec[] {
  const { kind, errorLogGroupName: logGroupName } = settings;
  const alarms: AlarmSpec[] = [];
  if (settings.transforms) {
    alarms.push(
      ...successAlarms(
        'Transform',
        metric('ExecuteProcessing.Success', 'Average'),
        `${name}: its Lambda function`,
        "look at the function's Errors, Throttles and Duration; batches that keep failing are under the error prefix.",
      ),
    );
  }
  if (settings.convertsFormat) {
    const failed = metric('FailedConversion.Records', 'Sum');
    const text = `${name} could not convert records to Parquet or ORC. First: compare those under the error prefix with the table's columns.`;
    alarms.push(atLeast('warn', 'Conversion', failed, 1, [1, 1], text));
  }
  if (settings.partitions) alarms.push(...partitionAlarms(name, metric));
  if (settings.backsUpFailedOnly && kind._backup !== undefined) {
    const { metricName, statistic } = kind._backup;
    const text = `${name} could not deliver records to ${kind.label} and wrote them to its backup bucket. First: ${READ_THE_LOG}; deliver them again from there.`;
    alarms.push(atLeast('warn', 'Backup', metric(metricName, statistic), 1, [1, 1], text));
  }
  if (logGroupName !== undefined) {
    const logged = new Metric({
      namespace: 'AWS/Logs',
      metricName: 'IncomingLogEvents',
      dimensionsMap: { LogGroupName: logGroupName },
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
    const text = `${name}, or another that shares its log, logs errors to ${logGroupName}. First: read them; records that failed are under the error prefix.`;
    alarms.push(atLeast('warn', 'ErrorLog', logged, 1, [1, 1], text));
  }
  return alarms;
}

function partitionAlarms(name: string, metric: MetricOf): AlarmSpec[] {
  const used = new MathExpression({
    expression: '100 * count / limit',
    usingMetrics: {
      count: metric('PartitionCount', 'Maximum'),
      limit: metric('ActivePartitionsLimit', 'Maximum'),
    },
    period: Duration.minutes(5),
    label: 'Partitions used, %',
  });
  const exceeded = metric('PartitionCountExceeded', 'Maximum');
  const advice = 'First: see which key has so many values, then partition by fewer or have the quota raised.';
  const tight = `${name} has ${PARTITIONS_TIGHT} % of the partitions open that Firehose allows. ${advice}`;
  const over = `${name} has more partitions than Firehose allows: records go to the error prefix. ${advice}`;
  return [
    atLeast('warn', 'Partitions', used, PARTITIONS_TIGHT, [2, 3], tight),
    atLeast('page', 'PartitionsExceeded', exceeded, 1, [1, 1], over),
  ];
}

function millis(duration: Duration): number {
  return duration.toMilliseconds();
}
