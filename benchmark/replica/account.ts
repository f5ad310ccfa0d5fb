import type { SourceRecord } from '../../lambda/replicate-stream/source-record';

/** What became of the source's records in the target. */
export interface Account {
  readonly lost: number;
  readonly duplicates: number;

  /** Records whose first copy stands behind the first copy of a later one of their key. */
  readonly orderBreaks: number;
}

/** Compares what was to be copied with the numbers of the records in each shard of the target. */
export function accountFor(records: readonly SourceRecord[], shards: readonly number[][]): Account {
  const seen = new Set<number>();
  const last = new Map<string, number>();
  let copies = 0;
  let orderBreaks = 0;
  for (const number of shards.flat()) {
    copies += 1;
    if (seen.has(number)) continue;
    seen.add(number);
    const { partitionKey } = records[number];
    if (number < (last.get(partitionKey) ?? -1)) orderBreaks += 1;
    else last.set(partitionKey, number);
  }
  return { lost: records.length - seen.size, duplicates: copies - seen.size, orderBreaks };
}
