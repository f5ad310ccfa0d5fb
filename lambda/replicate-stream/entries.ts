import { Aggregator, isAggregate } from '../records';
import { sealEnvelope } from './envelope';
import type { SourceRecord } from './source-record';

/** One entry of a PutRecords call: a record of the source, or several of one partition key packed into one. */
export interface ReplicaEntry {
  readonly partitionKey: string;
  readonly data: Buffer;

  /** The records inside, in order. */
  readonly records: readonly SourceRecord[];
}

/** How records travel. */
export interface EntryOptions {
  /** Whether each record says where it came from. */
  readonly envelope: boolean;

  /** Whether records of one partition key go into one entry. */
  readonly packing: boolean;
}

/** Largest entry that is made by packing, bytes: what the KPL makes too, so consumers are used to it. */
const PACKED_BYTES = 51_200;

/** Entries for `records`, those of one partition key in their order. */
export function entriesOf(records: readonly SourceRecord[], options: EntryOptions): ReplicaEntry[] {
  const { envelope, packing } = options;
  const seal = envelope ? enveloped : ({ data }: SourceRecord): Buffer => data;
  if (!packing) return records.map((record) => single(record, seal(record)));
  const packer = new Packer();
  for (const record of records) packer.add(record, seal(record));
  return packer.finish();
}

/** Packs the records of each key; an aggregate is never packed, nor is a large record: they travel as they are. */
class Packer {
  private readonly entries: ReplicaEntry[] = [];
  private readonly runs = new Map<string, { readonly aggregator: Aggregator; records: SourceRecord[] }>();

  public add(record: SourceRecord, data: Buffer): void {
    const { partitionKey } = record;
    if (isAggregate(data) || Buffer.byteLength(partitionKey) + data.length > PACKED_BYTES) {
      this.end(partitionKey);
      this.entries.push(single(record, data));
      return;
    }
    const run = this.runOf(partitionKey);
    const full = run.aggregator.add({ partitionKey, data });
    if (full !== undefined) {
      this.entries.push({ partitionKey, data: full.data, records: run.records });
      run.records = [];
    }
    run.records.push(record);
  }

  public finish(): ReplicaEntry[] {
    for (const partitionKey of this.runs.keys()) this.end(partitionKey);
    return this.entries;
  }

  private runOf(partitionKey: string): { readonly aggregator: Aggregator; records: SourceRecord[] } {
    const known = this.runs.get(partitionKey);
    if (known !== undefined) return known;
    const run = { aggregator: new Aggregator({ maxRecordBytes: PACKED_BYTES }), records: [] };
    this.runs.set(partitionKey, run);
    return run;
  }

  private end(partitionKey: string): void {
    const run = this.runs.get(partitionKey);
    const last = run?.aggregator.flush();
    if (run === undefined || last === undefined) return;
    this.entries.push({ partitionKey, data: last.data, records: run.records });
    run.records = [];
  }
}

function single(record: SourceRecord, data: Buffer): ReplicaEntry {
  return { partitionKey: record.partitionKey, data, records: [record] };
}

function enveloped(record: SourceRecord): Buffer {
  const { data, arrivedAt, ...origin } = record;
  return sealEnvelope({ ...origin, arrivalTime: new Date(arrivedAt) }, data);
}
