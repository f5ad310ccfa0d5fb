import { beginsQuery, isWord, isWords, type SqlStatement } from './flink-sql-statements';
import type { SqlToken } from './flink-sql-tokens';

/** A table that a statement names, and how. */
export interface TableReference {
  readonly name: string;
  readonly line: number;
  readonly use: 'read' | 'written' | 'defined';
}

/** Functions whose arguments have a FROM that is none of a table. */
const FROM_INSIDE = ['EXTRACT', 'TRIM', 'SUBSTRING', 'OVERLAY', 'POSITION', 'CEIL', 'FLOOR'];

/** What ends the list of tables after FROM, at the same depth of parentheses. */
const AFTER_FROM = [
  ...['WHERE', 'GROUP', 'HAVING', 'ORDER', 'WINDOW', 'LIMIT', 'OFFSET', 'FETCH', 'ON', 'USING'],
  ...['UNION', 'INTERSECT', 'EXCEPT', 'SELECT', 'QUALIFY', 'PARTITION'],
];

/** The tables that a statement names. Names in several parts, of other catalogs, are left to Flink. */
export function tablesIn({ tokens, keyword }: SqlStatement): TableReference[] {
  if (keyword === 'CREATE') {
    const defined = definedBy(tokens);
    const isView = tokens.slice(0, 4).some((token) => isWord(token, 'VIEW'));
    return [...defined, ...(isView ? readIn(tokens) : [])];
  }
  if (keyword !== 'INSERT') return [];
  const into = tokens.findIndex((token) => isWord(token, 'INTO') || isWord(token, 'OVERWRITE'));
  return [...nameAt(tokens, into + 1, 'written'), ...readIn(tokens)];
}

/** The table or the view that a CREATE makes. */
function definedBy(tokens: readonly SqlToken[]): TableReference[] {
  const kind = tokens.findIndex((token) => isWord(token, 'TABLE') || isWord(token, 'VIEW'));
  if (kind < 0 || kind > 4) return [];
  const condition = isWords(tokens.slice(kind + 1), ['IF', 'NOT', 'EXISTS']) ? 3 : 0;
  return nameAt(tokens, kind + 1 + condition, 'defined');
}

function readIn(tokens: readonly SqlToken[]): TableReference[] {
  const found: TableReference[] = [];
  const own = namesOfQueries(tokens);
  // Of each open parenthesis, whether it holds a FROM of a function, and whether the tables of a FROM go on.
  const depths = [{ inFunction: false, inFrom: false }];
  tokens.forEach((token, i) => {
    const depth = depths[depths.length - 1];
    if (token.text === '(' && token.kind === 'symbol') {
      const inFunction = FROM_INSIDE.some((name) => isWord(tokens[i - 1], name));
      depths.push({ inFunction, inFrom: false });
    } else if (token.text === ')' && token.kind === 'symbol' && depths.length > 1) depths.pop();
    else if (AFTER_FROM.some((word) => isWord(token, word))) depth.inFrom = false;
    else if (opensTable(tokens, i, depth)) {
      depth.inFrom = depth.inFrom || isWord(token, 'FROM');
      found.push(...nameAt(tokens, i + 1, 'read'));
    }
  });
  return found.filter(({ name }) => !own.has(name));
}

/** Whether a table is named next: after FROM, JOIN, the TABLE of a window, or a comma between tables. */
function opensTable(
  tokens: readonly SqlToken[],
  i: number,
  { inFunction, inFrom }: { readonly inFunction: boolean; readonly inFrom: boolean },
): boolean {
  const token = tokens[i];
  if (isWord(token, 'FROM')) return !inFunction && !isWord(tokens[i - 1], 'DISTINCT');
  if (isWord(token, 'TABLE')) return tokens[i - 1]?.text === '(' || isArgument(tokens, i);
  return isWord(token, 'JOIN') || (inFrom && token.kind === 'symbol' && token.text === ',');
}

/** Whether it is a named argument, as in `DATA => TABLE trades`. */
function isArgument(tokens: readonly SqlToken[], i: number): boolean {
  return tokens[i - 1]?.text === '>' && tokens[i - 2]?.text === '=';
}

/** Names that stand for queries within the statement: `WITH a AS (…), b (x, y) AS (…)`. */
function namesOfQueries(tokens: readonly SqlToken[]): Set<string> {
  const names = tokens.flatMap((token, i) => {
    const hasColumns = tokens[i + 1]?.text === '(';
    const as = hasColumns ? tokens.findIndex(({ text }, j) => j > i && text === ')') + 1 : i + 1;
    const isQuery = isWord(tokens[as], 'AS') && tokens[as + 1]?.text === '(' && beginsQuery(tokens, as + 1);
    const introduced = isWord(tokens[i - 1], 'WITH') || tokens[i - 1]?.text === ',';
    return isQuery && introduced && isName(token) ? [token.text] : [];
  });
  return new Set(names);
}

/** Words after FROM, JOIN or a comma that are no tables. */
const NO_TABLES = ['LATERAL', 'TABLE', 'UNNEST', 'VALUES', 'SELECT'];

function nameAt(tokens: readonly SqlToken[], i: number, use: TableReference['use']): TableReference[] {
  const token = tokens[i];
  if (!isName(token) || NO_TABLES.some((word) => isWord(token, word))) return [];
  const next = tokens[i + 1]?.text;
  // A part of a longer name, or a function. What is written to may be followed by its columns.
  if (next === '.' || (next === '(' && use === 'read')) return [];
  return [{ name: token.text, line: token.line, use }];
}

export function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'name';
}
