import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';

/** A Kinesis record of the source as Lambda hands it over: whatever it holds, it is not taken apart. */
export interface SourceRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly sequenceNumber: string;
  readonly shardId: string;
  readonly streamName: string;
  readonly region: string;

  /** When the source took the record in, milliseconds since 1970. */
  readonly arrivedAt: number;
}

/** The records of an event, in order. */
export function sourceRecords(event: KinesisStreamEvent): SourceRecord[] {
  return event.Records.map((record: KinesisStreamRecord) => ({
    partitionKey: record.kinesis.partitionKey,
    data: Buffer.from(record.kinesis.data, 'base64'),
    sequenceNumber: record.kinesis.sequenceNumber,
    shardId: record.eventID.slice(0, record.eventID.lastIndexOf(':')),
    streamName: record.eventSourceARN.split('/')[1] ?? record.eventSourceARN,
    region: record.awsRegion,
    arrivedAt: Math.round(record.kinesis.approximateArrivalTimestamp * 1000),
  }));
}

/** Below 0 when `a` comes first. Sequence numbers are whole numbers of any length without leading zeros. */
export function compareSequence(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
