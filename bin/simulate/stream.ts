import { MINUTE, type Minute, SHARD_BYTES, SHARD_RECORDS, type Shard } from '../../lambda/scale-shards/model';
import { evenShards, type LoadedShard, loaded, SERVICE, type Skew, served, updateMinutes } from './service';

const DAY = 24 * 60;

/** Calls to `UpdateShardCount` that Kinesis takes in a rolling day. */
const DAILY_CALLS = 10;

/** What happened in a minute. Loads in shard units: what one shard can take. */
export interface Step extends Minute {
  readonly minute: number;
  readonly offered: number;
  readonly accepted: number;
  readonly shards: number;
}

/** A provisioned stream in one-minute steps. */
export class SimulatedStream {
  public shards: LoadedShard[];
  /** Minutes of the calls to `UpdateShardCount`, and of splits and merges. */
  public readonly updates: number[] = [];
  public readonly reshards: number[] = [];
  public now = 0;
  private readonly changes: { at: number; apply: () => void }[] = [];
  /** Records a minute that fill a shard, by their bytes or their count. */
  private readonly recordsAMinute: number;
  private busyUntil = 0;
  private nextId = 0;

  constructor(
    shardCount: number,
    private readonly skew: Skew,
    private readonly recordBytes: number,
    private readonly slowdown: number,
  ) {
    this.recordsAMinute = 60 * Math.min(SHARD_BYTES / recordBytes, SHARD_RECORDS);
    this.shards = this.newShards(shardCount);
  }

  public get updating(): boolean {
    return this.busyUntil > this.now;
  }

  /** Calls left of the ten a rolling day. */
  public get callsLeft(): number {
    return DAILY_CALLS - this.updates.filter((minute) => minute > this.now - DAY).length;
  }

  /** Refuses, as Kinesis does, what breaks its rules. */
  public updateShardCount(target: number): boolean {
    const current = this.shards.length;
    const legal =
      target >= 1 && target <= current * 2 && target >= Math.ceil(current / 2) && target !== current;
    if (this.updating || this.callsLeft <= 0 || !legal) return false;
    this.updates.push(this.now);
    this.later(updateMinutes(current, target), () => {
      this.shards = this.newShards(target);
    });
    return true;
  }

  /** Splits a shard; several in one minute run one after another. */
  public split(id: string, at: bigint): void {
    this.reshards.push(this.now);
    this.later(SERVICE.split, () => {
      const shard = this.shards.find((candidate) => candidate.id === id);
      if (shard !== undefined && at > shard.start && at <= shard.end) this.divide(shard, at);
    });
  }

  /** Splits a shard in the middle at once: what the service does to an on-demand stream. */
  public splitByService(id: string): void {
    const shard = this.shards.find((candidate) => candidate.id === id);
    if (shard !== undefined) this.divide(shard, shard.start + (shard.end - shard.start + 1n) / 2n);
  }

  /** Merges a shard with the one after it. */
  public merge(id: string, adjacentId: string): void {
    this.reshards.push(this.now);
    this.later(SERVICE.split, () => {
      const i = this.shards.findIndex((shard) => shard.id === id);
      if (i < 0 || this.shards[i + 1]?.id !== adjacentId) return;
      this.shards.splice(i, 2, this.load(this.shards[i].start, this.shards[i + 1].end));
    });
  }

  /** One minute with `offered` shard units of load. */
  public step(offered: number): Step {
    let accepted = 0;
    for (const { share } of this.shards) accepted += served(offered * share);
    const records = this.recordsAMinute * accepted;
    const step = {
      minute: this.now,
      time: this.now * MINUTE,
      offered,
      accepted,
      shards: this.shards.length,
      bytes: records * this.recordBytes,
      records,
      rejected: Math.max(0, this.recordsAMinute * offered - records),
    };
    this.now++;
    while (this.changes.length > 0 && this.changes[0].at <= this.now) this.changes.shift()?.apply();
    return step;
  }

  private divide(shard: LoadedShard, at: bigint): void {
    const halves = [this.load(shard.start, at - 1n), this.load(at, shard.end)];
    this.shards.splice(this.shards.indexOf(shard), 1, ...halves);
  }

  private later(minutes: number, apply: () => void): void {
    this.busyUntil = Math.max(this.busyUntil, this.now) + minutes * this.slowdown;
    this.changes.push({ at: this.busyUntil, apply });
  }

  private newShards(count: number): LoadedShard[] {
    const shards = evenShards(count, this.nextId).map((shard) => loaded(shard, this.skew));
    this.nextId += count;
    return shards;
  }

  private load(start: bigint, end: bigint): LoadedShard {
    const shard: Shard = { id: `shardId-${String(this.nextId++).padStart(12, '0')}`, start, end };
    return loaded(shard, this.skew);
  }
}
