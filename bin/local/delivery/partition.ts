import type { Query } from './query';
import type { Answer, Answered } from './transform';

/** Adds the partition keys that the query finds. Records that are no JSON, or lack a key, fail, as they do in Firehose. */
export function partition(run: readonly Answered[], query: Query | undefined): readonly Answered[] {
  if (query === undefined) return run;
  return run.map(({ record, answer }) => ({ record, answer: withKeys(answer, query) }));
}

function withKeys(answer: Answer, query: Query): Answer {
  if (answer.result !== 'Ok') return answer;
  try {
    const partitionKeys = { ...answer.partitionKeys };
    for (const [key, value] of Object.entries(query.extract(JSON.parse(answer.data.toString())))) {
      if (value === undefined) throw new Error(`the record has no value for the partition key ${key}`);
      partitionKeys[key] = value;
    }
    return { ...answer, partitionKeys };
  } catch (error) {
    const errorMessage = error instanceof Error ? error.message : String(error);
    const errorCode = 'DynamicPartitioning.MetadataExtractionFailed';
    return { result: 'Failed', error: { attemptsMade: 1, errorCode, errorMessage, endedAt: Date.now() } };
  }
}
