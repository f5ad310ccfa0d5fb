import { readKeys } from './key-table';
import { EXPLICIT_HASH_KEY_TABLE, PARTITION_KEY_TABLE, RECORDS } from './message-tags';
import type { DeaggregatedRecord } from './record';
import { ABSENT, RecordFields } from './record-fields';
import { viewOf } from './views';
import { MALFORMED, WireReader } from './wire-reader';

/** Where the keys of a message lie, two offsets a key, and where its first record begins. */
interface Outline {
  readonly partitionKeys: number[];
  readonly explicitHashKeys: number[];
  readonly firstRecord: number;
}

/**
 * The user records of the protobuf message between `start` and `end`, or undefined when it is malformed, lacks a
 * required field or points outside a key table.
 *
 * A field with a known number and another wire type counts as unknown, as in protobuf's own parsers. Data are views
 * of `bytes`.
 */
export function decodeMessage(bytes: Buffer, start: number, end: number): DeaggregatedRecord[] | undefined {
  // Writers put the key tables before the records. Protobuf allows them anywhere, so what makes no sense that way
  // is read again with a look at the whole message first.
  return decode(bytes, start, end, false) ?? decode(bytes, start, end, true);
}

function decode(
  bytes: Buffer,
  start: number,
  end: number,
  tablesAnywhere: boolean,
): DeaggregatedRecord[] | undefined {
  const reader = new WireReader(bytes, start, end);
  const outline = readOutline(reader, tablesAnywhere);
  if (outline === undefined) return undefined;
  const partitionKeys = readKeys(bytes, outline.partitionKeys);
  const explicitHashKeys = readKeys(bytes, outline.explicitHashKeys);
  const { buffer: memory, byteOffset: origin } = bytes;
  const fields = new RecordFields();
  const records: DeaggregatedRecord[] = [];
  reader.position = outline.firstRecord;
  while (reader.position < end) {
    const tag = reader.varint();
    if (tag !== RECORDS) {
      if (!reader.skip(tag)) return undefined;
      continue;
    }
    const length = reader.length();
    if (length === MALFORMED) return undefined;
    reader.limit = reader.position + length;
    if (!fields.read(reader)) return undefined;
    reader.limit = end;

    const { partitionKeyIndex, explicitHashKeyIndex, dataStart, dataEnd } = fields;
    if (partitionKeyIndex === ABSENT || partitionKeyIndex >= partitionKeys.length) return undefined;
    if (explicitHashKeyIndex >= explicitHashKeys.length || dataStart === ABSENT) return undefined;
    const partitionKey = partitionKeys[partitionKeyIndex];
    const data = viewOf(memory, origin + dataStart, dataEnd - dataStart);
    const subSequenceNumber = records.length;
    if (explicitHashKeyIndex === ABSENT) {
      records.push({ partitionKey, data, subSequenceNumber, aggregated: true });
    } else {
      const explicitHashKey = explicitHashKeys[explicitHashKeyIndex];
      records.push({ partitionKey, explicitHashKey, data, subSequenceNumber, aggregated: true });
    }
  }
  return records;
}

/** Finds the keys up to the first record, or in the whole message. Undefined when it is malformed. */
function readOutline(reader: WireReader, whole: boolean): Outline | undefined {
  const partitionKeys: number[] = [];
  const explicitHashKeys: number[] = [];
  let firstRecord: number | undefined;
  while (reader.position < reader.limit) {
    const fieldStart = reader.position;
    const tag = reader.varint();
    if (tag === PARTITION_KEY_TABLE || tag === EXPLICIT_HASH_KEY_TABLE) {
      const length = reader.length();
      if (length === MALFORMED) return undefined;
      const bounds = tag === PARTITION_KEY_TABLE ? partitionKeys : explicitHashKeys;
      bounds.push(reader.position, reader.position + length);
      reader.position += length;
    } else {
      if (tag === RECORDS) firstRecord ??= fieldStart;
      if (firstRecord !== undefined && !whole) break;
      if (!reader.skip(tag)) return undefined;
    }
  }
  return { partitionKeys, explicitHashKeys, firstRecord: firstRecord ?? reader.limit };
}
