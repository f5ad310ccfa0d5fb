import type { KinesisStreamRecord } from 'aws-lambda';

/** Why Lambda gave up on records. The documentation shows the first; the second is what Lambda writes for age. */
export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/**
 * What Lambda sends to an on-failure destination.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export interface FailureRecord {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: FailureCondition;
    readonly approximateInvokeCount: number;
  };
  /** Absent for records given up on for their age. */
  readonly responseContext?: {
    readonly statusCode: number;
    readonly executedVersion: string;
    /** `Unhandled` when the function threw; null when it reported failed records. */
    readonly functionError: string | null;
  };
  readonly version: string;
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
  /** The event as JSON text, for a destination in S3 only. */
  readonly payload?: string;
}

/** One message or object at the on-failure destination. */
export interface FailureDelivery {
  readonly destination: 's3' | 'sqs' | 'sns';

  /** Key of the object; undefined for SQS and SNS. */
  readonly key: string | undefined;

  /** The body of the object or message: `record` as JSON text. */
  readonly body: string;
  readonly record: FailureRecord;

  /** The records it is about. */
  readonly records: readonly KinesisStreamRecord[];
}

/** What `deliverFailure` needs to know. */
export interface FailedBatch {
  readonly destination: 's3' | 'sqs' | 'sns';
  readonly condition: FailureCondition;
  readonly shardId: string;
  readonly records: readonly KinesisStreamRecord[];
  readonly invokeCount: number;
  readonly functionError: string | null;
  readonly functionArn: string;
  readonly mappingUuid: string;
  readonly requestId: string;
  readonly objectUuid: string;
  readonly now: number;
}

/**
 * Writes the message or object for a batch that Lambda gave up on.
 *
 * SQS and SNS get metadata alone; S3 gets the batch as well, in `payload`, as JSON text within the JSON.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function deliverFailure(batch: FailedBatch): FailureDelivery {
  const { records, now } = batch;
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a failed batch has 1 record or more');
  const timestamp = new Date(now).toISOString();
  const metadata: FailureRecord = {
    requestContext: {
      requestId: batch.requestId,
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: Math.max(1, batch.invokeCount),
    },
    ...(batch.condition === 'RetryAttemptsExhausted' && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: batch.functionError,
      },
    }),
    version: '1.0',
    timestamp,
    KinesisBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first.kinesis.sequenceNumber,
      endSequenceNumber: last.kinesis.sequenceNumber,
      approximateArrivalOfFirstRecord: arrivalOf(first),
      approximateArrivalOfLastRecord: arrivalOf(last),
      batchSize: records.length,
      streamArn: first.eventSourceARN.replace(/\/consumer\/.*$/, ''),
    },
  };
  const inS3 = batch.destination === 's3';
  const record = inS3 ? { ...metadata, payload: JSON.stringify({ Records: records }) } : metadata;
  return {
    destination: batch.destination,
    key: inS3 ? objectKey(batch, timestamp) : undefined,
    body: JSON.stringify(record),
    record,
    records,
  };
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>` */
function objectKey({ mappingUuid, shardId, objectUuid }: FailedBatch, timestamp: string): string {
  const day = timestamp.slice(0, 10).replaceAll('-', '/');
  const second = timestamp.slice(0, 19).replaceAll(':', '.');
  return `aws/lambda/${mappingUuid}/${shardId}/${day}/${second}-${objectUuid}`;
}

function arrivalOf(record: KinesisStreamRecord): string {
  return new Date(Math.round(record.kinesis.approximateArrivalTimestamp * 1000)).toISOString();
}
