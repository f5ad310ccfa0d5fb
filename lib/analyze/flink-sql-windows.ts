import type { SqlStatement } from './flink-sql-statements';
import { isWord } from './flink-sql-statements';
import { isName } from './flink-sql-tables';
import type { SqlToken } from './flink-sql-tokens';

/** A window over a table, or over whichever table of the statement has the column. */
export interface WindowUse {
  readonly table?: string;
  /** Unset where the window is over a query, or a table by a name in several parts: that is left to Flink. */
  readonly column?: string;
  readonly line: number;
}

const WINDOWS = ['TUMBLE', 'HOP', 'CUMULATE', 'SESSION'];

/**
 * The windows over time: those over a whole table, such as `TUMBLE(TABLE trades, DESCRIPTOR(event_time), …)`, and the older ones
 * of GROUP BY, such as `TUMBLE(event_time, …)`.
 */
export function windowsIn({ tokens }: SqlStatement): WindowUse[] {
  return tokens.flatMap((token, i) => {
    const opens = WINDOWS.some((name) => isWord(token, name)) && tokens[i + 1]?.text === '(';
    return opens ? [{ line: token.line, ...windowOf(inParentheses(tokens, i + 1)) }] : [];
  });
}

function windowOf(inside: readonly SqlToken[]): Partial<WindowUse> {
  const table = inside.findIndex((token) => isWord(token, 'TABLE'));
  if (table >= 0) {
    const descriptor = inside.findIndex((token) => isWord(token, 'DESCRIPTOR'));
    const [name, column] = [inside[table + 1], inside[descriptor + 2]];
    if (descriptor < 0 || !isName(name) || !isName(column) || inside[table + 2]?.text === '.') return {};
    return { table: name.text, column: column.text, line: name.line };
  }
  const [column, next] = inside;
  // The table of `t.event_time` is not looked for.
  return isName(column) && next?.text !== '.' ? { column: column.text, line: column.line } : {};
}

/** What is between the parenthesis at `open` and the one that closes it. */
function inParentheses(tokens: readonly SqlToken[], open: number): SqlToken[] {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i].kind !== 'symbol') continue;
    if (tokens[i].text === '(') depth += 1;
    if (tokens[i].text === ')') depth -= 1;
    if (depth === 0) return tokens.slice(open + 1, i);
  }
  return tokens.slice(open + 1);
}
