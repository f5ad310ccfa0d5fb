import type { ScaleShardsSettings } from '../../../lambda/scale-shards/contract';
import { type Memory, NEW_MEMORY, readMemory, writeMemory } from '../../../lambda/scale-shards/memory';
import { DAY, HASH_KEYS, MINUTE, type Shard } from '../../../lambda/scale-shards/model';
import type { Ports, Query, Series } from '../../../lambda/scale-shards/ports';
import { StreamMetrics } from '../../support/stream-metrics';
import { shards as evenShards, NOW } from './support';

export const WORLD_SETTINGS: ScaleShardsSettings = {
  streamName: 'orders',
  tableName: 'memory',
  minShards: 2,
  maxShards: 32,
  targetUtilisation: 0.7,
  dailyReshards: 48,
  scheduledMinimums: [],
  lagMetric: {
    namespace: 'AWS/Kinesis',
    name: 'GetRecords.IteratorAgeMilliseconds',
    dimensions: { StreamName: 'orders' },
  },
  dryRun: false,
};

/** How a run goes wrong: its `at`th call to the outside never returns, with or without having had its effect. */
export interface Crash {
  readonly at: number;
  readonly after: boolean;
}

/** What Kinesis answers when it refuses. */
export class Refusal extends Error {
  public readonly $metadata = { httpStatusCode: 400 };

  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

const CHANGE = 2 * MINUTE;
const TIMEOUT = 5 * MINUTE;

/** A stream, its metrics and the memory, with a clock of their own and Kinesis's rules. */
export class World {
  public now = NOW;
  public shards: Shard[];
  /** Load of the stream in shards, and of single hash keys. */
  public load = 0;
  public hot: ReadonlyMap<bigint, number> = new Map();
  /** Minutes that metrics are late. */
  public late = 2;
  /** When metrics have ceased to come. */
  public silentSince = Number.POSITIVE_INFINITY;
  public lagMs?: number;
  public shardMetrics: string[] = ['ALL'];
  public onDemand = false;
  public free = Number.POSITIVE_INFINITY;
  /** Accepted calls of `UpdateShardCount`, by their times. */
  public readonly updates: number[] = [];
  public readonly reshards: number[] = [];
  public readonly refusals: string[] = [];
  public readonly queries: Query[] = [];
  /** What Kinesis answers to changes, instead of making them. */
  public failure?: Error;
  /** Whether the change is made though its answer is the failure. */
  public madeAllTheSame = false;
  public kept?: { version: number; text: string };
  private changing = 0;
  private names = 0;
  private readonly metrics = new StreamMetrics();

  constructor(count: number) {
    this.shards = evenShards(count);
  }

  public get memory(): Memory {
    return this.kept === undefined ? NEW_MEMORY : readMemory(this.kept.text, this.kept.version);
  }

  public get changes(): number {
    return this.updates.length + this.reshards.length;
  }

  /** Lets a minute pass. */
  public minute(): void {
    const { load, hot, lagMs } = this;
    this.metrics.record(Math.floor(this.now / MINUTE) * MINUTE, this.shards, { load, hot, lagMs });
    this.now += MINUTE;
  }

  /** The outside as one run sees it. `turn` is awaited before each call, so that runs at the same time take turns. */
  public ports(crash?: Crash, turn: () => Promise<unknown> = async () => undefined): Ports {
    let calls = 0;
    const deadline = this.now + TIMEOUT;
    const call = async <T>(effect: () => T): Promise<T> => {
      await turn();
      const crashes = crash !== undefined && calls++ === crash.at;
      if (crashes && !crash.after) return new Promise<T>(() => {});
      const result = effect();
      return crashes ? new Promise<T>(() => {}) : result;
    };
    return {
      clock: {
        now: () => this.now,
        deadline: () => deadline,
        pause: async (milliseconds) => {
          this.now += milliseconds;
        },
      },
      memory: {
        load: () => call(() => this.memory),
        save: (memory, previous) => call(() => this.save(memory, previous)),
      },
      metrics: {
        read: (queries, from, to) => call(() => queries.map((query) => this.read(query, from, to))),
      },
      stream: {
        summary: () =>
          call(() => ({
            active: this.active,
            onDemand: this.onDemand,
            retentionMs: DAY,
            shardMetrics: this.shardMetrics,
          })),
        openShards: () => call(() => this.shards),
        shardsFree: () => call(() => this.free),
        updateShardCount: (target) => call(() => this.update(target)),
        split: ({ shardId, at }) => call(() => this.split(shardId, at)),
        merge: ({ shardId, adjacentShardId }) => call(() => this.merge(shardId, adjacentShardId)),
      },
    };
  }

  private get active(): boolean {
    return this.now >= this.changing;
  }

  private save(memory: Memory, previous: Memory): boolean {
    if ((this.kept?.version ?? 0) !== previous.version) return false;
    this.kept = { version: previous.version + 1, text: writeMemory(memory) };
    return true;
  }

  private update(target: number): void {
    const count = this.shards.length;
    const today = this.updates.filter((time) => time > this.now - DAY).length;
    if (today >= 10) this.refuse('LimitExceededException');
    if (target > count * 2 || target < Math.ceil(count / 2)) this.refuse('InvalidArgumentException');
    this.change(() => {
      this.updates.push(this.now);
      this.shards = evenShards(target).map((shard) => ({ ...shard, id: this.name() }));
    }, CHANGE);
  }

  private split(id: string, at: bigint): void {
    const shard = this.find(id);
    if (at <= shard.start || at > shard.end) this.refuse('InvalidArgumentException');
    this.change(() => {
      this.reshards.push(this.now);
      const halves = [
        { id: this.name(), start: shard.start, end: at - 1n },
        { id: this.name(), start: at, end: shard.end },
      ];
      this.shards = this.shards.filter((one) => one !== shard).concat(halves);
    }, CHANGE / 4);
  }

  private merge(id: string, adjacentId: string): void {
    const [low, high] = [this.find(id), this.find(adjacentId)];
    if (low.end + 1n !== high.start) this.refuse('InvalidArgumentException');
    this.change(() => {
      this.reshards.push(this.now);
      const whole = { id: this.name(), start: low.start, end: high.end };
      this.shards = this.shards.filter((one) => one !== low && one !== high).concat(whole);
    }, CHANGE / 4);
  }

  private change(effect: () => void, takes: number): void {
    if (!this.active) this.refuse('ResourceInUseException');
    if (this.failure === undefined || this.madeAllTheSame) {
      effect();
      this.changing = this.now + takes;
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private find(id: string): Shard {
    return this.shards.find((shard) => shard.id === id) ?? this.refuse('ResourceNotFoundException');
  }

  private refuse(name: string): never {
    this.refusals.push(name);
    throw new Refusal(name);
  }

  private name(): string {
    this.names += 1;
    return `shardId-${this.names}`;
  }

  private read(query: Query, from: number, to: number): Series {
    this.queries.push(query);
    return this.metrics.read(query, from, Math.min(to, this.silentSince, this.now - this.late * MINUTE));
  }
}

/** A hash key at this share of all of them. */
export const keyAt = (share: number): bigint => (HASH_KEYS * BigInt(Math.round(share * 1e6))) / 1_000_000n;
