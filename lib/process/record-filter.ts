import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** What a field of a record has to be for a `RecordFilter` to let the record through. */
export class FieldRule {
  /** One of these texts. */
  public static anyOf(...texts: string[]): FieldRule {
    return new FieldRule(texts);
  }

  /** One of these numbers. */
  public static anyOfNumbers(...numbers: number[]): FieldRule {
    return new FieldRule(numbers.map((number) => ({ numeric: ['=', number] })));
  }

  /** True. */
  public static isTrue(): FieldRule {
    return new FieldRule([true]);
  }

  /** False. */
  public static isFalse(): FieldRule {
    return new FieldRule([false]);
  }

  /** None of these texts. */
  public static noneOf(...texts: string[]): FieldRule {
    return new FieldRule(texts.length === 0 ? [] : [{ 'anything-but': texts }]);
  }

  /** A text that begins with one of these. */
  public static startsWith(...prefixes: string[]): FieldRule {
    return new FieldRule(prefixes.map((prefix) => ({ prefix })));
  }

  /** A text that ends with one of these. */
  public static endsWith(...suffixes: string[]): FieldRule {
    return new FieldRule(suffixes.map((suffix) => ({ suffix })));
  }

  /** A number from `low` to `high`, both included. */
  public static between(low: number, high: number): FieldRule {
    return new FieldRule([{ numeric: ['>=', low, '<=', high] }]);
  }

  /** A number greater than `number`. */
  public static above(number: number): FieldRule {
    return new FieldRule([{ numeric: ['>', number] }]);
  }

  /** A number smaller than `number`. */
  public static below(number: number): FieldRule {
    return new FieldRule([{ numeric: ['<', number] }]);
  }

  /** Any value at all. */
  public static exists(): FieldRule {
    return new FieldRule([{ exists: true }]);
  }

  /** Absent. */
  public static missing(): FieldRule {
    return new FieldRule([{ exists: false }]);
  }

  private constructor(
    /** The alternatives, as Lambda writes them. @internal */
    public readonly _alternatives: readonly unknown[],
  ) {}
}

/**
 * Which records reach the function: those in which every given field obeys its rule. Of several filters one is enough.
 *
 * Lambda filters by the data of a record alone, read as JSON. It drops, as if processed, a record that does not match or is
 * not JSON. Into a record that the Kinesis Producer Library aggregated it looks only when it reads through an enhanced
 * fan-out consumer.
 *
 * @example
 * const largeOrders = RecordFilter.where('order.type', FieldRule.anyOf('buy'))
 *   .andWhere('order.quantity', FieldRule.above(1000));
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
 */
export class RecordFilter {
  /** Records whose field `path`, its names separated by dots, obeys `rule`. */
  public static where(path: string, rule: FieldRule): RecordFilter {
    return new RecordFilter([[path, rule]]);
  }

  /**
   * A filter in Lambda's own syntax, for what `where` does not cover.
   *
   * @param data JSON text of the pattern of the record's data, for example `{"order":{"type":["buy"]}}`
   */
  public static fromPattern(data: string): RecordFilter {
    return new RecordFilter([], data);
  }

  private constructor(
    private readonly fields: readonly (readonly [string, FieldRule])[],
    private readonly json?: string,
  ) {}

  /** Records for which also the field `path` obeys `rule`. */
  public andWhere(path: string, rule: FieldRule): RecordFilter {
    return new RecordFilter([...this.fields, [path, rule]], this.json);
  }

  /** The pattern that Lambda takes. @internal */
  public _pattern(scope: IConstruct, setting: string): string {
    const fail = (expected: string, got: unknown): never => {
      throw new InvalidSettingError(scope, setting, expected, got);
    };
    const data = this.json === undefined ? {} : parse(this.json, fail);
    for (const [path, rule] of this.fields) {
      if (rule._alternatives.length === 0) fail(`a rule with a value for ${path}`, 'none');
      place(data, path, rule._alternatives, fail);
    }
    checkLeaves(data, '', fail);
    return JSON.stringify({ data });
  }
}

type Pattern = { [key: string]: unknown };
type Fail = (expected: string, got: unknown) => never;

function isPattern(value: unknown): value is Pattern {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(json: string, fail: Fail): Pattern {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return fail('a JSON object', json);
  }
  return isPattern(parsed) ? parsed : fail('a JSON object', json);
}

/** Puts `alternatives` at `path`, where nothing may be yet. */
function place(data: Pattern, path: string, alternatives: readonly unknown[], fail: Fail): void {
  const names = path.split('.');
  if (names.includes('')) fail('field names separated by single dots', `"${path}"`);
  const last = names.pop() as string;
  let parent = data;
  for (const name of names) {
    if (!Object.hasOwn(parent, name)) parent[name] = {};
    const next = parent[name];
    parent = isPattern(next) ? next : fail('one rule a field', `two for ${name} in ${path}`);
  }
  if (Object.hasOwn(parent, last)) fail('one rule a field', `two for ${path}`);
  parent[last] = alternatives;
}

/** An object without fields matches every record, and a leaf that is no array is refused by Lambda. */
function checkLeaves(value: unknown, path: string, fail: Fail): void {
  if (isPattern(value)) {
    const fields = Object.entries(value);
    if (fields.length === 0) fail('a filter with at least one field', path === '' ? '{}' : `{} at ${path}`);
    for (const [name, inner] of fields) checkLeaves(inner, path === '' ? name : `${path}.${name}`, fail);
  } else if (!Array.isArray(value) || value.length === 0) {
    fail('a list of alternatives for each field', `${JSON.stringify(value)} at ${path}`);
  }
}
