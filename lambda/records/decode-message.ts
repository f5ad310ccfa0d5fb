import { readKeys } from './key-table';
import { EXPLICIT_HASH_KEY_TABLE, PARTITION_KEY_TABLE, RECORDS } from './message-tags';
import type { DeaggregatedRecord } from './record';
import { ABSENT, RecordFields } from './record-fields';
import { viewOf } from './views';
import { MALFORMED, WireReader } from './wire-reader';

/** Where the parts of a message are: two offsets a key, start and end. */
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
  const reader = new WireReader(bytes, start, end);
  // Protobuf lets the tables follow the records that point into them, hence two passes.
  const outline = readOutline(reader);
  if (outline === undefined) return undefined;
  const partitionKeys = readKeys(bytes, outline.partitionKeys);
  const explicitHashKeys = readKeys(bytes, outline.explicitHashKeys);
  const { buffer: memory, byteOffset: origin } = bytes;
  const fields = new RecordFields();
  const records: DeaggregatedRecord[] = [];
  reader.position = outline.firstRecord;
  while (nextRecord(reader, end)) {
    if (!fields.read(reader)) return undefined;
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

/** The first pass: the whole message but for what is inside the records. Undefined when malformed. */
function readOutline(reader: WireReader): Outline | undefined {
  const partitionKeys: number[] = [];
  const explicitHashKeys: number[] = [];
  let firstRecord = reader.limit;
  while (reader.position < reader.limit) {
    const fieldStart = reader.position;
    const tag = reader.varint();
    if (tag === RECORDS || tag === PARTITION_KEY_TABLE || tag === EXPLICIT_HASH_KEY_TABLE) {
      const length = reader.length();
      if (length === MALFORMED) return undefined;
      const start = reader.position;
      reader.position += length;
      if (tag === PARTITION_KEY_TABLE) partitionKeys.push(start, start + length);
      else if (tag === EXPLICIT_HASH_KEY_TABLE) explicitHashKeys.push(start, start + length);
      else if (fieldStart < firstRecord) firstRecord = fieldStart;
    } else if (!reader.skip(tag)) {
      return undefined;
    }
  }
  return { partitionKeys, explicitHashKeys, firstRecord };
}

/** Confines the reader to the next record of a message that the first pass found sound. False when there is none. */
function nextRecord(reader: WireReader, messageEnd: number): boolean {
  reader.limit = messageEnd;
  while (reader.position < messageEnd) {
    const tag = reader.varint();
    if (tag === RECORDS) {
      const length = reader.length();
      reader.limit = reader.position + length;
      return true;
    }
    reader.skip(tag);
  }
  return false;
}
