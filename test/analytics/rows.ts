import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Rows in an order of their own, each as JSON with its fields in the order of their names. */
export type Rows = readonly string[];

/** Rows from text that has one as JSON in each line. */
export function rows(lines: string): Rows {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).sort())))
    .sort();
}

/** The rows of all files of a folder. */
export function rowsIn(folder: string): Rows {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return rows(files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n'));
}

/** Fails with the rows that are missing and those that should not be there. */
export function expectRows(actual: Rows, expected: Rows, what: string): void {
  const missing = without(expected, actual).map((row) => `  missing   ${row}`);
  const surplus = without(actual, expected).map((row) => `  not asked ${row}`);
  if (missing.length + surplus.length > 0)
    throw new Error([`${what} differs:`, ...missing, ...surplus].join('\n'));
}

/** The rows of the first list that the second does not have, each as often as it is missing there. */
function without(list: Rows, other: Rows): string[] {
  const left = [...other];
  return list.filter((row) => {
    const found = left.indexOf(row);
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
}
