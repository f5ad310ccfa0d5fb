import { reasonOf, toError } from './errors';
import type { IdempotencyStore } from './idempotency';
import { decodePayload, type PayloadFormat } from './payload';
import type { RecordContext, RecordHandler, StreamRecordOptions } from './process-records';
import type { StandardSchemaV1 } from './standard-schema';
import { type RawStreamRecord, withPayload } from './stream-record';

/** What became of a record. Each counts once, in the metric of this name. */
export type Verdict = 'PROCESSED' | 'FAILED' | 'SKIPPED' | 'INVALID' | 'UNPROCESSED';

/** The end of a record's run. */
export interface RecordResult {
  readonly verdict: Verdict;
  /** Whether it need not come again. */
  readonly done: boolean;
  /** What is wrong with the record, or with its run. */
  readonly reason?: string;
  /** What was thrown, if that is what went wrong. */
  readonly error?: Error;
  /** How many records failed together; with the first of them, the others have no reason. */
  readonly records?: number;
}

/** What is done with each record. */
export interface RecordSteps<T> {
  readonly handler: RecordHandler<T>;
  readonly format: PayloadFormat;
  readonly schema?: StandardSchemaV1<unknown, T>;
  readonly onInvalid?: StreamRecordOptions['onInvalid'];
  readonly idempotency?: IdempotencyStore;
}

/** Runs one record through its steps. Never rejects. */
export async function runRecord<T>(
  record: RawStreamRecord,
  steps: RecordSteps<T>,
  context: RecordContext,
): Promise<RecordResult> {
  // Stays when the store does not let the work run.
  let result: RecordResult = { verdict: 'SKIPPED', done: true };
  const work = async (): Promise<void> => {
    result = await attempt(record, steps, context);
    if (!result.done) throw result.error ?? new Error(result.reason);
  };
  try {
    await (steps.idempotency === undefined
      ? work()
      : steps.idempotency.runOnce(record.id, work, context.lambda));
    return result;
  } catch (thrown) {
    // Work that is done, or never began, leaves only the store to have failed.
    return result.done ? notDone('FAILED', thrown) : result;
  }
}

async function attempt<T>(
  record: RawStreamRecord,
  { handler, format, schema, onInvalid }: RecordSteps<T>,
  context: RecordContext,
): Promise<RecordResult> {
  let verdict: Verdict = 'FAILED';
  try {
    const decoded = await decodePayload(record.data, format, schema);
    // The store or the schema may have taken all the time there was.
    context.signal.throwIfAborted();
    if ('payload' in decoded) {
      await handler(withPayload(record, decoded.payload), context);
      return { verdict: 'PROCESSED', done: true };
    }
    verdict = 'INVALID';
    const reason = decoded.invalid.message;
    await onInvalid?.(record, decoded.invalid, context);
    return { verdict, done: onInvalid !== undefined, reason };
  } catch (thrown) {
    // Who gives up at the signal has not failed: there was no time.
    return notDone(context.signal.aborted ? 'UNPROCESSED' : verdict, thrown);
  }
}

/** The end of a run that threw. */
export function notDone(verdict: Verdict, thrown: unknown): RecordResult {
  const error = toError(thrown);
  return { verdict, done: false, reason: reasonOf(error), error };
}
