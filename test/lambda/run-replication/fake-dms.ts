import type { ReplicationPort } from '../../../lambda/run-replication/advance';
import type { StartType } from '../../../lambda/run-replication/decide';
import { GONE, phaseOf, type Snapshot } from '../../../lambda/run-replication/snapshot';

/** What DMS may do to a call: nothing unusual, answer with an error before or after it was carried out. */
export type Fault = 'none' | 'refused' | 'unanswered';

export interface FakeDmsOptions {
  /** What becomes of the calls, one after the other; those after the last are answered. */
  readonly faults?: readonly Fault[];
  /** How often a replication is looked at before it goes on to its next status. */
  readonly slowness?: number;
  /** Which starts, counted from 0, end in `failed`. */
  readonly failingStarts?: readonly number[];
  /** Whether a start ends with the full load done. */
  readonly finishes?: boolean;
}

const STARTING = ['initializing', 'testing_connection', 'provisioning_capacity', 'replication_starting'];

/** DMS as far as one replication shows it: slow, and now and then out of order. */
export class FakeDms implements ReplicationPort {
  public status = 'created';
  public readonly starts: StartType[] = [];
  public hasRun = false;
  private finished = false;
  private stops = 0;
  private calls = 0;
  private path: string[] = [];
  private looks = 0;

  constructor(private readonly options: FakeDmsOptions = {}) {}

  public async describe(): Promise<Snapshot> {
    return this.answer(() => {
      this.goOn();
      if (this.status === 'gone') return GONE;
      return {
        phase: phaseOf(this.status),
        status: this.status,
        hasRun: this.hasRun,
        runMark: `${this.starts.length}/${this.stops}`,
        finished: this.finished,
      };
    });
  }

  public async start(startType: StartType): Promise<void> {
    await this.answer(() => {
      if (!['created', 'stopped', 'failed', 'deprovisioned'].includes(this.status))
        throw named('InvalidResourceStateFault');
      if ((startType === 'start-replication') === this.hasRun)
        throw named('InvalidParameterCombinationException');
      const fails = this.options.failingStarts?.includes(this.starts.length) === true;
      this.starts.push(startType);
      this.finished = false;
      const end = this.options.finishes === true ? ['running', 'finished'] : ['running'];
      this.take([...STARTING, ...(fails ? ['failed'] : end)]);
    });
  }

  public async stop(): Promise<void> {
    await this.answer(() => {
      if (this.status !== 'running') throw named('InvalidResourceStateFault');
      this.take(['stopping', 'stopped', 'deprovisioning', 'deprovisioned']);
    });
  }

  /** Lets time pass until nothing changes any more. */
  public settle(): void {
    while (this.path.length > 0) this.goOn(true);
  }

  private take(path: string[]): void {
    this.path = path;
    this.looks = 0;
    this.goOn(true);
  }

  private goOn(now = false): void {
    this.looks += 1;
    if (this.path.length === 0 || (!now && this.looks % ((this.options.slowness ?? 0) + 1) !== 0)) return;
    const next = this.path.shift() as string;
    if (next === 'running') this.hasRun = true;
    if (next === 'stopped' || next === 'finished') this.stops += 1;
    this.finished = this.finished || next === 'finished';
    this.status = next === 'finished' ? 'stopped' : next;
  }

  private answer<T>(call: () => T): T {
    const fault = this.options.faults?.[this.calls++] ?? 'none';
    if (fault === 'refused') throw named('ThrottlingException');
    const result = call();
    if (fault === 'unanswered') throw named('TimeoutError');
    return result;
  }
}

export function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
