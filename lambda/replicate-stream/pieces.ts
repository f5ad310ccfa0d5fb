import { checkRecord } from '../producer/record';
import { aggregate, deaggregate, isAggregate, type UserRecord } from '../records';
import type { SourceRecord } from './source-record';

/** What is copied as one: a record of the source as it is, or a user record out of one. */
export interface Piece extends UserRecord {
  /** The record of the source that it is, or was in. */
  readonly record: SourceRecord;

  /** Place in that record, from 0; absent when it is that record. */
  readonly subSequenceNumber?: number;
}

/** The most that Kinesis takes in any stream. */
const MAX_RECORD_BYTES = 10 * 1024 * 1024;

/**
 * What is to be copied of a source record, in order.
 *
 * The Kinesis Producer Library gives an aggregate the partition key "a" and places it by an explicit hash key, which
 * Lambda does not tell: by its partition key the whole of it would go to one shard, where the Kinesis Client Library
 * drops what belongs elsewhere. So an aggregate is taken apart unless its partition key alone places all inside. One
 * that cannot be read, or holds a key that Kinesis would not take, goes as it is.
 */
export function piecesOf(record: SourceRecord): Piece[] {
  const inside = deaggregate(record);
  const isInPlace = inside.every(
    ({ partitionKey, explicitHashKey }) =>
      partitionKey === record.partitionKey && explicitHashKey === undefined,
  );
  const { partitionKey, data } = record;
  if (isInPlace || !inside.every(isFit)) return [{ partitionKey, data, record }];
  return inside.map(({ aggregated, ...user }) => ({ ...user, data: wrapped(user), record }));
}

/** Data that look like an aggregate stay inside one: a reader takes one layer off, as it did in the source. */
function wrapped(user: UserRecord): Buffer {
  return isAggregate(user.data) ? aggregate([user], { maxRecordBytes: MAX_RECORD_BYTES })[0].data : user.data;
}

function isFit(user: UserRecord): boolean {
  try {
    checkRecord(user, MAX_RECORD_BYTES, true);
    return true;
  } catch {
    return false;
  }
}
