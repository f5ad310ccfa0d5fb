import type { SynthesizedAlarm } from './alarm-evaluation';

/** Values of a metric by the period, oldest first; `undefined` for a period without data. */
export type Series = (number | undefined)[];

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
}

/** An alarm on an expression instead of one metric. */
export interface ExpressionAlarm extends Omit<SynthesizedAlarm, 'MetricName' | 'Period'> {
  readonly Metrics: Query[];
}

/**
 * What the expression of an alarm comes to, by CloudWatch's rules for one minute at a time: a term without data makes the
 * whole without data unless FILL gives it some, and so does a division by zero.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function seriesOf({ Metrics }: ExpressionAlarm, metrics: Readonly<Record<string, Series>>): Series {
  const [{ Expression = '' }] = Metrics.filter(({ Expression }) => Expression !== undefined);
  const stats = Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
  const names = new Map(stats.map(({ Id, MetricStat }) => [Id, MetricStat?.Metric.MetricName ?? '']));
  const length = Math.max(0, ...[...names.values()].map((name) => metrics[name]?.length ?? 0));
  const code = Expression.replace(/FILL\((\w+), (\w+)\)/g, 'FILL("$1", "$2")')
    .replace(/PERIOD\((\w+)\)/g, 'PERIOD("$1")')
    .replace(/\b(?!FILL|PERIOD|IF|REPEAT\b)([a-z]\w*)\b(?!["(])/g, 'of("$1")');
  return Array.from({ length }, (_, minute) => {
    const at = (id: string, time = minute): number | undefined => metrics[names.get(id) ?? '']?.[time];
    const last = (id: string): number | undefined => {
      for (let time = minute; time >= 0; time--) if (at(id, time) !== undefined) return at(id, time);
      return undefined;
    };
    const tools = {
      of: (id: string) => at(id) ?? Number.NaN,
      FILL: (id: string, by: string) => at(id) ?? (by === 'REPEAT' ? (last(id) ?? Number.NaN) : Number(by)),
      PERIOD: () => 60,
      IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
    };
    const value: number = new Function(...Object.keys(tools), `return ${code};`)(...Object.values(tools));
    return Number.isFinite(value) ? value : undefined;
  });
}
