import type { KinesisStreamRecord } from 'aws-lambda';
import type { FailureRecord } from '../testing/failure-record';

/** What is told of a failed batch, and its records if they came with it. */
export interface KeptBatch {
  /** Why Lambda gave it up. */
  readonly condition: string;
  readonly functionArn: string;
  readonly info: FailureRecord['KinesisBatchInfo'];
  /** Undefined of what SQS and SNS got. */
  readonly records: readonly KinesisStreamRecord[] | undefined;
}

/** Something that is no failed batch. */
export class UnreadableBatchError extends Error {
  constructor(reason: string) {
    super(`not a failed batch: ${reason}`);
    this.name = 'UnreadableBatchError';
  }
}

/** Reads what Lambda wrote. */
export function parseBatch(text: string): KeptBatch {
  return batchOf(parseJson(text, 'it'));
}

/** Reads a message as it comes: the record's text, or an SNS notification or an SQS message around it. */
export function parseMessage(message: unknown): KeptBatch {
  let inner = message;
  // SNS within SQS within text within a request: four layers at most.
  for (let layer = 0; layer < 6; layer++) {
    if (typeof inner === 'string') inner = parseJson(inner, 'the message');
    const { KinesisBatchInfo, Body, body, Message } = fieldsOf(inner);
    if (KinesisBatchInfo !== undefined) return batchOf(inner);
    inner = Body ?? body ?? Message;
  }
  throw new UnreadableBatchError('the message has no KinesisBatchInfo');
}

/** The id that SQS or SNS gave a message. */
export function messageIdOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { MessageId, messageId } = fieldsOf(message);
  const id = MessageId ?? messageId;
  return typeof id === 'string' ? id : undefined;
}

function batchOf(value: unknown): KeptBatch {
  const { KinesisBatchInfo: info, requestContext, payload } = fieldsOf(value);
  const { condition, functionArn } = fieldsOf(requestContext);
  return {
    condition: typeof condition === 'string' ? condition : 'unknown',
    functionArn: typeof functionArn === 'string' ? functionArn : '',
    info: infoOf(info),
    records: payload === undefined ? undefined : recordsOf(payload),
  };
}

function infoOf(value: unknown): KeptBatch['info'] {
  const info = fieldsOf(value) as unknown as KeptBatch['info'];
  for (const field of ['shardId', 'streamArn', 'startSequenceNumber', 'endSequenceNumber'] as const) {
    if (typeof info[field] !== 'string') throw new UnreadableBatchError(`KinesisBatchInfo has no ${field}`);
  }
  for (const field of ['startSequenceNumber', 'endSequenceNumber'] as const) {
    if (!/^\d+$/.test(info[field])) throw new UnreadableBatchError(`${field} is no number`);
  }
  if (!Number.isInteger(info.batchSize) || info.batchSize < 1) {
    throw new UnreadableBatchError('KinesisBatchInfo has no batchSize');
  }
  return info;
}

function recordsOf(payload: unknown): KinesisStreamRecord[] {
  if (typeof payload !== 'string') throw new UnreadableBatchError('its payload is no text');
  const { Records: records } = fieldsOf(parseJson(payload, 'its payload'));
  if (!Array.isArray(records) || records.length === 0)
    throw new UnreadableBatchError('its payload has no records');
  for (const [i, record] of records.entries()) {
    const { sequenceNumber, partitionKey, data } = fieldsOf(fieldsOf(record).kinesis);
    if (![sequenceNumber, partitionKey, data].every((field) => typeof field === 'string')) {
      throw new UnreadableBatchError(`record ${i} of its payload is not of Kinesis`);
    }
  }
  return records as KinesisStreamRecord[];
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableBatchError(`${what} is no JSON`);
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new UnreadableBatchError('a part of it is missing');
  return value as Record<string, unknown>;
}
