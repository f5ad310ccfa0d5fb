/** Takes partition keys from a JSON record: name and value, or `undefined` where one has no value. */
export interface Query {
  readonly keys: readonly string[];
  extract(record: unknown): Record<string, string | undefined>;
}

type Term = (record: unknown) => unknown;

const ENTRY = /^\s*"([A-Za-z0-9_-]+)"\s*:\s*(\([^()]*\)|[^,()]*?)\s*(,|$)/;
const PATH = /^(\.[A-Za-z_]\w*)+$/;
const TEXT = /^"[^"\\]*"$/;

/**
 * Reads the query of a `MetadataExtraction` processor, as far as this stand-in knows jq: an object whose values are paths
 * (`.address.country`), texts, or alternatives of them (`.country // "unknown"`). Throws on anything else.
 */
export function parseQuery(query: string): Query {
  const [, inside] = /^\s*\{(.*)\}\s*$/s.exec(query) ?? [];
  if (inside === undefined) throw new Error(`the query ${query} is no object of keys`);
  const entries = new Map<string, Term>();
  for (let rest = inside; ; ) {
    const [entry, key, value, end] = ENTRY.exec(rest) ?? [];
    if (entry === undefined || key === undefined || value === undefined) {
      throw new Error(`it does not know the jq ${rest.trim()}`);
    }
    entries.set(key, parseAlternatives(value));
    if (end !== ',') break;
    rest = rest.slice(entry.length);
  }
  return {
    keys: [...entries.keys()],
    extract: (record) =>
      Object.fromEntries([...entries].map(([key, term]) => [key, partitionText(term(record))])),
  };
}

/** The first that is neither null nor false, as in jq. */
function parseAlternatives(text: string): Term {
  const inside = text.startsWith('(') ? text.slice(1, -1) : text;
  const terms = inside.split('//').map((term) => parseTerm(term.trim()));
  return (record) => {
    const values = terms.map((term) => term(record) ?? null);
    return values.find((value) => value !== null && value !== false) ?? values.at(-1);
  };
}

function parseTerm(text: string): Term {
  if (TEXT.test(text)) return () => text.slice(1, -1);
  if (!PATH.test(text)) throw new Error(`it does not know the jq ${text}`);
  const names = text.slice(1).split('.');
  return (record) => names.reduce((value, name) => field(value, name), record);
}

function field(value: unknown, name: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Error(`cannot look for ${name} in a value`);
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** A folder has to have a name: an empty one, an object and a list are none. */
function partitionText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '' || typeof value === 'object') return undefined;
  return String(value);
}
