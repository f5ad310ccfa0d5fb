import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { type FlinkColumn, quoteName } from './flink-column';

/** A table before it is written in SQL. */
export interface TablePlan {
  readonly name: string;
  readonly columns: { readonly [name: string]: FlinkColumn };
  /** Column that tells the time of an event, and by how many seconds events may come late. */
  readonly watermark?: { readonly column: string; readonly delaySeconds: number };
  readonly partitionedBy: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

/** The statement that makes the table known to Flink. */
export function createTable(scope: IConstruct, plan: TablePlan): string {
  const { name, watermark, partitionedBy } = plan;
  const lines = Object.entries(plan.columns).map(
    ([column, type]) => `${quoteName(column)} ${type._render(scope, `tables.${name}.columns.${column}`)}`,
  );
  if (watermark !== undefined) {
    const column = quoteName(watermark.column);
    lines.push(`WATERMARK FOR ${column} AS ${column} - INTERVAL ${intervalOf(watermark.delaySeconds)}`);
  }
  const options = Object.entries(plan.options).map(
    ([key, value]) => `${quoteText(key)} = ${quoteText(value)}`,
  );
  const partitions =
    partitionedBy.length === 0 ? '' : ` PARTITIONED BY (${partitionedBy.map(quoteName).join(', ')})`;
  return `CREATE TABLE ${quoteName(name)} (${indent(lines)})${partitions} WITH (${indent(options)});\n`;
}

/** A setting of the whole job. */
export function setOption(key: string, value: string): string {
  return `SET ${quoteText(key)} = ${quoteText(value)};\n`;
}

/** Fails on columns that are none, or that the table could not have. */
export function checkColumns(
  scope: IConstruct,
  name: string,
  columns: { readonly [name: string]: FlinkColumn },
  kind: 'source' | 'sink',
): void {
  const setting = `tables.${name}.columns`;
  const entries = Object.entries(columns);
  if (entries.length === 0) throw new InvalidSettingError(scope, setting, 'at least one', 'none');
  // JavaScript puts such names first, whatever their place; in CSV the place is what counts.
  const number = entries.find(([column]) => /^\d+$/.test(column));
  if (number !== undefined) throw new InvalidSettingError(scope, setting, 'names, not numbers', number[0]);
  const computed = entries.find(([, column]) => column._computed);
  if (kind === 'sink' && computed !== undefined) {
    throw new InvalidSettingError(
      scope,
      `${setting}.${computed[0]}`,
      'a type, for a sink',
      'a computed column',
    );
  }
}

/** Names of the columns that are fields of the records; the others are computed. */
export function inRecord(columns: { readonly [name: string]: FlinkColumn }): string[] {
  return Object.keys(columns).filter((column) => !columns[column]._computed);
}

/** Fails unless each is a column of the table, and named once. */
export function checkPartitions(
  scope: IConstruct,
  name: string,
  columns: { readonly [name: string]: FlinkColumn },
  partitionedBy: readonly string[],
): void {
  const setting = `tables.${name}.partitionedBy`;
  const missing = partitionedBy.find((column) => !Object.hasOwn(columns, column));
  if (missing !== undefined) {
    const expected = `columns of the table: ${Object.keys(columns).join(', ')}`;
    throw new InvalidSettingError(scope, setting, expected, missing);
  }
  const again = partitionedBy.find((column, i) => partitionedBy.indexOf(column) !== i);
  if (again !== undefined) throw new InvalidSettingError(scope, setting, 'each column once', again);
}

/** Flink takes two digits of a single unit; what is longer is told in all of them. */
function intervalOf(seconds: number): string {
  if (seconds < 100) return `'${seconds}' SECOND`;
  const time = new Date(seconds * 1000).toISOString().slice(11, 19);
  return `'${Math.floor(seconds / 86_400)} ${time}' DAY TO SECOND`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function indent(lines: readonly string[]): string {
  return `\n${lines.map((line) => `  ${line}`).join(',\n')}\n`;
}
