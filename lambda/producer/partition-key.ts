import { createHash, randomInt, randomUUID } from 'node:crypto';

/** Makes a record's partition key. */
export type PartitionKeyOf<T> = (record: T) => string;

/** Values that stand for themselves in a key. */
export type KeyValue = string | number | bigint | boolean;

/** A record in which the fields `F` can be a key. */
export type WithKey<F extends string> = { readonly [field in F]: KeyValue };

/**
 * Keys by the value of one field. Order is kept among the records with the same value, and all of them share the
 * throughput of one shard.
 *
 * Throws on a record in which the field is missing or empty: under one common key such records would make a hot shard.
 */
export function byField<F extends string>(field: F): PartitionKeyOf<WithKey<F>> {
  return (record) => String(keyValue(record, field));
}

/**
 * Keys by a hash of several fields, for values too long for a key, or that must not be seen in it. Order is kept among
 * the records in which all of them are the same.
 */
export function byHash<F extends string>(...fields: readonly [F, ...F[]]): PartitionKeyOf<WithKey<F>> {
  return (record) => {
    const values = fields.map((field) => keyValue(record, field));
    const text = JSON.stringify(values.map((value) => [typeof value, String(value)]));
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  };
}

/**
 * Keys that spread records evenly over all shards, for data in no order.
 *
 * With `keys`, only that many different ones, 1 to 1,000,000: aggregation packs the records of one key together, so it
 * needs keys that come again. Some tens for each shard spread well enough.
 */
export function random(keys?: number): PartitionKeyOf<unknown> {
  if (keys === undefined) return () => randomUUID();
  checkNumber('keys', keys, 1_000_000);
  return () => String(randomInt(keys));
}

/**
 * Keys that divide each key of `keyOf` into several, so that a hot one goes to several shards.
 *
 * `salts`, 1 to 10,000, is their number, for all keys or by key: 1 leaves a key as it is. Order is no longer kept for the
 * whole key, only for each of its parts. Which part a record belongs to is chance, so that no order is left to speak of,
 * or is decided by `within`: the records of one customer keep their order by account, say.
 *
 * Readers put the parts together again with `unsalted`. Throws on a key that has no room left for the name of its part,
 * `#15/16` at most with 16, within the 256 characters of a key.
 *
 * @example
 * const { byField, salted } = partitionKey;
 * const hot = salted(byField('shop'), (shop) => (shop === 'outlet' ? 16 : 1), byField('orderId'));
 */
export function salted<T, W = unknown>(
  keyOf: PartitionKeyOf<T>,
  salts: number | ((key: string) => number),
  within?: PartitionKeyOf<W>,
): PartitionKeyOf<T & W> {
  if (typeof salts === 'number') checkNumber('salts', salts, MAX_SALTS);
  return (record) => {
    const key = keyOf(record);
    const parts = typeof salts === 'number' ? salts : checkNumber('salts', salts(key), MAX_SALTS);
    if (parts === 1) return key;
    checkRoom(key, parts);
    const part = within === undefined ? randomInt(parts) : partFor(within(record), parts);
    return `${key}#${part}/${parts}`;
  };
}

/** The key before it was `salted`. One that was left as it is must not itself end like `#3/16`. */
export function unsalted(key: string): string {
  const [, whole, part, parts] = /^(.*)#(0|[1-9]\d{0,4})\/([1-9]\d{0,4})$/s.exec(key) ?? [];
  const isSalted = Number(part) < Number(parts) && Number(parts) >= 2 && Number(parts) <= MAX_SALTS;
  return whole !== undefined && isSalted ? whole : key;
}

/** The ways to choose partition keys, under one name. */
export const partitionKey = { byField, byHash, random, salted, unsalted };

const MAX_SALTS = 10_000;
const MAX_KEY_LENGTH = 256;

function keyValue<F extends string>(record: WithKey<F>, field: F): KeyValue {
  const value: unknown = record[field];
  const isKey = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  if (!isKey || value === '' || Number.isNaN(value)) {
    throw new TypeError(`field ${field} cannot be a partition key: it is ${describe(value)}`);
  }
  return value as KeyValue;
}

function describe(value: unknown): string {
  if (value === '') return 'empty';
  if (value === undefined || value === null || Number.isNaN(value)) return String(value);
  return `of type ${typeof value}`;
}

function partFor(key: string, parts: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE() % parts;
}

/** By the longest part, so that a key does not fail by chance. */
function checkRoom(key: string, parts: number): void {
  const longest = MAX_KEY_LENGTH - `#${parts - 1}/${parts}`.length;
  const length = key.length <= longest ? key.length : [...key].length;
  if (length > longest) {
    throw new RangeError(
      `a key to divide into ${parts} must have at most ${longest} characters, got ${length}`,
    );
  }
}

function checkNumber(what: string, value: number, high: number): number {
  if (!Number.isInteger(value) || value < 1 || value > high) {
    throw new RangeError(`${what} must be a whole number from 1 to ${high}, got ${value}`);
  }
  return value;
}
