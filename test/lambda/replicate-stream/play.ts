import type { PutRecordsClient } from '../../../lambda/producer/client';
import type { Progress } from '../../../lambda/replicate-stream/progress';
import {
  type ProgressStore,
  type ReplicaOutcome,
  type ReplicaPorts,
  replicateBatch,
} from '../../../lambda/replicate-stream/replicate-batch';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import { FaultyKinesis } from '../../support/faulty-kinesis';
import { VirtualTime } from '../producer/virtual-time';
import { type Misfortune, type Schedule, SOURCE, TARGET_ARN } from './schedule';

/** What replicates a batch: the library's way, or another that is put to the same test. */
export type Replicate = typeof replicateBatch;

/** One call of the function after which its batch may be copied once more. */
export interface Mishap {
  readonly records: readonly SourceRecord[];
}

export interface Played {
  readonly kinesis: FaultyKinesis;

  /** Calls whose work could not be known to the one after. */
  readonly mishaps: readonly Mishap[];

  /** Calls to Kinesis made when the token had been gone for longer than a look at it counts. */
  readonly unfenced: number;
  readonly duplicatesAvoided: number;
}

const TOKEN_VALID_MS = 50;
const SETTINGS = { targetStreamArn: TARGET_ARN, region: SOURCE.region, callTimeoutMs: 200, baseMs: 20 };
const ROUNDS = 400;

/** Plays a schedule in virtual time, as Lambda's mapping does, until every batch is acknowledged. */
export async function play(schedule: Schedule, replicate: Replicate = replicateBatch): Promise<Played> {
  return new Stage(schedule, replicate).play();
}

class Stage {
  private readonly time: VirtualTime;
  private readonly kinesis: FaultyKinesis;
  private readonly mishaps: Mishap[] = [];
  private kept: { progress: Progress; version: number } | undefined;
  private readonly counts = { unfenced: 0, duplicatesAvoided: 0 };
  private tokenReads = 0;
  private readonly misfortunes: Misfortune[];

  constructor(
    private readonly schedule: Schedule,
    private readonly replicate: Replicate,
  ) {
    this.time = new VirtualTime(schedule.seed);
    this.misfortunes = [...schedule.misfortunes];
    this.kinesis = new FaultyKinesis({
      clock: this.time,
      shards: schedule.shards,
      faults: schedule.faults,
      onCall: () => {
        if (schedule.mode === 'active-passive' && !this.heldWithin(TOKEN_VALID_MS)) this.counts.unfenced += 1;
      },
    });
  }

  public async play(): Promise<Played> {
    const { records, batchSize, bisect } = this.schedule;
    let size = batchSize;
    let at = 0;
    for (let round = 0; at < records.length; round += 1) {
      if (round === ROUNDS) throw new Error('the batch is never acknowledged');
      const batch = records.slice(at, at + size);
      const from = await this.time.until(this.invoke(batch));
      // Lambda cuts a batch in two that failed altogether, and starts at the record reported otherwise.
      const failed = from === batch[0].sequenceNumber;
      size = failed && bisect && this.time.random() < 0.5 ? Math.ceil(size / 2) : batchSize;
      at = from === undefined ? at + batch.length : records.findIndex((r) => r.sequenceNumber === from);
      if (failed) await this.time.pass(100);
    }
    await this.time.drain();
    return { kinesis: this.kinesis, mishaps: this.mishaps, ...this.counts };
  }

  /** One call of the function: from which record on to go over the batch again, if at all. */
  private async invoke(batch: readonly SourceRecord[]): Promise<string | undefined> {
    const misfortune = this.misfortunes.shift() ?? 'none';
    const again = batch[0].sequenceNumber;
    const leftOf = (outcome: ReplicaOutcome | undefined): string | undefined =>
      outcome === undefined ? again : outcome.left[0]?.sequenceNumber;
    if (misfortune === 'called twice') {
      this.mishaps.push({ records: batch });
      const [, second] = await Promise.all([this.run(batch), this.run(batch)]);
      return leftOf(second);
    }
    const isDeath = misfortune.startsWith('dies');
    if (isDeath || misfortune === 'progress unwritable') this.mishaps.push({ records: batch });
    if (!isDeath) {
      const outcome = await this.run(batch, misfortune);
      return misfortune === 'answer lost' ? again : leftOf(outcome);
    }
    const life = { over: false };
    const dead = new Promise<void>((resolve) => {
      const die = (): void => {
        life.over = true;
        resolve();
      };
      if (misfortune === 'dies amid') this.time.after(this.time.random() * 120, die);
      else void this.run(batch, misfortune, life, die);
    });
    if (misfortune === 'dies amid') void this.run(batch, misfortune, life);
    // It may also have failed without getting that far.
    this.time.after(60_000, () => undefined);
    await Promise.race([dead, new Promise<void>((resolve) => this.time.after(60_000, resolve))]);
    life.over = true;
    return again;
  }

  /** Undefined if it throws. */
  private run(
    batch: readonly SourceRecord[],
    misfortune: Misfortune = 'none',
    life = { over: false },
    atWrite?: () => void,
  ): Promise<ReplicaOutcome | undefined> {
    const { envelope, packing, mode } = this.schedule;
    const settings = { ...SETTINGS, envelope, packing, mode, tokenValidMs: TOKEN_VALID_MS };
    const deadlineMs = misfortune === 'short of time' ? 60 : 5_000;
    return this.replicate(batch, deadlineMs, settings, this.ports(misfortune, life, atWrite)).then(
      (outcome) => {
        this.counts.duplicatesAvoided += outcome.duplicatesAvoided;
        return outcome;
      },
      () => undefined,
    );
  }

  private ports(misfortune: Misfortune, life: { over: boolean }, atWrite?: () => void): ReplicaPorts {
    const never = new Promise<never>(() => undefined);
    const target: PutRecordsClient = {
      send: (command, options) => (life.over ? never : this.kinesis.send(command, options)),
    };
    return {
      target,
      runtime: this.time,
      token: { read: () => this.readToken() },
      progress: this.progress(misfortune, life, atWrite),
    };
  }

  private progress(misfortune: Misfortune, life: { over: boolean }, atWrite?: () => void): ProgressStore {
    let version = 0;
    return {
      read: async () => {
        if (misfortune === 'progress unreadable') throw new Error('no progress');
        version = this.kept?.version ?? 0;
        return this.kept?.progress;
      },
      write: async (_, progress) => {
        atWrite?.();
        if (life.over) return new Promise(() => undefined);
        if (misfortune === 'progress unwritable') throw new Error('no room');
        if (version === (this.kept?.version ?? 0)) this.kept = { progress, version: version + 1 };
      },
    };
  }

  private async readToken(): Promise<{ moves: { region: string; since: number }[] }> {
    this.tokenReads += 1;
    if (this.schedule.tokenUnreadable[this.tokenReads - 1]) throw new Error('no token');
    const region = this.holdsAt(this.time.now()) ? SOURCE.region : 'eu-central-1';
    // The records of these schedules all came when this Region held the token.
    return {
      moves: [
        { region: SOURCE.region, since: 0 },
        { region, since: 5_000 },
      ],
    };
  }

  /** The token goes and comes back; in the end it is back. */
  private holdsAt(moment: number): boolean {
    const turns = this.schedule.tokenTurns;
    const times = turns.map((_, i) => turns.slice(0, i + 1).reduce((sum, ms) => sum + ms, 0));
    const past = times.filter((time) => time <= moment).length;
    return past % 2 === 0 || past === times.length;
  }

  private heldWithin(ms: number): boolean {
    const now = this.time.now();
    return Array.from({ length: ms + 2 }, (_, i) => now - i).some((moment) => this.holdsAt(moment));
  }
}
