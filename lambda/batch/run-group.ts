import { decodePayload, type PayloadFormat } from './payload';
import type { GroupHandler } from './process-groups';
import type { RecordContext, StreamRecordOptions } from './process-records';
import { notDone, type RecordResult } from './run-record';
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
    const decoded = await decodePayload(record.data, format, schema);
    if ('payload' in decoded) {
      places.push(index);
      valid.push(withPayload(record, decoded.payload));
      continue;
    }
    const reason = decoded.invalid.message;
    try {
      await onInvalid?.(record, decoded.invalid, context);
      results[index] = { verdict: 'INVALID', done: onInvalid !== undefined, reason };
    } catch (thrown) {
      results[index] = notDone(context.signal.aborted ? 'UNPROCESSED' : 'INVALID', thrown);
    }
    if (!results[index].done) break;
  }
  const outcome = await attempt(valid, handler, context);
  for (const place of places) results[place] = outcome;
  return results;
}

async function attempt<T>(
  records: StreamRecord<T>[],
  handler: GroupHandler<T>,
  context: RecordContext,
): Promise<RecordResult> {
  try {
    if (records.length > 0) await handler(records, context);
    return { verdict: 'PROCESSED', done: true };
  } catch (thrown) {
    return notDone(context.signal.aborted ? 'UNPROCESSED' : 'FAILED', thrown);
  }
}
