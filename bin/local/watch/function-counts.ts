import { BATCH_METRIC_NAMESPACE, BatchMetric, TransformMetric } from '../../../lambda/batch/contract';

/** What a function says of its batches, added up. */
export interface FunctionCounts {
  /** Records that it was given. */
  readonly seen: number;
  /** Records that it could not read: what is no JSON, or does not match the schema. */
  readonly invalid: number;
}

/** One batch of a function. */
export interface BatchCounts extends FunctionCounts {
  /** Age of the last record when the batch began, in milliseconds; a transform does not know it. */
  readonly iteratorAge?: number;
}

/** Metrics that are a verdict on a record each, of consumers and of transforms. */
const VERDICTS: readonly string[] = [
  BatchMetric.PROCESSED,
  BatchMetric.FAILED,
  BatchMetric.SKIPPED,
  BatchMetric.INVALID,
  BatchMetric.UNPROCESSED,
  TransformMetric.DELIVERED,
  TransformMetric.DROPPED,
  TransformMetric.OVERSIZED,
];

/** Reads a line of a function's log; `undefined` when it is not the metrics of a batch. */
export function readBatch(line: string): BatchCounts | undefined {
  if (!line.includes(BATCH_METRIC_NAMESPACE)) return undefined;
  const metrics = parse(line);
  if (metrics?._aws === undefined) return undefined;
  const number = (name: string): number => (typeof metrics[name] === 'number' ? metrics[name] : 0);
  const age = metrics[BatchMetric.ITERATOR_AGE];
  return {
    seen: VERDICTS.reduce((sum, name) => sum + number(name), 0),
    invalid: number(BatchMetric.INVALID),
    ...(typeof age === 'number' ? { iteratorAge: age } : {}),
  };
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
