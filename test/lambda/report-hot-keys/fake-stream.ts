import { HASH_KEYS } from '../../../lambda/producer/hash-key';
import type { Clock } from '../../../lambda/report-hot-keys/clock';
import type { Description, OpenShards, Page, StreamShards } from '../../../lambda/report-hot-keys/shards';

export const MINUTE = 60_000;

/** The moment at which tests begin to sample. */
export const NOW = Date.UTC(2026, 0, 1, 12);

export type FakeRecord = Page['records'][number];

/** Time that passes in sleeps and calls alone. */
export class FakeClock implements Clock {
  public time = NOW;
  private state = 1;

  constructor(private readonly deadline = NOW + 10 * MINUTE) {}

  public now(): number {
    return this.time;
  }

  public left(): number {
    return this.deadline - this.time;
  }

  public async sleep(ms: number): Promise<void> {
    this.time += ms;
  }

  public random(): number {
    this.state = (this.state * 48_271) % 0x7fffffff;
    return this.state / 0x7fffffff;
  }
}

/** Data of records, one for each size. */
const data = new Map<number, Uint8Array>();

/** A record of `key` with `bytes` of data. */
export function record(key: string, arrival: number, bytes = 100): FakeRecord {
  const shared = data.get(bytes) ?? new Uint8Array(bytes);
  data.set(bytes, shared);
  return { partitionKey: key, data: shared, arrival };
}

/** `count` records, evenly over the five minutes before `NOW`, their keys by turns as `keyOf` says. */
export function evenly(count: number, keyOf: (n: number) => string, bytes = 100): FakeRecord[] {
  return Array.from({ length: count }, (_, n) =>
    record(keyOf(n), NOW - 5 * MINUTE + Math.floor((n * 5 * MINUTE) / count), bytes),
  );
}

export function failure(name: string, $fault: 'client' | 'server' = 'client'): Error {
  return Object.assign(new Error(name), { name, $fault });
}

/** Shards in memory, of equal parts of the hash keys. Calls take 20 ms. */
export class FakeStream implements StreamShards {
  public readonly reads: { shardId: string; time: number; bytes: number }[] = [];
  public decides = true;
  public created = 0;

  /** Ids of shards that were made within the window. */
  public readonly made = new Set<string>();

  /** What a call on a shard throws, if anything. */
  public fault: (shardId: string, read: number) => Error | undefined = () => undefined;

  constructor(
    private readonly shards: FakeRecord[][],
    private readonly clock: FakeClock,
  ) {}

  public async describe(): Promise<Description> {
    return { keysDecide: this.decides, created: this.created };
  }

  public async open(): Promise<OpenShards> {
    const width = HASH_KEYS / BigInt(this.shards.length || 1);
    const open = this.shards.map((_, n) => ({
      ShardId: `shard-${n}`,
      HashKeyRange: {
        StartingHashKey: String(width * BigInt(n)),
        EndingHashKey: String(n === this.shards.length - 1 ? HASH_KEYS - 1n : width * BigInt(n + 1) - 1n),
      },
      SequenceNumberRange: { StartingSequenceNumber: '1' },
    }));
    return { open, made: this.made };
  }

  public async iterator(shardId: string, time: number): Promise<string> {
    const index = this.of(shardId).findIndex(({ arrival }) => arrival >= time);
    return `${shardId}/${index < 0 ? this.of(shardId).length : index}`;
  }

  public async read(iterator: string, limit: number): Promise<Page> {
    const [shardId, at] = iterator.split('/');
    const all = this.of(shardId);
    const fault = this.fault(shardId, this.reads.filter((read) => read.shardId === shardId).length);
    const records = all.slice(Number(at), Number(at) + limit);
    const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
    this.reads.push({ shardId, time: this.clock.time, bytes });
    this.clock.time += 20;
    if (fault !== undefined) throw fault;
    const end = Number(at) + records.length;
    const behind = end < all.length ? this.clock.time - (records.at(-1)?.arrival ?? 0) : 0;
    return { records, behind, next: `${shardId}/${end}` };
  }

  private of(shardId: string): FakeRecord[] {
    return this.shards[Number(shardId.slice('shard-'.length))];
  }
}
