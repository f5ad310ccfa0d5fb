import { decodeMessage } from './decode-message';
import { DIGEST_BYTES, isAggregate, MAGIC } from './envelope';
import type { DeaggregatedRecord } from './record';

/** A record as it was read from a stream, such as the `kinesis` part of a record in a Lambda event. */
export interface KinesisRecord {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;

  /** Bytes, or base64 text as Lambda delivers it. */
  readonly data: Uint8Array | string;
}

/**
 * The user records inside a Kinesis record, in the order they were added.
 *
 * Whatever is not a valid aggregate is one plain record with its bytes unchanged; no data can make this throw.
 * The data are views of the record's bytes, not copies: they keep those in memory, and change if those change.
 * Records whose key hashes outside the shard are not dropped: each record of the aggregate comes back.
 *
 * @example
 * for (const record of event.Records) {
 *   for (const { partitionKey, data } of deaggregate(record.kinesis)) console.log(partitionKey, data.toString());
 * }
 */
export function deaggregate(record: KinesisRecord): DeaggregatedRecord[] {
  const data = toBuffer(record.data);
  if (isAggregate(data)) {
    const records = decodeMessage(data, MAGIC.length, data.length - DIGEST_BYTES);
    if (records !== undefined) return records;
  }
  const { partitionKey, explicitHashKey } = record;
  const plain = { data, subSequenceNumber: 0, aggregated: false };
  return [
    explicitHashKey === undefined ? { partitionKey, ...plain } : { partitionKey, explicitHashKey, ...plain },
  ];
}

function toBuffer(data: Uint8Array | string): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'base64');
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
