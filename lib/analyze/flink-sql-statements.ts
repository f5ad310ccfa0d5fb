import { openedBy, readTokens, type SqlPlaceholder, type SqlToken } from './flink-sql-tokens';

/** What is wrong with the SQL, and in which line. */
export class SqlProblem extends Error {
  constructor(
    public readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** One statement, without its semicolon. */
export interface SqlStatement {
  readonly keyword: string;
  readonly line: number;
  readonly tokens: readonly SqlToken[];
}

/** What may stand in the SQL of one job, beside INSERT and SET. */
const DEFINITIONS = ['CREATE', 'ALTER', 'DROP', 'USE', 'LOAD', 'UNLOAD'];

/** Splits the SQL at its semicolons. */
export function readStatements(sql: string): { statements: SqlStatement[]; placeholders: SqlPlaceholder[] } {
  const { tokens, placeholders } = readTokens(sql);
  const statements: SqlStatement[] = [];
  let current: SqlToken[] = [];
  for (const token of tokens) {
    if (token.kind === 'open')
      throw new SqlProblem(token.line, `the ${openedBy(token.text)} that begins here does not end`);
    if (token.kind !== 'end') {
      current.push(token);
      continue;
    }
    if (current.length > 0) statements.push(statementOf(current));
    current = [];
  }
  if (current.length > 0) {
    throw new SqlProblem(current[0].line, 'the statement that begins here does not end with a semicolon');
  }
  return { statements, placeholders };
}

/**
 * The statements that tables are named in, once all are known to be of kinds that make one job that runs by itself: definitions,
 * settings, and INSERT, alone or in one statement set.
 */
export function checkKinds(statements: readonly SqlStatement[]): SqlStatement[] {
  const kept: SqlStatement[] = [];
  let set: SqlStatement | undefined;
  for (const whole of statements) {
    const begins = set === undefined && isWords(whole.tokens, ['EXECUTE', 'STATEMENT', 'SET', 'BEGIN']);
    if (begins) set = whole;
    const statement = begins ? statementOf(whole.tokens.slice(4), whole) : whole;
    const { keyword, line } = statement;
    if (keyword === 'INSERT') kept.push(statement);
    else if (set !== undefined) {
      if (!isWords(statement.tokens, ['END']) || statement.tokens.length > 1) {
        throw new SqlProblem(line, 'a statement set takes only INSERT statements, and then END');
      }
      set = undefined;
    } else if (DEFINITIONS.includes(keyword)) {
      kept.push(checkDefinition(statement));
    } else if (keyword !== 'SET') {
      const allowed = [...DEFINITIONS, 'SET', 'INSERT', 'EXECUTE STATEMENT SET'].join(', ');
      throw new SqlProblem(line, `${keyword} cannot run here; what can: ${allowed}`);
    }
  }
  if (set !== undefined) throw new SqlProblem(set.line, 'the statement set that begins here has no END');
  if (!kept.some(({ keyword }) => keyword === 'INSERT')) {
    throw new SqlProblem(1, 'there is no INSERT statement, so nothing would run');
  }
  return kept;
}

/** Whether the tokens begin with these words. */
export function isWords(tokens: readonly SqlToken[], words: readonly string[]): boolean {
  return words.every((word, i) => isWord(tokens[i], word));
}

/** Whether the token is this word, and no name in quotes. */
export function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}

/** Whether a query begins at `i`, in parentheses or not. */
export function beginsQuery(tokens: readonly SqlToken[], i: number): boolean {
  const first = tokens.slice(i).find(({ text }) => text !== '(');
  return ['SELECT', 'WITH', 'VALUES'].some((word) => isWord(first, word));
}

function statementOf(tokens: readonly SqlToken[], whole?: SqlStatement): SqlStatement {
  const [first] = tokens;
  return {
    keyword: first?.kind === 'word' ? first.text.toUpperCase() : (first?.text ?? 'END'),
    line: first?.line ?? (whole as SqlStatement).line,
    tokens,
  };
}

function checkDefinition(statement: SqlStatement): SqlStatement {
  const { tokens, line, keyword } = statement;
  const makesTable = keyword === 'CREATE' && tokens.slice(0, 5).some((token) => isWord(token, 'TABLE'));
  const fromQuery = tokens.some((token, i) => isWord(token, 'AS') && beginsQuery(tokens, i + 1));
  if (makesTable && fromQuery) {
    throw new SqlProblem(line, 'a table made from a query is a job of its own: use CREATE TABLE and INSERT');
  }
  return statement;
}
