/** A piece of SQL, and the line it begins in. */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol' | 'end' | 'open';
  /** Of a name, what is between its quotes. */
  readonly text: string;
  readonly line: number;
}

/** A key that is to be filled in, `${key}`, and the line it stands in. */
export interface SqlPlaceholder {
  readonly text: string;
  readonly key?: string;
  readonly line: number;
}

/** A hint, `/*+`, is no comment: Flink acts on it. */
const TOKEN = new RegExp(
  [
    /(?<blank>\s+|--[^\n]*|\/\/[^\n]*|\/\*(?!\+)[\s\S]*?\*\/)/,
    /(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")/,
    /(?<name>`(?:[^`]|``)*`)/,
    /(?<placeholder>\$\{[^}\n;'"`]*\}?)/,
    /(?<number>\d+(?:\.\d+)?)/,
    /(?<word>\w+)/,
    /(?<end>;)/,
    /(?<open>\/\*(?!\+)|['"`])/,
    /(?<symbol>[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

const OPEN: Readonly<Record<string, string>> = {
  '/*': 'comment',
  "'": 'string',
  '"': 'string',
  '`': 'quoted name',
};

/** The SQL in pieces, without blanks and comments, with the keys that are to be filled in, inside of texts too. */
export function readTokens(sql: string): { tokens: SqlToken[]; placeholders: SqlPlaceholder[] } {
  const tokens: SqlToken[] = [];
  const placeholders: SqlPlaceholder[] = [];
  let line = 1;
  for (const { 0: part, groups = {} } of sql.matchAll(TOKEN)) {
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'symbol';
    if (kind !== 'blank') placeholders.push(...placeholdersOf(part, line));
    if (kind === 'name') tokens.push({ kind, text: part.slice(1, -1).replaceAll('``', '`'), line });
    // What is filled in is a name, a value or a part of either: for the checks it is a name that is not known here.
    else if (kind === 'placeholder') tokens.push({ kind: 'text', text: part, line });
    else if (kind !== 'blank') tokens.push({ kind: kind as SqlToken['kind'], text: part, line });
    line += part.split('\n').length - 1;
  }
  return { tokens, placeholders };
}

/** What begins with this and does not end, in words. */
export function openedBy(text: string): string {
  return OPEN[text];
}

function placeholdersOf(part: string, from: number): SqlPlaceholder[] {
  return [...part.matchAll(/\$\{([^}\n]*)(\}?)/g)].map((match) => ({
    text: match[0],
    key: match[1] !== '' && match[2] !== '' ? match[1] : undefined,
    line: from + part.slice(0, match.index).split('\n').length - 1,
  }));
}
