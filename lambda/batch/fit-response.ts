import type { FirehoseTransformationResult, FirehoseTransformationResultRecord } from 'aws-lambda';

/**
 * The most that a function may answer to a synchronous invocation: 6 MB, in bytes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

/** The answer to one record, its data not yet in base64. */
export interface Answer {
  readonly recordId: string;
  readonly result: FirehoseTransformationResultRecord['result'];
  readonly data?: Buffer;
  readonly partitionKeys?: Readonly<Record<string, string>>;
}

export interface FittedResponse {
  readonly response: FirehoseTransformationResult;
  /** Size of the response as JSON in UTF-8. */
  readonly bytes: number;
  /** Indexes of the answers that became `ProcessingFailed` for want of room. */
  readonly oversized: ReadonlySet<number>;
}

/**
 * The response to all answers, in order, of at most `limit` bytes of JSON.
 *
 * What has no room becomes `ProcessingFailed`, the largest answers first, so that as few as possible do. The
 * request has the same limit and names each record with more bytes than `ProcessingFailed` takes, so an
 * answer to all always fits.
 */
export function fitResponse(answers: readonly Answer[], limit = MAX_RESPONSE_BYTES): FittedResponse {
  const sizes = answers.map(sizeOf);
  let bytes =
    EMPTY_RESPONSE_BYTES + Math.max(0, answers.length - 1) + sizes.reduce((sum, size) => sum + size, 0);
  const oversized = new Set<number>();
  if (bytes > limit) {
    const savings = answers.map((answer, index) => sizes[index] - sizeOf(failed(answer)));
    for (const index of [...answers.keys()].sort((a, b) => savings[b] - savings[a])) {
      // A drop, and a delivery of next to nothing, are shorter than `ProcessingFailed`.
      if (bytes <= limit || savings[index] <= 0) break;
      bytes -= savings[index];
      oversized.add(index);
    }
  }
  const records = answers.map((answer, index) => toRecord(oversized.has(index) ? failed(answer) : answer));
  return { response: { records }, bytes, oversized };
}

const EMPTY_RESPONSE_BYTES = '{"records":[]}'.length;

function failed({ recordId }: Answer): Answer {
  return { recordId, result: 'ProcessingFailed' };
}

function toRecord({ recordId, result, data, partitionKeys }: Answer): FirehoseTransformationResultRecord {
  const record: FirehoseTransformationResultRecord = { recordId, result };
  if (data !== undefined) record.data = data.toString('base64');
  if (partitionKeys !== undefined) record.metadata = { partitionKeys };
  return record;
}

/**
 * Bytes of an answer in the response, without making the base64 text, which would cost memory for nothing.
 */
function sizeOf(answer: Answer): number {
  const withoutData = toRecord(answer.data === undefined ? answer : { ...answer, data: Buffer.alloc(0) });
  return Buffer.byteLength(JSON.stringify(withoutData)) + Math.ceil((answer.data?.length ?? 0) / 3) * 4;
}
