import type { ScaleShardsSettings } from './contract';
import { MINUTE, type Minute } from './model';
import type { MetricsPort, Query, Series } from './ports';

/** Minutes that a decision looks at, and some more. */
const WINDOW = 45;

/** Minutes that are read to tell an idle stream from late metrics; CloudWatch charges by metric, not by minute. */
const READ = 90;

/** From this many minutes on, a minute without a value was one without records … */
const METRIC_LAG = 4;

/** … if anything of the stream was heard since, or nothing for so long: metrics are hardly ever so late. */
const SILENCE = 60;

/** What the metrics of the stream say. */
export interface StreamMetrics {
  readonly minutes: Minute[];
  /** How far the slowest reader lags, as a share of the retention; unknown when no reader has said it lately. */
  readonly lagShare?: number;
}

/** Reads the metrics of the stream as a whole: four, whatever its size. */
export async function readStreamMetrics(
  metrics: MetricsPort,
  { streamName, lagMetric }: Pick<ScaleShardsSettings, 'streamName' | 'lagMetric'>,
  retentionMs: number,
  now: number,
): Promise<StreamMetrics> {
  const end = startOfMinute(now);
  const queries = [
    ...STREAM_METRICS.map((name) => sumOf(name, { StreamName: streamName })),
    lagOf(lagMetric),
  ];
  const [bytes, records, rejected, lag] = await metrics.read(queries, end - READ * MINUTE, end);
  const newest = newestOf([bytes, records, rejected, lag], end);
  const silent = newest === undefined || newest < end - SILENCE * MINUTE;
  const until = silent ? end - METRIC_LAG * MINUTE : newest;
  const at = (series: Series, time: number) => series.get(time) ?? 0;
  const minutes: Minute[] = [];
  for (let time = end - WINDOW * MINUTE; time < end; time += MINUTE) {
    const known = bytes.has(time) || records.has(time) || rejected.has(time);
    if (!known && (time > until || time > end - METRIC_LAG * MINUTE)) continue;
    minutes.push({
      time,
      bytes: at(bytes, time),
      records: at(records, time),
      rejected: at(rejected, time),
    });
  }
  return { minutes, lagShare: lagShareOf(lag, retentionMs, end) };
}

/** A metric of Kinesis, summed up over each minute. */
export function sumOf(name: string, dimensions: Readonly<Record<string, string>>): Query {
  return { namespace: 'AWS/Kinesis', name, dimensions, stat: 'Sum' };
}

/** What a load is made of: for a stream and, if it keeps them, for each shard. */
export const STREAM_METRICS = ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'];

export const startOfMinute = (time: number): number => Math.floor(time / MINUTE) * MINUTE;

const lagOf = (metric: ScaleShardsSettings['lagMetric']): Query => ({ ...metric, stat: 'Maximum' });

function newestOf(all: readonly Series[], end: number): number | undefined {
  const times = all.flatMap((series) => [...series.keys()]).filter((time) => time < end);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The highest of the last ten minutes: a reader that has just stopped is behind, not gone. */
function lagShareOf(lag: Series, retentionMs: number, end: number): number | undefined {
  const recent = [...lag].filter(([time]) => time >= end - 10 * MINUTE).map(([, value]) => value);
  return recent.length === 0 ? undefined : Math.max(...recent) / retentionMs;
}
