import { type AggregatedRecord, Aggregator, isAggregate } from '../records';
import { sealEnvelope } from './envelope';
import type { Piece } from './pieces';
import type { SourceRecord } from './source-record';

/** One entry of a PutRecords call: one piece, or several of one partition key and explicit hash key packed into one. */
export interface ReplicaEntry {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  readonly data: Buffer;

  /** For each piece inside, in order, the record of the source that it is of. */
  readonly records: readonly SourceRecord[];
}

/** How records travel. */
export interface EntryOptions {
  /** Whether each record says where it came from. */
  readonly envelope: boolean;

  /** Whether records of one partition key go into one entry. Those that came in an aggregate do in any case. */
  readonly packing: boolean;
}

/** Largest entry that is made by packing, bytes: what the KPL makes too, so consumers are used to it. */
const PACKED_BYTES = 51_200;

/** Entries for `pieces`, those of one partition key in their order. */
export function entriesOf(pieces: readonly Piece[], { envelope, packing }: EntryOptions): ReplicaEntry[] {
  const packer = new Packer();
  for (const piece of pieces) {
    const sealed = envelope ? { ...piece, data: enveloped(piece) } : piece;
    // One by one, the records of a hot key would not keep up with a source in which they are packed.
    if (packing || piece.subSequenceNumber !== undefined) packer.pack(sealed);
    else packer.pass(sealed);
  }
  return packer.finish();
}

/** The pieces of one partition key that wait to be packed. */
interface Run {
  readonly aggregator: Aggregator;
  records: SourceRecord[];
}

/** Packs the pieces of each key; an aggregate is never packed, nor is a large record: they travel as they are. */
class Packer {
  private readonly entries: ReplicaEntry[] = [];
  private readonly runs = new Map<string, Run>();

  public pack(piece: Piece): void {
    const { partitionKey, data, record } = piece;
    if (isAggregate(data) || Buffer.byteLength(partitionKey) + data.length > PACKED_BYTES) {
      this.pass(piece);
      return;
    }
    const run = this.runOf(partitionKey);
    // A piece with another explicit hash key ends the entry too: it may belong to another shard.
    this.push(run, run.aggregator.add(piece));
    run.records.push(record);
  }

  /** Makes an entry of one piece, behind those of its key. */
  public pass({ partitionKey, explicitHashKey, data, record }: Piece): void {
    this.end(partitionKey);
    this.entries.push({ partitionKey, explicitHashKey, data, records: [record] });
  }

  public finish(): ReplicaEntry[] {
    for (const partitionKey of this.runs.keys()) this.end(partitionKey);
    return this.entries;
  }

  private runOf(partitionKey: string): Run {
    const known = this.runs.get(partitionKey);
    if (known !== undefined) return known;
    const run = { aggregator: new Aggregator({ maxRecordBytes: PACKED_BYTES }), records: [] };
    this.runs.set(partitionKey, run);
    return run;
  }

  private end(partitionKey: string): void {
    const run = this.runs.get(partitionKey);
    if (run !== undefined) this.push(run, run.aggregator.flush());
  }

  private push(run: Run, full: AggregatedRecord | undefined): void {
    if (full === undefined) return;
    const { partitionKey, explicitHashKey, data } = full;
    this.entries.push({ partitionKey, explicitHashKey, data, records: run.records });
    run.records = [];
  }
}

function enveloped({ record, subSequenceNumber, data }: Piece): Buffer {
  const { region, streamName, shardId, sequenceNumber, arrivedAt } = record;
  const origin = { region, streamName, shardId, sequenceNumber, arrivalTime: new Date(arrivedAt) };
  return sealEnvelope({ ...origin, subSequenceNumber }, data);
}
