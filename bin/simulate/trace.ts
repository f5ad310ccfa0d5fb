import { EVEN, type Skew } from './service';

/** What was asked of a stream, by the minute. */
export interface Trace {
  readonly name: string;
  /** Start of the first minute, epoch milliseconds. */
  readonly start: number;
  /** Load of each minute in shard units: 1 is what one shard takes. */
  readonly loads: readonly number[];
  /** Size of a record, which decides how many PUT payload units it costs. */
  readonly recordBytes: number;
  /** Where the load falls on the hash keys. */
  readonly skew: Skew;
}

export const DAY_MINUTES = 24 * 60;

/** A trace of evenly spread load. */
export function evenTrace(name: string, start: number, loads: readonly number[], recordBytes: number): Trace {
  return { name, start, loads, recordBytes, skew: EVEN };
}

/** The value that `share` of the minutes do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Load that all but a thousandth of the minutes stay below. */
export const peakOf = ({ loads }: Trace): number => quantile(loads, 0.999);

/** The highest load of a minute. */
export const highestOf = ({ loads }: Trace): number => quantile(loads, 1);

/** The same trace, `factor` times as high. */
export function scaled(trace: Trace, factor: number): Trace {
  return { ...trace, loads: trace.loads.map((load) => load * factor) };
}
