import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import * as protobuf from 'protobufjs';
import type { DeaggregatedRecord, UserRecord } from '../../../lambda/records';

const SCHEMA = `
  syntax = "proto2";
  message Tag { required string key = 1; optional string value = 2; }
  message Record {
    required uint64 partition_key_index = 1;
    optional uint64 explicit_hash_key_index = 2;
    required bytes data = 3;
    repeated Tag tags = 4;
  }
  message AggregatedRecord {
    repeated string partition_key_table = 1;
    repeated string explicit_hash_key_table = 2;
    repeated Record records = 3;
  }`;

/** What an `AggregatedRecord` of protobufjs looks like. */
export interface Message {
  readonly partition_key_table: string[];
  readonly explicit_hash_key_table: string[];
  readonly records: { partition_key_index: number; explicit_hash_key_index?: number; data: Uint8Array }[];
}

const types = protobuf.parse(SCHEMA, { keepCase: true }).root;
const messageType = types.lookupType('AggregatedRecord');
const recordType = types.lookupType('Record');

/** Number of cases of a property: `FC_RUNS` when set. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: Number(process.env.FC_RUNS ?? usual) };
}

/** Long enough for any `FC_RUNS`, in milliseconds. */
export const PATIENCE = 3_600_000;

export function encode(message: Message): Buffer {
  return Buffer.from(messageType.encode(message).finish());
}

export function encodeRecord(record: object): Buffer {
  return Buffer.from(recordType.encode(record).finish());
}

/** The aggregate with `message` in it: magic number, message, MD5 digest. */
export function seal(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()]);
}

/** The message of an aggregate. */
export function unseal(aggregate: Buffer): Buffer {
  return aggregate.subarray(4, -16);
}

/** What protobufjs reads from `message`; undefined when it refuses it or an index is outside its table. */
export function readByProtobufjs(message: Uint8Array): UserRecord[] | undefined {
  try {
    const decoded = messageType.decode(message);
    const plain = messageType.toObject(decoded, { longs: Number, arrays: true }) as Message;
    return plain.records.map(({ partition_key_index, explicit_hash_key_index, data }) => ({
      partitionKey: at(plain.partition_key_table, partition_key_index),
      ...(explicit_hash_key_index !== undefined && {
        explicitHashKey: at(plain.explicit_hash_key_table, explicit_hash_key_index),
      }),
      data: Buffer.from(data),
    }));
  } catch {
    return undefined;
  }
}

function at(table: string[], index: number): string {
  if (index >= table.length) throw new RangeError('index outside the table');
  return table[index];
}

/** The records as de-aggregation must return them when they were in one aggregate. */
export function inOrder(records: readonly UserRecord[]): DeaggregatedRecord[] {
  return records.map((record, subSequenceNumber) => ({ ...record, subSequenceNumber, aggregated: true }));
}

/** Without what de-aggregation adds. */
export function asUserRecord({ partitionKey, explicitHashKey, data }: UserRecord): UserRecord {
  return explicitHashKey === undefined ? { partitionKey, data } : { partitionKey, explicitHashKey, data };
}

/** Keys with which tables made of objects, lengths in UTF-16 and careless decoders go wrong. */
export const anyKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '0', '1', '10', '2', '-1', '4294967294', '4294967295', '__proto__', 'constructor'),
  fc.constantFrom(
    'toString',
    'hasOwnProperty',
    '\u0000',
    '\ufeff',
    '\ufeffkey',
    '\ufffd',
    'ключ',
    '鍵',
    '😀',
    '\u{10ffff}',
  ),
  fc.nat().map(String),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.uuid(),
);

export const anyData: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 300 })
  .map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));

export const anyHashKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '0', '1', '2', '340282366920938463463374607431768211455'),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(String),
);

export const anyRecord: fc.Arbitrary<UserRecord> = fc
  .record({ partitionKey: anyKey, explicitHashKey: fc.option(anyHashKey, { nil: undefined }), data: anyData })
  .map(asUserRecord);

/** Records whose keys come again. */
export const anyRecords: fc.Arbitrary<UserRecord[]> = fc
  .record({
    records: fc.array(anyRecord, { minLength: 1, maxLength: 12 }),
    picks: fc.array(fc.nat(), { maxLength: 12 }),
  })
  .map(({ records, picks }) => [
    ...records,
    ...picks.map((pick) => ({ ...records[pick % records.length], data: Buffer.from([pick & 0xff]) })),
  ]);
