import type { CallResult } from './call-function';

/** What the outcome of an invocation comes to for its batch. */
export type BatchVerdict =
  | { readonly kind: 'success' }
  /** The records before `index` are done; `index` is above 0. */
  | { readonly kind: 'partial'; readonly index: number; readonly reason: string }
  | { readonly kind: 'failure'; readonly reason: string }
  /** The function did not run. */
  | { readonly kind: 'throttled'; readonly reason: string };

const SUCCESS: BatchVerdict = { kind: 'success' };

/**
 * Judges an invocation. Without ReportBatchItemFailures the response does not matter: to return is a success.
 *
 * @param sequenceNumbers those of the batch, in order.
 */
export function judge(
  result: CallResult,
  sequenceNumbers: readonly string[],
  reportBatchItemFailures: boolean,
): BatchVerdict {
  if (result.kind === 'throttled') return result;
  if (result.kind === 'error') return failure(result.reason);
  return reportBatchItemFailures ? readBatchResponse(result.response, sequenceNumbers) : SUCCESS;
}

/**
 * Reads the response to a batch under ReportBatchItemFailures.
 *
 * No failures, an empty response and none at all are a success. Of several failures the lowest sequence number is the
 * checkpoint: the records before it are done, all others run again. An identifier that is empty, null or under another
 * name fails the whole batch. The page says nothing of an identifier of no record in the batch, of a response that is
 * not an object, and of a `batchItemFailures` that is not a list: the model takes them for a failure of the whole
 * batch, so that they come to light in a test.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readBatchResponse(response: unknown, sequenceNumbers: readonly string[]): BatchVerdict {
  if (response === null || response === undefined || response === '') return SUCCESS;
  if (typeof response !== 'object') return failure(`the response is a ${typeof response}`);
  if (Array.isArray(response) && response.length > 0) return failure('the response is a list');
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return failure('batchItemFailures is not a list');

  const places = new Map(sequenceNumbers.map((sequenceNumber, index) => [sequenceNumber, index]));
  let lowest = Number.POSITIVE_INFINITY;
  for (const item of failures as unknown[]) {
    const identifier = (item as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof identifier !== 'string' || identifier === '') {
      return failure(`an itemIdentifier is ${JSON.stringify(identifier) ?? 'missing'}`);
    }
    const place = places.get(identifier);
    if (place === undefined) return failure(`itemIdentifier ${identifier} is of no record in the batch`);
    lowest = Math.min(lowest, place);
  }
  if (lowest === Number.POSITIVE_INFINITY) return SUCCESS;
  const reason = `${sequenceNumbers[lowest]} was reported`;
  // Nothing comes before the first record, so nothing is done.
  return lowest === 0 ? failure(reason) : { kind: 'partial', index: lowest, reason };
}

function failure(reason: string): BatchVerdict {
  return { kind: 'failure', reason };
}
