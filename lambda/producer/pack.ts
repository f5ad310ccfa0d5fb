import type { PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { type AggregatedRecord, Aggregator } from '../records';
import type { Entry } from './entry';
import type { List } from './list';

/** What travels as one Kinesis record: the first entries of a lane. */
export interface Parcel {
  readonly entries: readonly Entry[];
  readonly request: PutRecordsRequestEntry;
  readonly bytes: number;
}

/** Makes the next parcel from the entries of a lane, of which there is at least one. */
export type Pack = (entries: List<Entry>) => Parcel;

/** One record a parcel. */
export const packSingly: Pack = (entries) => {
  const entry = firstOf(entries);
  const { partitionKey, explicitHashKey, data, bytes } = entry.record;
  return parcel([entry], partitionKey, explicitHashKey, data, bytes);
};

/** As many records of one explicit hash key a parcel as fit into `aggregateBytes`; a larger one goes alone. */
export function packTogether(aggregateBytes: number, recordBytes: number): Pack {
  return (entries) => {
    const isLarge = firstOf(entries).record.bytes > aggregateBytes;
    const aggregator = new Aggregator({ maxRecordBytes: isLarge ? recordBytes : aggregateBytes });
    const inside: Entry[] = [];
    let bytes = 0;
    let made: AggregatedRecord | undefined;
    for (const entry of entries) {
      if (inside.length > 0 && (isLarge || entry.record.bytes > aggregateBytes)) break;
      made = aggregator.add(entry.record);
      if (made !== undefined) break;
      inside.push(entry);
      bytes = aggregator.byteLength;
    }
    const { partitionKey, explicitHashKey, data } = made ?? (aggregator.flush() as AggregatedRecord);
    return parcel(inside, partitionKey, explicitHashKey, data, bytes);
  };
}

function firstOf(entries: List<Entry>): Entry {
  if (entries.first === undefined) throw new Error('a lane without records cannot be packed');
  return entries.first;
}

function parcel(
  entries: readonly Entry[],
  PartitionKey: string,
  ExplicitHashKey: string | undefined,
  Data: Uint8Array,
  bytes: number,
): Parcel {
  const hashKey = ExplicitHashKey === undefined ? {} : { ExplicitHashKey };
  return { entries, request: { PartitionKey, Data, ...hashKey }, bytes };
}
