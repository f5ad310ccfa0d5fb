import { deaggregate, isAggregate } from '../../../lambda/records';
import { openEnvelope } from '../../../lambda/replicate-stream/envelope';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import { unansweredFaults, type Written } from '../../support/faulty-kinesis';
import type { Played } from './play';
import type { Schedule } from './schedule';

/** A copy of a source record in the target. */
export interface Copy {
  readonly record: SourceRecord;
  readonly call: number;
}

/** What the target holds, in the order in which it was written. Fails on bytes that no source record has. */
export function copiesIn({ kinesis }: Played, schedule: Schedule): Copy[] {
  const known = new Map(schedule.records.map((r) => [`${r.partitionKey}|${r.data.toString('base64')}`, r]));
  const inOrder = kinesis.written.sort((a, b) => (a.sequenceNumber < b.sequenceNumber ? -1 : 1));
  return inOrder.flatMap((written) =>
    payloadsOf(written, schedule).map((data) => {
      const record = known.get(`${written.PartitionKey}|${data.toString('base64')}`);
      if (record === undefined) throw new Error(`the target holds a record of ${data.length} strange bytes`);
      return { record, call: written.call };
    }),
  );
}

/** The source's Kinesis records inside one of the target's. */
function payloadsOf(written: Written, { envelope, packing, records }: Schedule): Buffer[] {
  const data = Buffer.from(written.Data ?? Buffer.alloc(0));
  const isOne = !packing || records.some((record) => record.data.equals(data));
  if (packing && isAggregate(data) && isOne && envelope) throw new Error('an aggregate without its envelope');
  const inside = isOne
    ? [data]
    : deaggregate({ partitionKey: written.PartitionKey ?? '', data }).map((user) => user.data);
  if (!envelope) return inside;
  return inside.map((sealed) => {
    const opened = openEnvelope(sealed);
    const source = records.find((record) => record.sequenceNumber === opened?.origin.sequenceNumber);
    if (opened === undefined || source === undefined) throw new Error('a record without its envelope');
    if (!opened.data.equals(source.data)) throw new Error('an envelope with other bytes');
    return opened.data;
  });
}

/** Records that the target does not have. */
export function lost(copies: readonly Copy[], { records }: Schedule): string[] {
  const there = new Set(copies.map(({ record }) => record));
  return records.filter((record) => !there.has(record)).map(idOf);
}

/** Records whose first copy is behind the first copy of a later record of their key. */
export function outOfOrder(copies: readonly Copy[], { records }: Schedule): string[] {
  const first = new Map<SourceRecord, number>();
  for (const [place, { record }] of copies.entries()) if (!first.has(record)) first.set(record, place);
  const last = new Map<string, number>();
  return records
    .filter((record) => {
      const place = first.get(record) ?? -1;
      const before = last.get(record.partitionKey) ?? -1;
      last.set(record.partitionKey, Math.max(place, before));
      return place < before;
    })
    .map(idOf);
}

/**
 * Records with more copies than one, one for each call to Kinesis that held it and was not answered, and one for each
 * run of the function that held it and could not tell the next of what it had done.
 */
export function unexplainedCopies(copies: readonly Copy[], played: Played, { records }: Schedule): string[] {
  const unanswered = new Set(
    played.kinesis.calls.filter(({ fault }) => unansweredFaults.includes(fault)).map(({ number }) => number),
  );
  return records
    .filter((record) => {
      const all = copies.filter((copy) => copy.record === record);
      const silent = all.filter(({ call }) => unanswered.has(call)).length;
      const mishaps = played.mishaps.filter((mishap) => mishap.records.includes(record)).length;
      return all.length > 1 + silent + mishaps;
    })
    .map(idOf);
}

function idOf({ partitionKey, sequenceNumber }: SourceRecord): string {
  return `${partitionKey}:${sequenceNumber}`;
}
