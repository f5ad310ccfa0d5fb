import { type SynthesizedAlarm, statesOf } from '../../test/support/alarm-evaluation';
import { type ExpressionAlarm, type Series, seriesOf } from '../../test/support/metric-maths';

/** An alarm on a metric or on an expression. */
export type AnyAlarm = SynthesizedAlarm & ExpressionAlarm & { readonly Statistic?: string };

/** What each metric is by the minute, oldest first; a metric that is not there has no data. */
export type Metrics = Readonly<Record<string, Series>>;

const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
};

/** The alarms that are raised after the last minute of `metrics`. */
export function raised(
  alarms: Readonly<Record<string, AnyAlarm>>,
  metrics: Metrics,
  minutes: number,
): string[] {
  return Object.entries(alarms)
    .filter(([, alarm]) => statesOf(alarm, seriesFor(alarm, metrics, minutes)).at(-1) === 'ALARM')
    .map(([name]) => name)
    .sort();
}

/** What CloudWatch would evaluate. */
function seriesFor(alarm: AnyAlarm, metrics: Metrics, minutes: number): Series {
  if (alarm.Metrics !== undefined) {
    const series = seriesOf(alarm, metrics);
    return series.length > 0 ? series : new Array(minutes).fill(undefined);
  }
  const { MetricName, Dimensions = [], Statistic = 'Sum', Period } = alarm;
  const aggregate = AGGREGATES[Statistic];
  if (aggregate === undefined) throw new Error(`no rule for the statistic ${Statistic}`);
  // Kinesis, Lambda and Firehose publish these metrics by resource: there is none without a dimension.
  const series = Dimensions.length === 0 ? [] : (metrics[MetricName] ?? []);
  const span = Period / 60;
  return Array.from({ length: minutes / span }, (_, period) => {
    const values = series.slice(period * span, (period + 1) * span).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : aggregate(values);
  });
}
