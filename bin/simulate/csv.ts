import { parse } from 'csv-parse/sync';
import { SHARD_BYTES, SHARD_RECORDS } from '../../lambda/scale-shards/model';
import { DAY_MINUTES } from './trace';
import { UsageError } from './usage-error';

/** What the values of a trace count, each second. */
export const UNITS = ['bytes', 'records', 'shards'] as const;
export type Unit = (typeof UNITS)[number];

/** A value at a time, in minutes since 1970. */
export interface Point {
  readonly minute: number;
  readonly value: number;
}

/** Load by the minute, from a start in epoch milliseconds. */
export interface Series {
  readonly start: number;
  readonly loads: number[];
}

const MINUTE_MS = 60_000;

/** Longer traces are taken for a mistake in a timestamp. */
const LONGEST_DAYS = 400;
export const LONGEST_MINUTES = LONGEST_DAYS * DAY_MINUTES;

/** Numbers below this are seconds since 1970, not milliseconds. */
const MILLISECONDS_FROM = 1e11;

/** Reads rows of `timestamp,value`, with or without a header line, and fills the minutes between them evenly. */
export function readCsv(text: string): Series {
  const rows = parseRows(text);
  const header = isHeader(rows[0]?.record) ? rows[0].record : [];
  const names = header.map((name) => name.toLowerCase());
  const columns = names.includes('timestamp') && names.includes('value') ? names : ['timestamp', 'value'];
  const [time, value] = [columns.indexOf('timestamp'), columns.indexOf('value')];
  const body = header.length > 0 ? rows.slice(1) : rows;
  return fill(
    body.map(({ record, info }) => ({
      minute: minuteOf(record[time] ?? '', info.lines),
      value: loadOf(record[value], info.lines),
    })),
  );
}

interface Row {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function parseRows(text: string): Row[] {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    });
    return rows as Row[];
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Neither a time nor a value in the first two columns. */
function isHeader(record: readonly string[] = []): boolean {
  const [time = '', value = ''] = record;
  return Number.isNaN(timeOf(time)) && Number.isNaN(Number(value));
}

/** The value of every minute: the mean of a minute's points, and a straight line between them. */
export function fill(points: readonly Point[]): Series {
  const byMinute = new Map<number, number[]>();
  for (const { minute, value } of points) byMinute.set(minute, [...(byMinute.get(minute) ?? []), value]);
  const known = [...byMinute]
    .map(([minute, values]) => ({ minute, value: values.reduce((sum, v) => sum + v, 0) / values.length }))
    .sort((a, b) => a.minute - b.minute);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || known.length < 2) {
    throw new UsageError('the trace has no two points in time');
  }
  const days = (last.minute - first.minute) / DAY_MINUTES;
  if (days > LONGEST_DAYS) {
    throw new UsageError(`the trace spans ${Math.round(days)} days, which is more than ${LONGEST_DAYS}`);
  }
  const loads = known.slice(0, -1).flatMap(({ minute, value }, i) => {
    const next = known[i + 1];
    const length = next.minute - minute;
    return Array.from({ length }, (_, k) => value + ((next.value - value) * k) / length);
  });
  return { start: first.minute * MINUTE_MS, loads: [...loads, last.value] };
}

/** Shard units that one of the unit a second fills. */
export function shardsAUnit(unit: Unit, recordBytes: number): number {
  if (unit === 'bytes') return Math.max(1 / SHARD_BYTES, 1 / recordBytes / SHARD_RECORDS);
  return unit === 'records' ? Math.max(1 / SHARD_RECORDS, recordBytes / SHARD_BYTES) : 1;
}

function minuteOf(text: string, line: number): number {
  const time = timeOf(text);
  if (!Number.isFinite(time)) {
    throw new UsageError(`line ${line}: the timestamp must be a date or seconds since 1970, got "${text}"`);
  }
  return Math.round(time / MINUTE_MS);
}

function timeOf(text: string): number {
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number * (number < MILLISECONDS_FROM ? 1000 : 1) : parseDate(text);
}

/** Milliseconds since 1970; a date without a time zone is taken as UTC, so that no machine reads it another way. */
export function parseDate(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  const hasTime = /T\d/.test(iso);
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso);
  return Date.parse(hasTime && !hasZone ? `${iso}Z` : iso);
}

function loadOf(text: string | undefined, line: number): number {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < 0) {
    throw new UsageError(`line ${line}: the value must be a number of at least 0, got "${text ?? ''}"`);
  }
  return value;
}
