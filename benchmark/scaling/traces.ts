import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCsv } from '../../bin/simulate/csv';
import { DAY_MINUTES, evenTrace, highestOf, scaled, type Trace } from '../../bin/simulate/trace';
import { flashCrowds, growing, zipfKeys } from './synthetic';

/** A trace and how many of its days are not scored. */
export interface Contest {
  readonly trace: Trace;
  readonly warmupDays: number;
}

/** Shards that the highest minute of a recorded trace is scaled to. */
const HIGHEST = 40;

/** A week is left out at the start, of a short trace a quarter. */
const warmupDays = ({ loads }: Trace) => Math.floor(Math.min(7, loads.length / DAY_MINUTES / 4));

/** The synthetic traces, and before them the CSV files of a folder; `highest` scales single ones otherwise. */
export function contests(folder: string | undefined, highest: ReadonlyMap<string, number>): Contest[] {
  const files = folder === undefined ? [] : readdirSync(folder).filter((file) => file.endsWith('.csv'));
  const recorded = files.sort().map((file) => {
    const name = basename(file, '.csv');
    const { start, loads } = readCsv(readFileSync(join(folder ?? '', file), 'utf8'));
    const trace = evenTrace(name, start, loads, 25 * 1024);
    const fitted = scaled(trace, (highest.get(name) ?? HIGHEST) / highestOf(trace));
    return { trace: fitted, warmupDays: warmupDays(fitted) };
  });
  const synthetic = [flashCrowds(), growing(), zipfKeys()].map((trace) => ({ trace, warmupDays: 3 }));
  return [...recorded, ...synthetic];
}
