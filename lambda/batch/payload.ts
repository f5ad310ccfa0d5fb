import { isUtf8 } from 'node:buffer';
import type { SchemaIssue, StandardSchemaV1 } from './standard-schema';

/** What the bytes of a record are. */
export type PayloadFormat = 'json' | 'text' | 'bytes';

/** Why a record could not become a payload. */
export interface InvalidReason {
  readonly kind: 'not-utf8' | 'not-json' | 'schema';
  /** What is wrong, in words that quote none of the data. */
  readonly message: string;
  /** What the schema said, empty for other kinds. Its messages may quote the data. */
  readonly issues: readonly SchemaIssue[];
}

export type Decoded<T> = { readonly payload: T } | { readonly invalid: InvalidReason };

/** Turns bytes into what `format` says, then lets `schema` judge and convert it. */
export async function decodePayload<T>(
  data: Buffer,
  format: PayloadFormat,
  schema: StandardSchemaV1<unknown, T> | undefined,
): Promise<Decoded<T>> {
  const decoded = decodeFormat(data, format);
  if ('invalid' in decoded || schema === undefined) return decoded as Decoded<T>;
  const result = await schema['~standard'].validate(decoded.payload);
  if (result.issues === undefined) return { payload: result.value };
  return { invalid: { kind: 'schema', message: describe(result.issues), issues: result.issues } };
}

function decodeFormat(data: Buffer, format: PayloadFormat): Decoded<unknown> {
  if (format === 'bytes') return { payload: data };
  if (!isUtf8(data)) return invalid('not-utf8', 'not UTF-8');
  const text = data.toString('utf8');
  if (format === 'text') return { payload: text };
  try {
    return { payload: JSON.parse(text) };
  } catch {
    // The parser's message quotes the text, which does not belong in a log.
    return invalid('not-json', 'not JSON');
  }
}

function invalid(kind: InvalidReason['kind'], message: string): { readonly invalid: InvalidReason } {
  return { invalid: { kind, message, issues: [] } };
}

/** Names the places, not the messages: some validators quote the value in them. */
function describe(issues: readonly SchemaIssue[]): string {
  const places = [...new Set(issues.map(place))];
  const shown = places.slice(0, 5).join(', ');
  return `does not match the schema at ${shown}${places.length > 5 ? ` and ${places.length - 5} more` : ''}`;
}

function place({ path = [] }: SchemaIssue): string {
  return `/${path.map((part) => String(typeof part === 'object' ? part.key : part)).join('/')}`;
}
