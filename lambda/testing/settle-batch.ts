import type { BatchVerdict } from './batch-response';
import type { ResolvedSettings } from './mapping-settings';
import type { Batch, TrackedRecord } from './shard-lanes';

/** What follows from the outcome of a batch. */
export interface Settlement {
  readonly succeeded: readonly TrackedRecord[];

  /** Batches that come next in the lane, in order. */
  readonly next: readonly Batch[];

  /** Records whose retries are used up. */
  readonly exhausted: readonly TrackedRecord[];

  /** Whether `next` is a retry, which Lambda delays. */
  readonly delayed: boolean;
}

/**
 * Decides what becomes of `batch` after an invocation.
 *
 * - A function that could not be invoked is tried again until the records are too old, with the retries untouched.
 * - A success ends it. Without ReportBatchItemFailures each return is one; with it, see `readBatchResponse`.
 * - A partial response ends the records before the checkpoint; those from it on are retried.
 * - With BisectBatchOnFunctionError a failed batch of 2 or more is split in two, whatever ReportBatchItemFailures says;
 *   after a partial response it is split at the checkpoint instead, and only what remains is retried. A split takes
 *   nothing from the retry quota, and what it leaves keeps the retries used before.
 * - Any other failure takes one retry. When there is none left Lambda gives up on what remains of the batch.
 *
 * Three points are the model's reading, since the pages leave them open: a partial response without
 * BisectBatchOnFunctionError takes a retry; a response that fails the whole batch splits it as an error does; so does
 * one that reports the first record, as there is no success to split off. The order of the halves is that of the shard.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function settleBatch(
  batch: Batch,
  verdict: BatchVerdict,
  settings: Pick<ResolvedSettings, 'bisectBatchOnFunctionError' | 'maximumRetryAttempts'>,
): Settlement {
  if (verdict.kind === 'success') {
    return { succeeded: batch.records, next: [], exhausted: [], delayed: false };
  }
  if (verdict.kind === 'throttled') return { succeeded: [], next: [batch], exhausted: [], delayed: true };
  const done = verdict.kind === 'partial' ? verdict.index : 0;
  const succeeded = batch.records.slice(0, done);
  const rest = batch.records.slice(done);

  if (settings.bisectBatchOnFunctionError && batch.records.length > 1) {
    const parts = done > 0 ? [rest] : halves(rest);
    const next = parts.map((records) => ({ records, retries: batch.retries, invocations: 0 }));
    return { succeeded, next, exhausted: [], delayed: false };
  }
  if (batch.retries >= settings.maximumRetryAttempts) {
    return { succeeded, next: [], exhausted: rest, delayed: false };
  }
  const retry = { records: rest, retries: batch.retries + 1, invocations: batch.invocations + 1 };
  return { succeeded, next: [retry], exhausted: [], delayed: true };
}

/** Records of `batch` sorted by what their age allows. */
export interface AgedBatch {
  readonly live: Batch | undefined;

  /** Older than the mapping's maximum record age: one list for each run of neighbours in the batch. */
  readonly tooOld: readonly (readonly TrackedRecord[])[];

  /** Older than the stream's retention, so no longer in it. */
  readonly expired: readonly TrackedRecord[];
}

/**
 * Takes the records out of `batch` that may not be sent at `now`.
 *
 * Lambda discards records older than MaximumRecordAgeInSeconds. Without that limit, or with one beyond the stream's
 * retention, they are retried until they expire from the stream.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export function dropByAge(
  batch: Batch,
  now: number,
  settings: Pick<ResolvedSettings, 'maximumRecordAgeMs' | 'retentionMs'>,
): AgedBatch {
  const limit = ageLimit(settings);
  const isOld = (record: TrackedRecord): boolean => now - record.arrivalMs > limit;
  const records = batch.records.filter((record) => !isOld(record));
  if (records.length === batch.records.length) return { live: batch, tooOld: [], expired: [] };
  const live = records.length > 0 ? { ...batch, records } : undefined;
  if (settings.maximumRecordAgeMs > settings.retentionMs) {
    return { live, tooOld: [], expired: batch.records.filter(isOld) };
  }
  const tooOld: TrackedRecord[][] = [];
  batch.records.forEach((record, index) => {
    if (!isOld(record)) return;
    const before = batch.records[index - 1];
    const run = before !== undefined && isOld(before) ? tooOld.at(-1) : undefined;
    if (run === undefined) tooOld.push([record]);
    else run.push(record);
  });
  return { live, tooOld, expired: [] };
}

/** Age past which a record is not sent, in milliseconds. */
export function ageLimit(settings: Pick<ResolvedSettings, 'maximumRecordAgeMs' | 'retentionMs'>): number {
  return Math.min(settings.maximumRecordAgeMs, settings.retentionMs);
}

function halves(records: readonly TrackedRecord[]): (readonly TrackedRecord[])[] {
  const middle = records.length >> 1;
  return [records.slice(0, middle), records.slice(middle)];
}
