import { type DeaggregatedRecord, deaggregate, type KinesisRecord } from '../records';

/** Where a copied record came from. */
export interface ReplicaOrigin {
  /** Region of the source stream. */
  readonly region: string;
  readonly streamName: string;
  readonly shardId: string;

  /**
   * Of the Kinesis record in the source. With stream, shard and `subSequenceNumber` it is the same in every copy of a
   * record.
   */
  readonly sequenceNumber: string;

  /** When the source took the record in, to the millisecond. */
  readonly arrivalTime: Date;

  /**
   * Place in the source's record, from 0, of a user record that the replica took out of an aggregate: the others of
   * that aggregate have the same sequence number. Absent for a record that was copied as it is.
   */
  readonly subSequenceNumber?: number;
}

/** A record out of its envelope. */
export interface EnvelopedRecord {
  readonly origin: ReplicaOrigin;

  /** The bytes of the source's record: a view, not a copy. */
  readonly data: Buffer;
}

/**
 * A user record of a stream that a `StreamReplica` writes to. With an origin, its `subSequenceNumber` is its place in
 * the source's record.
 */
export interface ReplicatedRecord extends DeaggregatedRecord {
  /** Absent for a record that did not come in an envelope, such as one written by a producer of this Region. */
  readonly origin?: ReplicaOrigin;
}

/** Not UTF-8, so that no text starts with it, and no aggregate does. */
const MAGIC = Buffer.from([0xf7, 0x4b, 0x43, 0x52, 0x45, 0x50, 0x4c, 0x01]);
const HEADER_AT = MAGIC.length + 2;

/** Puts the bytes of a record into an envelope: a mark, two bytes of length, the origin as JSON, then the bytes. */
export function sealEnvelope(origin: ReplicaOrigin, data: Uint8Array): Buffer {
  const { region, streamName, shardId, sequenceNumber, arrivalTime, subSequenceNumber } = origin;
  const fields = [region, streamName, shardId, sequenceNumber, arrivalTime.getTime()];
  if (subSequenceNumber !== undefined) fields.push(subSequenceNumber);
  const header = Buffer.from(JSON.stringify(fields));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(header.length);
  return Buffer.concat([MAGIC, length, header, data]);
}

/**
 * Takes a record's bytes out of the envelope of a `StreamReplica`; undefined if they are in none. Never throws.
 *
 * @example
 * const copy = openEnvelope(Buffer.from(record.kinesis.data, 'base64'));
 * if (copy !== undefined) console.log(copy.origin.region, copy.origin.sequenceNumber, copy.data.length);
 */
export function openEnvelope(data: Uint8Array): EnvelopedRecord | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.length < HEADER_AT || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const end = HEADER_AT + bytes.readUInt16BE(MAGIC.length);
  const origin = end > bytes.length ? undefined : originFrom(bytes.toString('utf8', HEADER_AT, end));
  return origin === undefined ? undefined : { origin, data: bytes.subarray(end) };
}

/**
 * The user records of a Kinesis record in a target stream, each with its origin if it came in an envelope.
 *
 * It takes apart what the replica packed, opens the envelopes, and takes apart what producers had aggregated.
 *
 * @example
 * for (const record of event.Records) {
 *   for (const { data, origin } of readReplicated(record.kinesis)) console.log(origin?.region, data.toString());
 * }
 */
export function readReplicated(record: KinesisRecord): ReplicatedRecord[] {
  return deaggregate(record).flatMap((user): ReplicatedRecord[] => {
    const copy = openEnvelope(user.data);
    if (copy === undefined) return [user];
    const { origin, data } = copy;
    return deaggregate({ ...user, data }).map((inner) => ({
      ...inner,
      subSequenceNumber: origin.subSequenceNumber ?? inner.subSequenceNumber,
      origin,
    }));
  });
}

/** Whether a Kinesis record came as a copy: it, or all that was packed into it, is in envelopes. */
export function isCopy(record: KinesisRecord): boolean {
  return deaggregate(record).every(({ data }) => openEnvelope(data) !== undefined);
}

function originFrom(json: string): ReplicaOrigin | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields.length < 5 || fields.length > 6) return undefined;
  const [region, streamName, shardId, sequenceNumber, time, subSequenceNumber] = fields;
  const texts = [region, streamName, shardId, sequenceNumber];
  const isWhole =
    texts.every((text) => typeof text === 'string') && fields.slice(4).every(Number.isSafeInteger);
  if (!isWhole) return undefined;
  const origin = { region, streamName, shardId, sequenceNumber, arrivalTime: new Date(time) };
  return subSequenceNumber === undefined ? origin : { ...origin, subSequenceNumber };
}
