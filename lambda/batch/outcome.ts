import { types } from 'node:util';

/** Text, bytes, or anything that `JSON.stringify` takes. */
export type OutputValue = string | Uint8Array | number | boolean | object | null;

/** Partition keys by name, for prefixes such as `!{partitionKeyFromLambda:origin}`. */
export type PartitionKeys = Readonly<Record<string, string>>;

/** What becomes of a record: made by `deliver`, `drop` and `fail`. */
export type Outcome = Delivery | Drop | Failure;

/** The record goes on to the destination. */
export interface Delivery {
  readonly kind: 'deliver';
  readonly values: readonly OutputValue[];
  readonly partitionKeys?: PartitionKeys;
}

/** The record is left out on purpose. */
export interface Drop {
  readonly kind: 'drop';
}

/** The record goes to the error output. */
export interface Failure {
  readonly kind: 'fail';
  readonly reason: string;
}

/**
 * Delivers a value, or several values out of one record.
 *
 * An array is several values, one line each; `deliver([])` drops the record, and `deliver([[1, 2]])` delivers
 * one line that is an array. Text and JSON end with a newline, added where it is missing, since Firehose puts
 * nothing between records; a `Buffer` or `Uint8Array` is delivered as it is. Several lines suit Amazon S3:
 * OpenSearch and others take each record for one document. A promise, a `Map`, a `Set`, an `ArrayBuffer` and its
 * other views fail the record, for JSON has no form for them.
 *
 * `partitionKeys` are for dynamic partitioning: a record has one set of them, whatever the number of its
 * lines. Each value must be text and not empty, or the record fails.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
 *
 * @example
 * deliver({ ...flight, airport: airports[flight.origin] }, { partitionKeys: { origin: flight.origin } });
 */
export function deliver(
  value: OutputValue | readonly OutputValue[],
  options: { readonly partitionKeys?: PartitionKeys } = {},
): Delivery {
  return {
    kind: 'deliver',
    values: Array.isArray(value) ? value : [value],
    partitionKeys: options.partitionKeys,
  };
}

/** Leaves the record out on purpose. It is counted, and kept nowhere. */
export function drop(): Drop {
  return { kind: 'drop' };
}

/**
 * Sends the record as it came to Firehose's error output.
 *
 * `reason` is logged; keep data out of it. Firehose does not try such a record again.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
export function fail(reason: string): Failure {
  return { kind: 'fail', reason };
}

/** The bytes of a delivery, values one after the other. Throws on a value that is no JSON. */
export function encodeValues(values: readonly OutputValue[]): Buffer {
  // A promise is refused below: unhandled, its rejection would end the function.
  for (const value of values) if (types.isPromise(value)) value.catch(() => {});
  const chunks = values.map(encodeValue);
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function encodeValue(value: OutputValue): Buffer {
  if (types.isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'object' && value !== null) refuseWithoutJson(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined) throw new TypeError(`cannot deliver ${typeof value}: it is not JSON`);
  return Buffer.from(text.endsWith('\n') ? text : `${text}\n`);
}

/** Throws on what `JSON.stringify` takes without a word, and writes nothing of, or other than its bytes. */
function refuseWithoutJson(value: object): void {
  const refuse = (remedy: string): never => {
    const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
    throw new TypeError(`cannot deliver ${name}: ${remedy}`);
  };
  if (typeof (value as Partial<PromiseLike<unknown>>).then === 'function') refuse('await it first');
  if (types.isMap(value) || types.isSet(value)) refuse('make an object or an array of it');
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) refuse('make a Uint8Array of it');
}

/** What is wrong with partition keys, if anything. */
export function partitionKeyFault(keys: PartitionKeys = {}): string | undefined {
  for (const [name, value] of Object.entries(keys)) {
    if (name === '') return 'a partition key has no name';
    if (typeof value !== 'string') return `partition key ${name} must be text, got ${typeof value}`;
    if (value === '') return `partition key ${name} is empty`;
  }
  return undefined;
}
