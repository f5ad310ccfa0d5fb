import type { RedriveRequest, RedriveSource, RedriveTargetKind } from './contract';
import { decodePosition, type Position, startOf } from './position';

/** A request that cannot be meant. */
export class InvalidRequestError extends Error {
  constructor(field: string, expected: string, got: unknown) {
    super(`${field} must be ${expected}, got ${JSON.stringify(got) ?? String(got)}`);
    this.name = 'InvalidRequestError';
  }
}

/** A request, checked. */
export interface Plan {
  readonly dryRun: boolean;
  /** Milliseconds since 1970, the first included and the last not. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly strictOrder: boolean;
  /** What to look at, in order. */
  readonly sources: readonly RedriveSource[];
  /** Where to begin in the first source. */
  readonly start: Position | undefined;
  readonly messages: readonly unknown[] | undefined;
}

const FIELDS = new Set<keyof RedriveRequest>([
  'dryRun',
  'from',
  'to',
  'mapping',
  'function',
  'limit',
  'strictOrder',
  'next',
  'messages',
]);

const MAX_MESSAGES = 1000;

/** Fails on the first field that cannot be meant; one that is misspelt must not widen what is redriven. */
export function planOf(event: unknown, sources: readonly RedriveSource[], target: RedriveTargetKind): Plan {
  if (event !== undefined && (typeof event !== 'object' || event === null || Array.isArray(event))) {
    throw new InvalidRequestError('the request', 'an object such as {"dryRun":true}', event);
  }
  const request = (event ?? {}) as RedriveRequest;
  for (const field of Object.keys(request)) {
    if (!FIELDS.has(field as keyof RedriveRequest)) {
      throw new InvalidRequestError('each field', `one of ${[...FIELDS].join(', ')}`, field);
    }
  }
  const chosen = chosenSources(request, sources);
  const next = nextIn(request.next, chosen);
  return {
    dryRun: flag('dryRun', request.dryRun) ?? true,
    ...timesOf(request),
    limit: limitOf(request.limit),
    strictOrder: flag('strictOrder', request.strictOrder) ?? target === 'stream',
    sources: next === undefined ? chosen : chosen.slice(next.place),
    start: next?.position,
    messages: messagesOf(request),
  };
}

function flag(field: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InvalidRequestError(field, 'true or false', value);
}

function text(field: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new InvalidRequestError(field, 'text', value);
}

function timesOf(request: RedriveRequest): { from: number; to: number } {
  const from = timeOf('from', request.from) ?? Number.NEGATIVE_INFINITY;
  const to = timeOf('to', request.to) ?? Number.POSITIVE_INFINITY;
  if (from >= to) throw new InvalidRequestError('to', `later than from (${request.from})`, request.to);
  return { from, to };
}

/** A time without an offset is refused, since where the function runs is not where its operator is. */
function timeOf(field: string, value: unknown): number | undefined {
  const given = text(field, value);
  if (given === undefined) return undefined;
  const time = Date.parse(given);
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(given) || Number.isNaN(time)) {
    throw new InvalidRequestError(field, 'a time with its offset, such as 2026-03-01T00:00:00Z', value);
  }
  return time;
}

function limitOf(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(value) && (value as number) >= 1) return value as number;
  throw new InvalidRequestError('limit', 'a whole number of at least 1', value);
}

function chosenSources(request: RedriveRequest, sources: readonly RedriveSource[]): RedriveSource[] {
  const mapping = text('mapping', request.mapping);
  const name = text('function', request.function);
  const ofMapping = sources.filter((source) => mapping === undefined || source.mapping === mapping);
  if (ofMapping.length === 0) {
    const known = sources.map((source) => source.mapping).join(', ');
    throw new InvalidRequestError('mapping', `one of ${known}`, mapping);
  }
  const chosen = ofMapping.filter(({ functionArn }) => name === undefined || isNamed(functionArn, name));
  if (chosen.length === 0) {
    const known = [...new Set(ofMapping.map((source) => source.functionArn))].join(', ');
    throw new InvalidRequestError('function', `the name or ARN of one of ${known}`, name);
  }
  return chosen;
}

function isNamed(functionArn: string, name: string): boolean {
  return functionArn === name || functionArn.split(':')[6] === name;
}

function nextIn(
  value: unknown,
  sources: readonly RedriveSource[],
): { place: number; position: Position } | undefined {
  const given = text('next', value);
  if (given === undefined) return undefined;
  const position = decodePosition(given);
  const place = sources.findIndex((source) => position?.after.startsWith(startOf(source)));
  if (position === undefined || place < 0) {
    throw new InvalidRequestError('next', '"next" of an answer to a request with the same filters', value);
  }
  return { place, position };
}

function messagesOf(request: RedriveRequest): readonly unknown[] | undefined {
  const { messages, next, from, to } = request;
  if (messages === undefined) return undefined;
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > MAX_MESSAGES) {
    throw new InvalidRequestError('messages', `a list of 1 to ${MAX_MESSAGES}`, sizeOf(messages));
  }
  for (const [field, given] of Object.entries({ next, from, to })) {
    if (given !== undefined) throw new InvalidRequestError(field, 'left out with messages', given);
  }
  return messages;
}

function sizeOf(messages: unknown): unknown {
  return Array.isArray(messages) ? messages.length : messages;
}
