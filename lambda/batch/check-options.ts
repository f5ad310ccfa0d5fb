import type { BatchOptions } from './options';
import type { PayloadFormat } from './payload';
import type { StandardSchemaV1 } from './standard-schema';

/** What users without a type checker may have written. */
type Unchecked = {
  readonly [name in keyof BatchOptions | 'format' | 'schema' | 'onInvalid' | 'idempotency']?: unknown;
};

/** Fails on settings that cannot work, while the module of the handler is being loaded. */
export function checkOptions(caller: string, handler: unknown, options: Unchecked): void {
  const fail = (setting: string, expected: string, got: unknown): never => {
    throw new TypeError(`${caller}: ${setting} must be ${expected}, got ${show(got)}`);
  };
  const checkNumber = (setting: 'concurrency' | 'deadlineMargin', low: number, high: number): void => {
    const value = options[setting];
    if (value === undefined || (Number.isInteger(value) && Number(value) >= low && Number(value) <= high))
      return;
    fail(setting, `a whole number from ${low} to ${high}`, value);
  };
  const checkMethods = (setting: keyof Unchecked, ...methods: string[]): void => {
    const value = options[setting] as Record<string, unknown> | null | undefined;
    if (value === undefined || methods.every((method) => typeof value?.[method] === 'function')) return;
    fail(setting, `an object with ${methods.map((method) => `${method}()`).join(' and ')}`, value);
  };

  const { format, schema, onInvalid } = options;
  if (typeof handler !== 'function') fail('the first argument', 'a function', handler);
  if (format !== undefined && !FORMATS.includes(format))
    fail('format', FORMATS.map(show).join(' or '), format);
  if (schema !== undefined && !isStandardSchema(schema))
    fail('schema', 'a Standard Schema of version 1', schema);
  if (onInvalid !== undefined && typeof onInvalid !== 'function') fail('onInvalid', 'a function', onInvalid);
  checkNumber('concurrency', 1, 1_000);
  checkNumber('deadlineMargin', 0, 900_000);
  checkMethods('idempotency', 'runOnce');
  checkMethods('logger', 'warn', 'error');
  checkMethods('metrics', 'addMetric', 'publishStoredMetrics');
}

const FORMATS: readonly unknown[] = ['json', 'text', 'bytes'] satisfies PayloadFormat[];

function isStandardSchema(schema: unknown): boolean {
  const standard = (schema as Partial<StandardSchemaV1> | null)?.['~standard'];
  return standard?.version === 1 && typeof standard.validate === 'function';
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
