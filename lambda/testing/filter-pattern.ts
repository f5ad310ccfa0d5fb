import { isUtf8 } from 'node:buffer';

/** A filter of an event source mapping, as the object its JSON text stands for. */
export interface FilterPattern {
  /** What the JSON object in the record's data must have: each leaf is a list of values and rules, any of which will do. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * What tells whether a record passes `filters`; without filters each does.
 *
 * A record passes when it matches one filter. Filters look at `data` alone. Data that are not JSON match no pattern on
 * data, so the record is dropped; neither function nor failure destination see it.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
 */
export function parseFilters(filters: readonly FilterPattern[] | undefined): (data: Buffer) => boolean {
  if (filters === undefined) return () => true;
  // Five by default, ten with a raised quota.
  if (filters.length < 1 || filters.length > 10) {
    throw new RangeError(`filters must be 1 to 10 patterns, got ${filters.length}`);
  }
  const patterns = filters.map((filter) => {
    const other = Object.keys(filter).find((key) => key !== 'data');
    if (other !== undefined) throw new TypeError(`a Kinesis filter looks at data alone, got ${other}`);
    if (filter.data === undefined) return () => true;
    if (!isObject(filter.data)) throw new TypeError('the pattern on data must be an object');
    return matcherOf(filter.data, 'data');
  });
  return (data) => {
    const value = parseJson(data);
    return patterns.some((matches) => matches(value));
  };
}

type Matcher = (value: unknown) => boolean;

/** Stands for data that are no JSON: unlike any JSON value, and without fields. */
const NOT_JSON = Symbol('not JSON');

function parseJson(data: Buffer): unknown {
  if (!isUtf8(data)) return NOT_JSON;
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return NOT_JSON;
  }
}

function matcherOf(pattern: unknown, path: string): Matcher {
  if (Array.isArray(pattern)) {
    const rules = pattern.map((rule) => ruleOf(rule, path));
    return (value) =>
      // A list in the data matches when one of its items does.
      rules.some((rule) => (Array.isArray(value) ? value.some((item) => rule(item)) : rule(value)));
  }
  if (!isObject(pattern))
    throw new TypeError(`${path} must be a list of values and rules, got ${String(pattern)}`);
  const { $or: alternatives, ...fields } = pattern;
  const matchers = Object.entries(fields).map(([field, inner]): Matcher => {
    const matches = matcherOf(inner, `${path}.${field}`);
    return (value) => matches(isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined);
  });
  if (alternatives !== undefined) {
    if (!Array.isArray(alternatives)) throw new TypeError(`${path}.$or must be a list of patterns`);
    const either = alternatives.map((alternative) => matcherOf(alternative, path));
    matchers.push((value) => either.some((matches) => matches(value)));
  }
  return (value) => value !== NOT_JSON && matchers.every((matches) => matches(value));
}

const RULES: Record<string, (argument: unknown, path: string) => Matcher> = {
  exists: (argument, path) => {
    if (typeof argument !== 'boolean') throw misused(path, 'exists', 'true or false', argument);
    return (value) => (value !== undefined) === argument;
  },
  prefix: textRule('prefix', (value, text) => value.startsWith(text)),
  suffix: textRule('suffix', (value, text) => value.endsWith(text)),
  'equals-ignore-case': textRule(
    'equals-ignore-case',
    (value, text) => value.toLowerCase() === text.toLowerCase(),
  ),
  'anything-but': anythingButRule,
  numeric: numericRule,
};

function ruleOf(rule: unknown, path: string): Matcher {
  if (!isObject(rule)) return (value) => value === rule;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(rule);
  const make = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (make === undefined || more.length > 0) {
    throw new TypeError(
      `${path}: this model knows the rules ${Object.keys(RULES).join(', ')}, got ${JSON.stringify(rule)}`,
    );
  }
  return make(argument, path);
}

function textRule(name: string, compare: (value: string, text: string) => boolean) {
  return (argument: unknown, path: string): Matcher => {
    if (typeof argument !== 'string') throw misused(path, name, 'text', argument);
    return (value) => typeof value === 'string' && compare(value, argument);
  };
}

/** EventBridge also takes a rule here, such as a prefix; Lambda documents none. */
function anythingButRule(argument: unknown, path: string): Matcher {
  const refused: unknown[] = Array.isArray(argument) ? argument : [argument];
  const isOfType = (type: string): boolean => refused.every((item) => typeof item === type);
  if (refused.length === 0 || !(isOfType('string') || isOfType('number'))) {
    throw misused(path, 'anything-but', 'text, a number, or a list of only texts or only numbers', argument);
  }
  return (value) => value !== undefined && !refused.includes(value);
}

const COMPARE: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numericRule(argument: unknown, path: string): Matcher {
  const parts: unknown[] = Array.isArray(argument) ? argument : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const compare = COMPARE[String(parts[at])];
    const bound = parts[at + 1];
    if (compare === undefined || typeof bound !== 'number') break;
    tests.push((value) => compare(value, bound));
  }
  if (tests.length === 0 || tests.length * 2 !== parts.length) {
    throw misused(path, 'numeric', 'a list such as [">", 0, "<=", 5]', argument);
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function misused(path: string, rule: string, expected: string, argument: unknown): TypeError {
  return new TypeError(`${path}: ${rule} must be ${expected}, got ${JSON.stringify(argument)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
