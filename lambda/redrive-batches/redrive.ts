import type { RedriveResult, RedriveSource } from './contract';
import { type KeptBatch, parseBatch } from './failed-batch';
import { objectsInOrder, sequenceNumberIn } from './objects-in-order';
import { Pace } from './pace';
import type { BatchStore, BatchTarget, Leases, RunClock, SendOutcome } from './ports';
import {
  beginning,
  behind,
  behindShard,
  encodePosition,
  type ObjectKey,
  type Position,
  redrivenKey,
} from './position';
import { Report } from './report';
import type { Plan } from './request';

/** What a run works with. */
export interface RedrivePorts {
  readonly store: BatchStore;
  readonly target: BatchTarget;
  readonly leases: Leases;
  readonly clock: RunClock;
}

/**
 * Redrives the batches that are kept in S3: mapping by mapping, shard by shard, oldest first.
 *
 * An object moves only once all its records are known to be processed. So a run that ends at any moment loses nothing:
 * the batch it was at, or had not moved yet, is found again by the next.
 */
export class Redrive {
  private readonly report: Report;
  private readonly pace: Pace;

  constructor(
    private readonly plan: Plan,
    private readonly ports: RedrivePorts,
  ) {
    this.report = new Report(plan.dryRun);
    this.pace = new Pace(ports.clock);
  }

  public async run(): Promise<RedriveResult> {
    for (const [i, source] of this.plan.sources.entries()) {
      const start = (i === 0 ? this.plan.start : undefined) ?? beginning(source);
      const stopped = await this.runAlone(source, start);
      if (stopped !== undefined) return this.report.result({ next: encodePosition(stopped) });
    }
    return this.report.result();
  }

  private async runAlone(source: RedriveSource, start: Position): Promise<Position | undefined> {
    if (this.plan.dryRun) return this.runSource(source, start);
    const { leases } = this.ports;
    if (!(await leases.acquire(source))) {
      this.report.markBusy(source);
      return undefined;
    }
    try {
      return await this.runSource(source, start);
    } finally {
      await leases.release(source);
    }
  }

  /** Where to go on if the run has to end before the mapping is through. */
  private async runSource(source: RedriveSource, start: Position): Promise<Position | undefined> {
    const { store } = this.ports;
    let position = start;
    let shardToSkip: string | undefined;
    for await (const object of objectsInOrder(store, source, start, this.plan)) {
      if (object.shardId === shardToSkip) continue;
      if (this.report.found >= this.plan.limit || !this.pace.mayStart) return position;
      const step = await this.pace.time(() => this.redriveObject(source, object));
      if (step.kind === 'cut') return position;
      const skip = step.kind === 'failed' && this.plan.strictOrder;
      if (skip) shardToSkip = object.shardId;
      position = skip ? behindShard(source, object) : behind(object, step.sequenceNumber);
    }
    return undefined;
  }

  private async redriveObject(
    source: RedriveSource,
    object: ObjectKey,
  ): Promise<{ kind: SendOutcome['kind']; sequenceNumber: string }> {
    const { key } = object;
    let text: string | undefined;
    try {
      text = await this.ports.store.read(source.bucket, key);
    } catch (error) {
      return this.unreadable(source, key, '0', error);
    }
    // Moved or deleted since it was listed.
    if (text === undefined) return { kind: 'done', sequenceNumber: '0' };
    const sequenceNumber = sequenceNumberIn(text);
    try {
      const batch = parseBatch(text);
      return { kind: await this.redriveBatch(source, key, batch), sequenceNumber };
    } catch (error) {
      return this.unreadable(source, key, sequenceNumber, error);
    }
  }

  private async redriveBatch(
    source: RedriveSource,
    key: string,
    { condition, records }: KeptBatch,
  ): Promise<SendOutcome['kind']> {
    if (records === undefined) throw new Error('the object has no payload');
    const found = () => {
      this.report.add('found', source, records.length);
      this.report.addCondition(source, condition, records.length);
    };
    if (this.plan.dryRun) {
      found();
      return 'done';
    }
    const outcome = await this.ports.target.send(source, records);
    // The next run begins with it, unless it had the whole time of this one: then another would not get further.
    if (outcome.kind === 'cut' && !this.pace.isFirst) return 'cut';
    found();
    if (outcome.kind === 'done') return this.move(source, key, records.length);
    const reason = outcome.kind === 'cut' ? 'the run ended before all its records were sent' : outcome.reason;
    const remaining = {
      records: records.length - outcome.done,
      fromSequenceNumber: (records[outcome.done] as (typeof records)[number]).kinesis.sequenceNumber,
    };
    this.report.add('failed', source, records.length);
    this.report.addFailure({ mapping: source.mapping, key, reason, remaining });
    return 'failed';
  }

  /** A batch that was processed but cannot be moved would be processed again: whoever runs it has to know. */
  private async move(source: RedriveSource, key: string, records: number): Promise<'done'> {
    try {
      await this.ports.store.move(source.bucket, key, redrivenKey(key));
      this.report.add('redriven', source, records);
    } catch (error) {
      const reason = `processed, but not moved: ${messageOf(error)}`;
      this.report.add('failed', source, records);
      this.report.addFailure({ mapping: source.mapping, key, reason });
    }
    return 'done';
  }

  private unreadable(
    source: RedriveSource,
    key: string,
    sequenceNumber: string,
    error: unknown,
  ): { kind: 'failed'; sequenceNumber: string } {
    this.report.add('found', source, 0);
    this.report.add('failed', source, 0);
    this.report.addFailure({ mapping: source.mapping, key, reason: messageOf(error) });
    return { kind: 'failed', sequenceNumber };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
