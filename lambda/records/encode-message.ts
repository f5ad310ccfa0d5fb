import { DIGEST_BYTES, MAGIC, md5 } from './envelope';
import * as tags from './message-tags';
import type { UserRecord } from './record';

/** A user record whose keys have become places in the key tables. */
interface Entry {
  readonly partitionKeyIndex: number;
  readonly explicitHashKeyIndex: number | undefined;
  readonly data: Uint8Array;
}

/** Builds one aggregate, and knows its exact length before it is written. */
export class AggregateBuilder {
  private readonly partitionKeys = new KeyTable();
  private readonly explicitHashKeys = new KeyTable();
  private readonly entries: Entry[] = [];
  private recordBytes = 0;

  /** Length of the finished aggregate. */
  public get byteLength(): number {
    const tables = this.partitionKeys.byteLength + this.explicitHashKeys.byteLength;
    return MAGIC.length + tables + this.recordBytes + DIGEST_BYTES;
  }

  /** By how much `record` would lengthen the aggregate. */
  public costOf(record: UserRecord): number {
    const { partitionKey, explicitHashKey } = record;
    const tables = this.partitionKeys.costOf(partitionKey) + this.explicitHashKeys.costOf(explicitHashKey);
    return tables + fieldLength(entryLength(this.entryOf(record)));
  }

  public add(record: UserRecord): void {
    const entry = this.entryOf(record);
    this.partitionKeys.add(record.partitionKey);
    this.explicitHashKeys.add(record.explicitHashKey);
    this.entries.push(entry);
    this.recordBytes += fieldLength(entryLength(entry));
  }

  /** The aggregate: magic number, message, digest. */
  public build(): Buffer {
    const bytes = Buffer.allocUnsafe(this.byteLength);
    MAGIC.copy(bytes);
    let end = this.partitionKeys.write(bytes, MAGIC.length, tags.PARTITION_KEY_TABLE);
    end = this.explicitHashKeys.write(bytes, end, tags.EXPLICIT_HASH_KEY_TABLE);
    for (const entry of this.entries) end = writeEntry(bytes, end, entry);
    md5(bytes.subarray(MAGIC.length, end)).copy(bytes, end);
    return bytes;
  }

  private entryOf({ partitionKey, explicitHashKey, data }: UserRecord): Entry {
    return {
      partitionKeyIndex: this.partitionKeys.indexOf(partitionKey),
      explicitHashKeyIndex:
        explicitHashKey === undefined ? undefined : this.explicitHashKeys.indexOf(explicitHashKey),
      data,
    };
  }
}

/** The distinct keys of an aggregate in the order they came. */
class KeyTable {
  /** Bytes the table takes in the message. */
  public byteLength = 0;

  private readonly places = new Map<string, number>();

  /** The key's place, or the one it will get. */
  public indexOf(key: string): number {
    return this.places.get(key) ?? this.places.size;
  }

  public costOf(key: string | undefined): number {
    return key === undefined || this.places.has(key) ? 0 : fieldLength(Buffer.byteLength(key));
  }

  public add(key: string | undefined): void {
    this.byteLength += this.costOf(key);
    if (key !== undefined && !this.places.has(key)) this.places.set(key, this.places.size);
  }

  /** Writes a field with the given tag for each key, from `start`. Returns the offset behind the last. */
  public write(bytes: Buffer, start: number, tag: number): number {
    let end = start;
    for (const key of this.places.keys()) {
      end = writeVarint(bytes, end, tag);
      end = writeVarint(bytes, end, Buffer.byteLength(key));
      end += bytes.write(key, end);
    }
    return end;
  }
}

function entryLength({ partitionKeyIndex, explicitHashKeyIndex, data }: Entry): number {
  const explicit = explicitHashKeyIndex === undefined ? 0 : 1 + varintLength(explicitHashKeyIndex);
  return 1 + varintLength(partitionKeyIndex) + explicit + fieldLength(data.byteLength);
}

function writeEntry(bytes: Buffer, start: number, entry: Entry): number {
  let end = writeVarint(bytes, start, tags.RECORDS);
  end = writeVarint(bytes, end, entryLength(entry));
  end = writeVarint(bytes, writeVarint(bytes, end, tags.PARTITION_KEY_INDEX), entry.partitionKeyIndex);
  if (entry.explicitHashKeyIndex !== undefined) {
    end = writeVarint(
      bytes,
      writeVarint(bytes, end, tags.EXPLICIT_HASH_KEY_INDEX),
      entry.explicitHashKeyIndex,
    );
  }
  end = writeVarint(bytes, writeVarint(bytes, end, tags.DATA), entry.data.byteLength);
  bytes.set(entry.data, end);
  return end + entry.data.byteLength;
}

/** Bytes of a length-delimited field: its tag, its length, its content. */
function fieldLength(contentLength: number): number {
  return 1 + varintLength(contentLength) + contentLength;
}

/** Lengths, places and tags are all below 2^31. */
function varintLength(value: number): number {
  let length = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) length++;
  return length;
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let end = start;
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80;
  bytes[end++] = rest;
  return end;
}
