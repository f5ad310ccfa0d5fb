import type { PutRecordsClient } from '../../../lambda/producer/client';
import type { ProducerOptions } from '../../../lambda/producer/options';
import type { ProducerRecord, PutResult } from '../../../lambda/producer/record';
import type { ProducerStats } from '../../../lambda/producer/stats';
import { StreamProducer } from '../../../lambda/producer/stream-producer';
import { deaggregate } from '../../../lambda/records';
import {
  type CallLog,
  type Fault,
  FaultyKinesis,
  unansweredFaults,
  type Written,
} from '../../support/faulty-kinesis';
import { VirtualTime } from './virtual-time';

/** What to put, and what befalls it. */
export interface Scenario {
  readonly seed: number;
  readonly shards: number;
  readonly faults: readonly Fault[];
  readonly endless?: boolean;

  /** Each record is put `wait` ms after the one before it, by `put` or by `enqueue`. */
  readonly puts: readonly {
    readonly key: string;
    readonly wait: number;
    readonly size: number;
    readonly enqueue: boolean;
  }[];
  readonly options: Omit<ProducerOptions, 'client' | 'streamName' | 'onFailure'>;
}

/** What became of a put. */
export interface Fate {
  readonly id: string;
  readonly key: string;
  readonly number: number;
  readonly putAt: number;
  endedAt?: number;
  result?: PutResult;
  error?: unknown;
}

/** A user record found in the stream. */
export interface Copy {
  readonly written: Written;
  readonly subSequenceNumber: number;
}

export interface Played {
  readonly fates: readonly Fate[];
  readonly kinesis: FaultyKinesis;
  readonly copies: ReadonlyMap<string, readonly Copy[]>;
  readonly stats: ProducerStats;
  readonly mostHeld: { records: number; bytes: number };

  /** Times an attempt at a key was begun while another was open. */
  readonly overlaps: number;
  readonly unhandled: readonly unknown[];
}

type Producer = Pick<StreamProducer, 'put' | 'enqueue' | 'flush' | 'stats'>;
export type MakeProducer = (
  options: ProducerOptions & { client: PutRecordsClient },
  time: VirtualTime,
) => Producer;

const streamProducer: MakeProducer = (options, time) => new StreamProducer(options, time);

/** Plays a scenario in virtual time, to the last event that can still happen. */
export async function play(scenario: Scenario, make: MakeProducer = streamProducer): Promise<Played> {
  const time = new VirtualTime(scenario.seed);
  const mostHeld = { records: 0, bytes: 0 };
  let overlaps = 0;
  const look = (): void => {
    const { heldRecords, heldBytes } = producer.stats();
    mostHeld.records = Math.max(mostHeld.records, heldRecords);
    mostHeld.bytes = Math.max(mostHeld.bytes, heldBytes);
  };
  const kinesis = new FaultyKinesis({
    clock: time,
    shards: scenario.shards,
    faults: scenario.faults,
    endless: scenario.endless,
    onCall: (call) => {
      look();
      overlaps += overlapsOf(call, kinesis.calls);
    },
  });
  const failed = new Map<string, unknown>();
  const producer = make(
    {
      ...scenario.options,
      streamName: 'orders',
      client: kinesis,
      onFailure: (record, error) => failed.set(String(record.data).split(' ')[0], [error, time.now()]),
    },
    time,
  );
  const fates: Fate[] = [];
  const ends: Promise<void>[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', onUnhandled);
  for (const [number, put] of scenario.puts.entries()) {
    if (put.wait > 0) await time.pass(put.wait);
    const fate: Fate = { id: `${put.key}:${number}`, key: put.key, number, putAt: time.now() };
    fates.push(fate);
    const record: ProducerRecord = { partitionKey: put.key, data: `${fate.id} ${'.'.repeat(put.size)}` };
    const end = (error?: unknown, result?: PutResult): void => {
      Object.assign(fate, { error, result, endedAt: time.now() });
    };
    if (put.enqueue) ends.push(producer.enqueue(record).then(undefined, end));
    else ends.push(producer.put(record).then((result) => end(undefined, result), end));
    look();
  }
  await time.until(Promise.all(ends));
  await time.until(producer.flush());
  const stats = producer.stats();
  await time.drain();
  process.off('unhandledRejection', onUnhandled);
  for (const fate of fates) {
    const [error, endedAt] = (failed.get(fate.id) ?? []) as [unknown?, number?];
    if (error !== undefined) Object.assign(fate, { error, endedAt });
  }
  return { fates, kinesis, copies: copiesIn(kinesis), stats, mostHeld, overlaps, unhandled };
}

/** Ids of the user records inside a record of the stream. */
export function idsIn({ PartitionKey = '', Data }: { PartitionKey?: string; Data?: Uint8Array }): string[] {
  const records = deaggregate({ partitionKey: PartitionKey, data: Data ?? Buffer.alloc(0) });
  return records.map(({ data }) => data.toString().split(' ')[0]);
}

export function isUnanswered({ fault }: CallLog): boolean {
  return unansweredFaults.includes(fault);
}

function copiesIn(kinesis: FaultyKinesis): Map<string, Copy[]> {
  const copies = new Map<string, Copy[]>();
  for (const written of kinesis.written) {
    idsIn(written).forEach((id, subSequenceNumber) => {
      copies.set(id, [...(copies.get(id) ?? []), { written, subSequenceNumber }]);
    });
  }
  return copies;
}

/** How many keys of `call` are in it twice, or in another call that is still open. */
function overlapsOf(call: CallLog, calls: readonly CallLog[]): number {
  const open = calls
    .filter((other) => other.open)
    .flatMap((other) => other.records.map((r) => r.PartitionKey));
  return call.records.filter((r) => open.filter((key) => key === r.PartitionKey).length > 1).length;
}
