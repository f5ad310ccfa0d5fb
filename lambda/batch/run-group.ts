import { decodePayload, type PayloadFormat } from './payload';
import type { GroupHandler } from './process-groups';
import type { RecordContext, StreamRecordOptions } from './process-records';
import { notDone, type RecordResult, type Verdict } from './run-record';
import type { StandardSchemaV1 } from './standard-schema';
import { type RawStreamRecord, type StreamRecord, withPayload } from './stream-record';

/** What is done with each group. */
export interface GroupSteps<T> {
  readonly handler: GroupHandler<T>;
  readonly format: PayloadFormat;
  readonly schema?: StandardSchemaV1<unknown, T>;
  readonly onInvalid?: StreamRecordOptions['onInvalid'];
}

/** Runs the records of one key through the steps, all valid ones in one call. Never rejects. */
export async function runGroup<T>(
  records: RawStreamRecord[],
  { handler, format, schema, onInvalid }: GroupSteps<T>,
  context: RecordContext,
): Promise<RecordResult[]> {
  const results = records.map((): RecordResult => ({ verdict: 'UNPROCESSED', done: false }));
  const valid: StreamRecord<T>[] = [];
  const places: number[] = [];
  for (const [index, record] of records.entries()) {
    let verdict: Verdict = 'FAILED';
    try {
      const decoded = await decodePayload(record.data, format, schema);
      context.signal.throwIfAborted();
      if ('payload' in decoded) {
        places.push(index);
        valid.push(withPayload(record, decoded.payload));
        continue;
      }
      verdict = 'INVALID';
      const reason = decoded.invalid.message;
      await onInvalid?.(record, decoded.invalid, context);
      results[index] = { verdict, done: onInvalid !== undefined, reason };
    } catch (thrown) {
      results[index] = notDone(context.signal.aborted ? 'UNPROCESSED' : verdict, thrown);
    }
    if (!results[index].done) break;
  }
  const outcome = await attempt(valid, handler, context);
  // What went wrong, went wrong once: the first record tells of it for all.
  const others: RecordResult = { verdict: outcome.verdict, done: outcome.done };
  for (const place of places) results[place] = others;
  if (!outcome.done) results[places[0]] = { ...outcome, records: places.length };
  return results;
}

async function attempt<T>(
  records: StreamRecord<T>[],
  handler: GroupHandler<T>,
  context: RecordContext,
): Promise<RecordResult> {
  try {
    if (records.length > 0) {
      context.signal.throwIfAborted();
      await handler(records, context);
    }
    return { verdict: 'PROCESSED', done: true };
  } catch (thrown) {
    return notDone(context.signal.aborted ? 'UNPROCESSED' : 'FAILED', thrown);
  }
}
