import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CsvError, parse as parseCsv } from 'csv-parse/sync';
import { Flight } from '../../examples/streaming-etl/flight';
import { FLIGHTS } from './paths';

/** The records cannot be sent; the message says in which file and line, and why. */
export class InputError extends Error {}

/** The flights to send, all of them checked: those of `file`, or of the data set; the first `count` of them. */
export function readFlights(file: string | undefined, count: number | undefined): Flight[] {
  const flights =
    file === undefined
      ? (JSON.parse(readFileSync(FLIGHTS, 'utf8')) as Flight[])
      : parseFlights(file, readText(file));
  return count === undefined
    ? flights
    : Array.from({ length: count }, (_, i) => flights[i % flights.length]!);
}

/** Reads flights from CSV with a header line or from NDJSON, whichever it is. Blank lines are skipped. */
export function parseFlights(file: string, text: string): Flight[] {
  const isJson = text.trimStart().startsWith('{');
  if (text.trimStart().startsWith('[')) {
    throw new InputError(`${file}:1: this is a JSON array; one JSON object a line is expected`);
  }
  const rows = isJson ? ndjsonRows(file, text) : csvRows(file, text);
  if (rows.length === 0) throw new InputError(`${file} holds no records`);
  return rows.map(({ line, value }) => {
    const result = Flight.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const [field] = issue?.path ?? [];
    const reason = `${String(field ?? 'record')}: ${issue?.message}, got ${show(value, field)}`;
    throw new InputError(`${file}:${line}: ${reason}`);
  });
}

/** The value that is wrong, short enough for a line. */
function show(value: unknown, field: PropertyKey | undefined): string {
  const wrong = field === undefined ? value : (value as Record<PropertyKey, unknown>)[field];
  return (JSON.stringify(wrong) ?? 'nothing').slice(0, 60);
}

interface Row {
  readonly line: number;
  readonly value: unknown;
}

function ndjsonRows(file: string, text: string): Row[] {
  const lines = text.split('\n').map((content, index) => ({ content, line: index + 1 }));
  return lines
    .filter(({ content }) => content.trim() !== '')
    .map(({ content, line }) => {
      try {
        return { line, value: JSON.parse(content) };
      } catch (error) {
        throw new InputError(`${file}:${line}: not JSON: ${(error as Error).message}`);
      }
    });
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function csvRows(file: string, text: string): Row[] {
  try {
    const options = { columns: true, info: true, trim: true, skip_empty_lines: true } as const;
    const rows = parseCsv(text, options) as unknown as CsvRow[];
    return rows.map(({ record, info }) => ({ line: info.lines, value: withNumbers(record) }));
  } catch (error) {
    const { lines, message } = error as CsvError;
    throw new InputError(`${file}:${lines}: ${message}`);
  }
}

/** CSV has no numbers. What is not one stays text, for the schema to refuse. */
function withNumbers(row: Readonly<Record<string, string>>): Record<string, unknown> {
  const number = (text: string | undefined): unknown =>
    text === undefined || text === '' || Number.isNaN(Number(text)) ? text : Number(text);
  return { ...row, delay: number(row.delay), distance: number(row.distance) };
}

function readText(file: string): string {
  try {
    // npm runs commands in the package's folder, and says where it was called.
    const path = resolve(process.env.INIT_CWD ?? '.', file);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError(`${file}: no such file`);
    throw new InputError(
      `${file}: ${code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'not UTF-8 text' : message}`,
    );
  }
}
