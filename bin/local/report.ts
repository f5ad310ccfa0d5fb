import type { Totals } from './check';
import type { Latency } from './latency';
import { type Steps, seconds } from './steps';
import type { Substitution } from './substitute';
import type { Account } from './variant';

/** Name, value and note. */
export type Row = readonly [string, number | string, string?];

/** The table of a run, for people. */
export function totalsTable(totals: Totals, latency: Latency | undefined): string {
  return table(totalsRows(totals, latency));
}

/** The rows of that table. */
export function totalsRows(totals: Totals, latency: Latency | undefined): Row[] {
  const { processed } = totals;
  const time = latency === undefined ? '-' : `${seconds(latency.median)} median, ${seconds(latency.p99)} p99`;
  return [
    ['sent', totals.sent],
    ['transformed', totals.transformed],
    ['dropped', totals.dropped, 'flights too short to be of interest'],
    ['failed', totals.failed, 'in the error output'],
    ['archived', totals.archived, `${totals.objects} objects, ${totals.bytes.toLocaleString('en')} bytes`],
    ['processed by delays', processed.delays, 'counted in the table'],
    ['processed by alerts', processed.alerts, 'messages in the queue'],
    ['lost', totals.lost],
    ['put to landing', '', time],
  ];
}

/** What was substituted and why, for people: the resources by what stands in for them. */
export function substitutionsTable(substitutions: readonly Substitution[]): string {
  const kinds = new Map<string, string[]>();
  for (const { type, instead, because, resource } of substitutions) {
    const kind = `  ${type}: ${instead}, because ${because}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), resource]);
  }
  const lines = [...kinds].flatMap(([kind, resources]) => [kind, `    ${resources.join(', ')}`]);
  return [
    `substituted ${substitutions.length} resources that the emulator cannot do as AWS does:`,
    ...lines,
  ].join('\n');
}

/** The run as one line of JSON. Times are in milliseconds. */
export function jsonLine({ json, faults, deployment }: Account, { times, elapsed }: Steps): string {
  const { substitutions } = deployment;
  const ok = faults.length === 0;
  return JSON.stringify({ ...json, ok, faults, times, elapsed, substitutions });
}

/** A run that came to no totals, as one line of JSON. */
export function failureLine(error: string): string {
  return JSON.stringify({ ok: false, error });
}

/** Rows of name, value and note, in columns. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(([name, value, note = '']) => [name, value.toLocaleString('en'), note] as const);
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map(
      ([name, value, note]) => `  ${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${note}`,
    )
    .map((line) => line.trimEnd())
    .join('\n');
}
