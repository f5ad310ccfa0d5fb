import type { FirehoseRecordTransformationStatus } from 'aws-lambda';
import type { TransformMetric } from './contract';
import { reasonOf, toError } from './errors';
import { type RawFirehoseRecord, withPayload } from './firehose-record';
import { encodeValues, type Outcome, type PartitionKeys, partitionKeyFault } from './outcome';
import { decodePayload, type PayloadFormat } from './payload';
import type { RecordContext } from './process-records';
import type { StandardSchemaV1 } from './standard-schema';
import type { FirehoseRecordOptions, RecordTransform } from './transform-records';

/** What became of a record. Each counts once, in the metric of this name. */
export type TransformVerdict = Exclude<keyof typeof TransformMetric, 'RESPONSE_BYTES' | 'DURATION'>;

export interface TransformResult {
  readonly verdict: TransformVerdict;
  readonly result: FirehoseRecordTransformationStatus;
  readonly data?: Buffer;
  readonly partitionKeys?: PartitionKeys;
  /** Why the record failed. */
  readonly reason?: string;
  /** What was thrown, if that is why. */
  readonly error?: Error;
}

/** What is done with each record. */
export interface TransformSteps<T> {
  readonly transform: RecordTransform<T>;
  readonly format: PayloadFormat;
  readonly schema?: StandardSchemaV1<unknown, T>;
  readonly onInvalid?: FirehoseRecordOptions['onInvalid'];
}

/** Takes one record through its steps. Never rejects. */
export async function transformRecord<T>(
  record: RawFirehoseRecord,
  { transform, format, schema, onInvalid }: TransformSteps<T>,
  context: RecordContext,
): Promise<TransformResult> {
  try {
    const decoded = await decodePayload(record.data, format, schema);
    if ('payload' in decoded) return toResult(await transform(withPayload(record, decoded.payload), context));
    if (onInvalid === undefined) return failure('INVALID', decoded.invalid.message);
    return toResult(await onInvalid(record, decoded.invalid, context), 'INVALID');
  } catch (thrown) {
    const error = toError(thrown);
    return { ...failure(context.signal.aborted ? 'UNPROCESSED' : 'FAILED', reasonOf(error)), error };
  }
}

/** A record that goes to the error output. */
export function failure(verdict: TransformVerdict, reason: string): TransformResult {
  return { verdict, result: 'ProcessingFailed', reason };
}

function toResult(outcome: Outcome, failedAs: TransformVerdict = 'FAILED'): TransformResult {
  switch (outcome?.kind) {
    case 'drop':
      return { verdict: 'DROPPED', result: 'Dropped' };
    case 'fail':
      return failure(failedAs, outcome.reason);
    case 'deliver': {
      const { values, partitionKeys } = outcome;
      if (values.length === 0) return { verdict: 'DROPPED', result: 'Dropped' };
      const fault = partitionKeyFault(partitionKeys);
      if (fault !== undefined) return failure('FAILED', fault);
      return { verdict: 'DELIVERED', result: 'Ok', data: encodeValues(values), partitionKeys };
    }
    default:
      return failure('FAILED', 'the transform must return deliver(…), drop() or fail(…)');
  }
}
