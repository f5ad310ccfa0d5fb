import type { FirehoseRecordTransformationStatus, FirehoseTransformationEvent } from 'aws-lambda';

/** What a transformation made of one record. */
export interface DecodedFirehoseRecord {
  readonly recordId: string;
  readonly result: FirehoseRecordTransformationStatus;

  /** Empty when the function returned none. */
  readonly data: Buffer;

  /** Keys for dynamic partitioning; empty when there are none. */
  readonly partitionKeys: Readonly<Record<string, string>>;

  /** The data as text. */
  text(): string;

  /** The data as the JSON value they are. */
  json(): unknown;
}

/** A transformation's response, decoded. */
export interface DecodedFirehoseResult {
  /** All records, in the order they were returned. */
  readonly records: readonly DecodedFirehoseRecord[];

  /** Those that go to the destination. */
  readonly ok: readonly DecodedFirehoseRecord[];

  /** Those left out on purpose. */
  readonly dropped: readonly DecodedFirehoseRecord[];

  /** Those that go to the error prefix. */
  readonly failed: readonly DecodedFirehoseRecord[];

  /** Size of the response, in bytes of JSON. */
  readonly bytes: number;
}

/** Firehose would have refused the response, and with it the batch. */
export class InvalidFirehoseResultError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidFirehoseResultError';
  }
}

/** Both the request and the response of a synchronous invocation have 6 MB at most. */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

const STATUSES: readonly string[] = [
  'Ok',
  'Dropped',
  'ProcessingFailed',
] satisfies FirehoseRecordTransformationStatus[];

/**
 * Decodes what a transformation function returned, and fails where Firehose would: on a record id that is missing,
 * unknown or there twice, on a status that is none of the three, on an `Ok` without data, on data that are not
 * base64, and on a response above 6 MB.
 *
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 *
 * @param result what the function returned.
 * @param event the event it was given: each of its records must come back.
 */
export function decodeFirehoseResult(
  result: unknown,
  event: Pick<FirehoseTransformationEvent, 'records'>,
): DecodedFirehoseResult {
  const bytes = Buffer.byteLength(JSON.stringify(result) ?? '');
  if (bytes > MAX_RESPONSE_BYTES) {
    throw new InvalidFirehoseResultError(
      `the response has ${bytes} bytes, more than ${MAX_RESPONSE_BYTES} (6 MB)`,
    );
  }
  const returned = isObject(result) ? result.records : undefined;
  if (!Array.isArray(returned)) throw new InvalidFirehoseResultError('the response has no list of records');

  const open = new Set(event.records.map(({ recordId }) => recordId));
  const given = new Set(open);
  const records = returned.map((record: unknown, index) => {
    const decoded = decodeRecord(record, index);
    if (!given.has(decoded.recordId)) fail(decoded.recordId, 'is not in the event');
    if (!open.delete(decoded.recordId)) fail(decoded.recordId, 'was returned twice');
    return decoded;
  });
  for (const recordId of open) fail(recordId, 'was not returned');

  const having = (status: FirehoseRecordTransformationStatus) =>
    records.filter((record) => record.result === status);
  return { records, ok: having('Ok'), dropped: having('Dropped'), failed: having('ProcessingFailed'), bytes };
}

function decodeRecord(record: unknown, index: number): DecodedFirehoseRecord {
  if (!isObject(record) || typeof record.recordId !== 'string') {
    throw new InvalidFirehoseResultError(`record ${index} has no recordId`);
  }
  const { recordId, result, metadata } = record;
  if (!isStatus(result)) fail(recordId, `has the result ${JSON.stringify(result)}`);
  if (result === 'Ok' && typeof record.data !== 'string') fail(recordId, 'is Ok without data');
  const data = decodeBase64(recordId, record.data ?? '');
  return {
    recordId,
    result,
    data,
    partitionKeys: partitionKeysOf(recordId, metadata),
    text: () => data.toString('utf8'),
    json: () => JSON.parse(data.toString('utf8')) as unknown,
  };
}

function decodeBase64(recordId: string, data: unknown): Buffer {
  if (typeof data !== 'string') fail(recordId, `has data that are a ${typeof data}`);
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64') !== data) fail(recordId, 'has data that are not base64');
  return bytes;
}

/** https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html */
function partitionKeysOf(recordId: string, metadata: unknown): Record<string, string> {
  const keys = isObject(metadata) ? metadata.partitionKeys : undefined;
  if (keys === undefined) return {};
  if (!isObject(keys)) fail(recordId, 'has partitionKeys that are no object');
  return Object.fromEntries(
    Object.entries(keys).map(([name, value]) => {
      if (typeof value !== 'string')
        fail(recordId, `has the partition key ${name} that is a ${typeof value}`);
      return [name, value];
    }),
  );
}

function fail(recordId: string, problem: string): never {
  throw new InvalidFirehoseResultError(`record ${recordId} ${problem}`);
}

function isStatus(value: unknown): value is FirehoseRecordTransformationStatus {
  return typeof value === 'string' && STATUSES.includes(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
