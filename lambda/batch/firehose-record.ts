import type { FirehoseRecordMetadata, FirehoseTransformationEventRecord } from 'aws-lambda';

/** Where a record of Firehose was in the stream that Firehose reads. */
export interface FirehoseRecordSource {
  readonly shardId: string;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** Place inside an aggregated record, which Firehose has taken apart; 0 for a record of its own. */
  readonly subSequenceNumber: number;
  readonly arrivalTime: Date;
}

/** One record as Firehose hands it to a transformation. */
export interface RawFirehoseRecord {
  readonly recordId: string;
  /** The bytes that were put. */
  readonly data: Buffer;
  /** When Firehose took the record in, to the millisecond. */
  readonly arrivalTime: Date;
  /** Absent unless a Kinesis stream is the source. */
  readonly source?: FirehoseRecordSource;
}

/** One record of Firehose with its decoded payload. */
export interface FirehoseRecord<T> extends RawFirehoseRecord {
  readonly payload: T;
}

/** Reads one record of an event. */
export function readFirehoseRecord(record: FirehoseTransformationEventRecord): RawFirehoseRecord {
  const { recordId, data, approximateArrivalTimestamp, kinesisRecordMetadata } = record;
  return {
    recordId,
    data: Buffer.from(data, 'base64'),
    arrivalTime: new Date(approximateArrivalTimestamp),
    source: kinesisRecordMetadata && readSource(kinesisRecordMetadata),
  };
}

/** `record` with its payload. Written out, for spreading it takes several times as long in large batches. */
export function withPayload<T>(record: RawFirehoseRecord, payload: T): FirehoseRecord<T> {
  const { recordId, data, arrivalTime, source } = record;
  return { payload, recordId, data, arrivalTime, source };
}

function readSource(metadata: FirehoseRecordMetadata): FirehoseRecordSource {
  return {
    shardId: metadata.shardId,
    partitionKey: metadata.partitionKey,
    sequenceNumber: metadata.sequenceNumber,
    subSequenceNumber: Number(metadata.subsequenceNumber ?? 0),
    arrivalTime: new Date(metadata.approximateArrivalTimestamp),
  };
}
