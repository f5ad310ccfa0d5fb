import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { type DeaggregatedRecord, deaggregate } from '../records';

/** One user record as the stream holds it: a record of its own, or one out of an aggregated record. */
export interface RawStreamRecord extends DeaggregatedRecord {
  /** Where the Kinesis record is in its shard: a whole number of too many digits for a JavaScript number. */
  readonly sequenceNumber: string;
  readonly shardId: string;
  readonly streamName: string;
  /** When Kinesis took the record in, to the millisecond. */
  readonly arrivalTime: Date;
  /**
   * Stream, shard, sequence and sub-sequence number: the same at every attempt, so it serves as idempotency
   * key.
   */
  readonly id: string;
}

/** One user record with its decoded payload. */
export interface StreamRecord<T> extends RawStreamRecord {
  readonly payload: T;
}

/** The user records of an event in order, aggregated records taken apart. */
export function readStreamEvent(event: KinesisStreamEvent): RawStreamRecord[] {
  const records: RawStreamRecord[] = [];
  for (const record of event.Records ?? []) readRecord(record, records);
  return records;
}

function readRecord(record: KinesisStreamRecord, into: RawStreamRecord[]): void {
  if (record.kinesis === undefined) {
    throw new TypeError(`the handler takes events of Kinesis, got one of ${String(record.eventSource)}`);
  }
  const { sequenceNumber, approximateArrivalTimestamp } = record.kinesis;
  const shardId = record.eventID.slice(0, record.eventID.lastIndexOf(':'));
  const streamName = streamNameOf(record.eventSourceARN);
  const arrivalTime = new Date(Math.round(approximateArrivalTimestamp * 1000));
  // A mapping that takes aggregates apart itself would repeat the sequence number: ids must still differ.
  const before = into.at(-1);
  const first = before?.sequenceNumber === sequenceNumber ? before.subSequenceNumber + 1 : 0;
  for (const user of deaggregate(record.kinesis)) {
    const subSequenceNumber = first + user.subSequenceNumber;
    into.push({
      data: user.data,
      partitionKey: user.partitionKey,
      explicitHashKey: user.explicitHashKey,
      sequenceNumber,
      subSequenceNumber,
      aggregated: user.aggregated,
      shardId,
      streamName,
      arrivalTime,
      id: `${streamName}:${shardId}:${sequenceNumber}:${subSequenceNumber}`,
    });
  }
}

/** `record` with its payload. Written out, for spreading it takes several times as long in large batches. */
export function withPayload<T>(record: RawStreamRecord, payload: T): StreamRecord<T> {
  return {
    payload,
    data: record.data,
    partitionKey: record.partitionKey,
    explicitHashKey: record.explicitHashKey,
    sequenceNumber: record.sequenceNumber,
    subSequenceNumber: record.subSequenceNumber,
    aggregated: record.aggregated,
    shardId: record.shardId,
    streamName: record.streamName,
    arrivalTime: record.arrivalTime,
    id: record.id,
  };
}

/** `orders` of `arn:aws:kinesis:…:stream/orders`, and of the ARN of a consumer below it. */
function streamNameOf(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
