import { SHARD_BYTES, SHARD_RECORDS } from '../../lambda/scale-shards/model';
import { LONGEST_MINUTES, parseDate, type Series } from './csv';
import { UsageError } from './usage-error';

/** The metrics that a trace is made of, each a sum over a period. */
const METRICS = ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'] as const;
type MetricName = (typeof METRICS)[number];

/** Values by time in epoch milliseconds. */
type Sums = ReadonlyMap<number, number>;

/** Load by the minute in shard units, and the mean size of a record where both metrics are there. */
export interface Recorded extends Series {
  readonly recordBytes?: number;
}

const MINUTE_MS = 60_000;

/** After so many throttled records for each accepted one, the share says nothing any more. */
const MOST_REFUSED = 0.95;

/**
 * Reads what `aws cloudwatch get-metric-data` prints for the metrics of one stream, summed over a period.
 *
 * A period without a value is one without records. What was throttled is added when that metric is there too: CloudWatch
 * counts accepted records only.
 */
export function readMetricData(text: string, recordBytes: number): Recorded {
  const all = results(text);
  const sums = new Map(METRICS.map((name) => [name, sumsOf(all, name)] as const));
  const at = (name: MetricName, time: number) => sums.get(name)?.get(time) ?? 0;
  const [bytes, records] = [sums.get('IncomingBytes'), sums.get('IncomingRecords')];
  if ((bytes?.size ?? 0) + (records?.size ?? 0) === 0) {
    throw new UsageError(
      'no result with values has a Label or Id that names IncomingBytes or IncomingRecords',
    );
  }
  const times = [...new Set([...sums.values()].flatMap((values) => [...values.keys()]))].sort(
    (a, b) => a - b,
  );
  if (times.length < 2) throw new UsageError('the metrics have no two points in time');
  const period = periodOf(times);
  const last = times[times.length - 1];
  const loads: number[] = [];
  if ((last - times[0]) / MINUTE_MS > LONGEST_MINUTES)
    throw new UsageError('the metrics span more than 400 days');
  for (let time = times[0]; time <= last; time += period) {
    const accepted = at('IncomingRecords', time) || at('IncomingBytes', time) / recordBytes;
    const refused = at('WriteProvisionedThroughputExceeded', time);
    const share = refused === 0 ? 0 : Math.min(refused / (accepted + refused), MOST_REFUSED);
    const full = Math.max(
      at('IncomingBytes', time) / SHARD_BYTES,
      at('IncomingRecords', time) / SHARD_RECORDS,
    );
    const load = (full * 1000) / period / (1 - share);
    for (let minute = 0; minute < period / MINUTE_MS; minute++) loads.push(load);
  }
  const total = (values: Sums | undefined) => [...(values?.values() ?? [])].reduce((sum, v) => sum + v, 0);
  const [allBytes, allRecords] = [total(bytes), total(records)];
  return {
    start: times[0],
    loads,
    recordBytes: allBytes > 0 && allRecords > 0 ? allBytes / allRecords : undefined,
  };
}

type Json = Readonly<Record<string, unknown>>;

function results(text: string): Json[] {
  const parsed = parseJson(text);
  const found = isObject(parsed) ? parsed.MetricDataResults : undefined;
  if (!Array.isArray(found))
    throw new UsageError('the JSON has no list MetricDataResults, as get-metric-data prints it');
  return found.filter(isObject);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the file is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** All pages of one metric, found by what its label or its id says. */
function sumsOf(all: readonly Json[], name: MetricName): Sums {
  const sums = new Map<number, number>();
  for (const { Id, Label, Timestamps, Values } of all) {
    if (!`${String(Label)} ${String(Id)}`.toLowerCase().includes(name.toLowerCase())) continue;
    if (!Array.isArray(Timestamps) || !Array.isArray(Values) || Timestamps.length !== Values.length) {
      throw new UsageError(`${name}: Timestamps and Values must be lists of the same length`);
    }
    Timestamps.forEach((timestamp: unknown, i) => {
      const time = typeof timestamp === 'number' ? timestamp * 1000 : parseDate(String(timestamp));
      const value: unknown = Values[i];
      if (!Number.isFinite(time))
        throw new UsageError(`${name}: Timestamps[${i}] is no date: "${String(timestamp)}"`);
      if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
        throw new UsageError(`${name}: Values[${i}] must be a number of at least 0, got "${String(value)}"`);
      }
      sums.set(time, value);
    });
  }
  return sums;
}

/** The shortest time between two points, a whole number of minutes. */
function periodOf(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const shortest = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);
  if (shortest % MINUTE_MS !== 0) {
    throw new UsageError(`the period must be whole minutes, got ${shortest / 1000} seconds: use --period 60`);
  }
  const odd = times.find((time) => (time - times[0]) % shortest !== 0);
  if (odd !== undefined)
    throw new UsageError(`${new Date(odd).toISOString()} is not on the grid of the others`);
  return shortest;
}
