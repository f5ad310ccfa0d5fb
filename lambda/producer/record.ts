import { types } from 'node:util';
import { Aggregator, isAggregate, type UserRecord } from '../records';
import { InvalidRecordError } from './errors';

/** A record to put into the stream. */
export interface ProducerRecord {
  /** Decides the shard, and what keeps its order: 1 to 256 characters. */
  readonly partitionKey: string;

  /** What consumers get; text is written in UTF-8. Bytes are not copied: leave them unchanged until acknowledged. */
  readonly data: Uint8Array | string;

  /**
   * Decides the shard in place of the partition key: a decimal number from 0 to 2^128 - 1.
   *
   * @default - the MD5 hash of the partition key
   */
  readonly explicitHashKey?: string;
}

/** Where a record is in the stream. */
export interface PutResult {
  readonly shardId: string;
  readonly sequenceNumber: string;

  /** Place in the aggregate that the record travelled in, from 0; 0 for a record that travelled alone. */
  readonly subSequenceNumber: number;

  /** Times the record was sent, 1 or more. */
  readonly attempts: number;
}

/** A record found fit to be sent. */
export interface CheckedRecord extends UserRecord {
  /** What Kinesis counts when the record travels alone: data and partition key. */
  readonly bytes: number;
}

const MAX_HASH_KEY = 2n ** 128n - 1n;
const MAX_RECORD_BYTES = 10 * 1024 * 1024;

/**
 * Fails on what Kinesis would refuse, since one such record makes it refuse a whole call.
 *
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html
 */
export function checkRecord(record: ProducerRecord, recordBytes: number, aggregate: boolean): CheckedRecord {
  const { partitionKey, explicitHashKey } = record;
  checkPartitionKey(partitionKey);
  if (explicitHashKey !== undefined) checkHashKey(explicitHashKey);
  const data = bytesOf(record.data);
  const user = { partitionKey, data, ...(explicitHashKey === undefined ? {} : { explicitHashKey }) };
  const bytes =
    aggregate && isAggregate(data) ? wrappedBytes(user) : data.byteLength + Buffer.byteLength(partitionKey);
  if (bytes > recordBytes) {
    throw new InvalidRecordError(`data and partition key must be at most ${recordBytes} bytes, got ${bytes}`);
  }
  return { ...user, bytes };
}

function checkPartitionKey(key: unknown): void {
  if (typeof key !== 'string') throw new InvalidRecordError(`partitionKey must be text, got ${typeof key}`);
  if (/\p{Surrogate}/u.test(key)) throw new InvalidRecordError('partitionKey must not hold a lone surrogate');
  const length = key.length <= 256 ? key.length : [...key].length;
  if (length < 1 || length > 256) {
    throw new InvalidRecordError(`partitionKey must have 1 to 256 characters, got ${length}`);
  }
}

function checkHashKey(key: string): void {
  if (!/^(0|[1-9]\d{0,38})$/.test(key) || BigInt(key) > MAX_HASH_KEY) {
    throw new InvalidRecordError(
      `explicitHashKey must be a decimal number from 0 to ${MAX_HASH_KEY}, got ${key}`,
    );
  }
}

function bytesOf(data: unknown): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  if (types.isUint8Array(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  throw new InvalidRecordError(`data must be text or a Uint8Array, got ${typeof data}`);
}

/** Data that look like an aggregate travel inside one, or the reader would take them apart: a little longer. */
function wrappedBytes(record: UserRecord): number {
  const aggregator = new Aggregator({ maxRecordBytes: MAX_RECORD_BYTES });
  try {
    aggregator.add(record);
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
  return aggregator.byteLength;
}
