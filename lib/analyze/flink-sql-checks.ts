import { checkKinds, isWord, readStatements, SqlProblem, type SqlStatement } from './flink-sql-statements';
import { type TableReference, tablesIn } from './flink-sql-tables';
import { type WindowUse, windowsIn } from './flink-sql-windows';

/** What is known of a table of the application. */
export interface KnownTable {
  /** A table of the application, or one that its SQL makes. */
  readonly kind: 'source' | 'sink' | 'own';
  /** Columns that windows may go by. */
  readonly times: readonly string[];
  readonly columns: readonly string[];
}

export interface SqlSurroundings {
  readonly tables: Readonly<Record<string, KnownTable>>;
  /** Keys that are filled in. */
  readonly keys: readonly string[];
}

/** What the SQL turned out to be. */
export interface SqlFindings {
  /** Tables that are given and that no statement names. */
  readonly unused: string[];
  /** Whether something goes by windows. */
  readonly hasWindows: boolean;
}

/**
 * Fails on what is wrong with the SQL as far as can be told without Flink: what does not end, cannot run, or names a table, a
 * time or a key that is not there.
 */
export function checkSql(sql: string, { tables, keys }: SqlSurroundings): SqlFindings {
  const { statements, placeholders } = readStatements(sql);
  for (const { text, key, line } of placeholders) {
    if (key === undefined) throw new SqlProblem(line, `expected \${key}, got ${text}`);
    if (keys.includes(key)) continue;
    throw new SqlProblem(line, `there is no property ${key}; there are: ${keys.join(', ') || 'none'}`);
  }
  const kept = checkKinds(statements);
  const known = new Map(Object.entries(tables));
  const named = new Set<string>();
  // With another catalog or database in use, what names mean is left to Flink; INSERT runs after USE, wherever that stands.
  const elsewhere = kept.some(({ keyword, tokens }) => keyword === 'USE' && !isWord(tokens[1], 'MODULES'));
  let hasWindows = false;
  for (const statement of kept) {
    const windows = windowsIn(statement);
    hasWindows = hasWindows || windows.length > 0;
    if (elsewhere) continue;
    const references = tablesIn(statement);
    for (const reference of references) {
      named.add(reference.name);
      if (reference.use === 'defined') define(reference, statement, Object.keys(tables), known);
      else checkReference(reference, known);
    }
    for (const window of windows) checkWindow(window, statement, references, known);
  }
  const unused = elsewhere ? [] : Object.keys(tables).filter((name) => !named.has(name));
  return { unused, hasWindows };
}

/** Takes in a table or a view of the SQL itself, of which no more than a watermark is looked for: the rest is left to Flink. */
function define(
  { name, line }: TableReference,
  { tokens }: SqlStatement,
  given: readonly string[],
  known: Map<string, KnownTable>,
): void {
  if (given.includes(name)) throw new SqlProblem(line, `${name} is one of tables already`);
  const mayHaveTime = ['VIEW', 'WATERMARK', 'PROCTIME', 'LIKE'].some((word) =>
    tokens.some((token) => isWord(token, word)),
  );
  known.set(name, mayHaveTime ? LEFT_TO_FLINK : { kind: 'own', times: [], columns: [] });
}

const LEFT_TO_FLINK: KnownTable = { kind: 'own', times: ['*'], columns: [] };

function checkReference({ name, line, use }: TableReference, known: Map<string, KnownTable>): void {
  const table = known.get(name);
  if (table === undefined) {
    const names = [...known.keys()].join(', ') || 'none';
    throw new SqlProblem(line, `there is no table ${name}; there are: ${names}`);
  }
  if (use === 'read' && table.kind === 'sink') throw new SqlProblem(line, `${name} is written to, not read`);
  if (use === 'written' && table.kind === 'source') {
    throw new SqlProblem(line, `${name} is read, not written to`);
  }
}

/** Fails on a window over a column that is no time: Flink would, or would never give a result. */
function checkWindow(
  { table, column, line }: WindowUse,
  { tokens }: SqlStatement,
  references: readonly TableReference[],
  known: Map<string, KnownTable>,
): void {
  if (column === undefined) return;
  // A query within the statement may give the column.
  if (table === undefined && tokens.filter((token) => isWord(token, 'SELECT')).length > 1) return;
  const read = references.flatMap(({ name, use }) => (use === 'read' ? [name] : []));
  const owners = (table === undefined ? read : [table]).map((name) => ({
    name,
    ...(known.get(name) ?? LEFT_TO_FLINK),
  }));
  if (owners.some(({ times }) => times.includes('*') || times.includes(column))) return;
  const owner = owners.find(({ columns }) => table !== undefined || columns.includes(column));
  if (owner === undefined) return;
  const { name, times } = owner;
  const reason =
    times.length === 0
      ? `${name} has no watermark: give it an eventTime`
      : `the time of ${name} is ${times.join(', ')}`;
  throw new SqlProblem(line, `a window cannot go by ${column}: ${reason}`);
}
