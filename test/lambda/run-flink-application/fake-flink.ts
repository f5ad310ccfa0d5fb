import type { ApplicationPort } from '../../../lambda/run-flink-application/advance';
import { GONE, phaseOf, type Snapshot, type Start } from '../../../lambda/run-flink-application/snapshot';

/** What the service may do to a call: nothing unusual, answer with an error before or after it was carried out. */
export type Fault = 'none' | 'refused' | 'unanswered';

export interface FakeFlinkOptions {
  /** What becomes of the calls, one after the other; those after the last are answered. */
  readonly faults?: readonly Fault[];
  /** How often an application is looked at before it goes on to its next status. */
  readonly slowness?: number;
  /** Which starts and changes, counted from 0, do not get it to run. */
  readonly failures?: readonly number[];
  /** Whether its job cannot take a snapshot, so that it is stopped by force alone. */
  readonly stuck?: boolean;
  /** Whether the service goes back to the code before when a change does not run. */
  readonly rollsBack?: boolean;
}

/** The service as far as one application shows it: slow, and now and then out of order. */
export class FakeFlink implements ApplicationPort {
  public status = 'READY';
  public code = 'first';
  public readonly starts: Start[] = [];
  public readonly stops: boolean[] = [];
  /** Jobs that run: the service itself sees to it that there is one at most. */
  public jobs = 0;
  private attempts = 0;
  private calls = 0;
  private looks = 0;
  private path: { status: string; reach?: () => void }[] = [];

  constructor(private readonly options: FakeFlinkOptions = {}) {}

  public async describe(): Promise<Snapshot> {
    return this.answer(() => {
      this.goOn();
      if (this.status === 'GONE') return GONE;
      const { status, code } = this;
      return { phase: phaseOf(status), status, code, lastStart: this.starts.at(-1) };
    });
  }

  public async start(): Promise<void> {
    await this.answer(() => {
      if (this.status !== 'READY') throw named('ResourceInUseException');
      const id = `start-${this.starts.length}`;
      this.starts.push({ id, outcome: 'under-way' });
      const end = (outcome: Start['outcome'], jobs: number) => () => {
        this.starts[this.starts.length - 1] = {
          id,
          outcome,
          reason: outcome === 'failed' ? 'no' : undefined,
        };
        this.jobs += jobs;
      };
      const last = this.fails()
        ? { status: 'READY', reach: end('failed', 0) }
        : { status: 'RUNNING', reach: end('done', 1) };
      this.take([{ status: 'STARTING' }, last]);
    });
  }

  public async stop(force: boolean): Promise<void> {
    await this.answer(() => {
      const stoppable = force ? ['STARTING', 'UPDATING', 'STOPPING', 'AUTOSCALING', 'RUNNING'] : ['RUNNING'];
      if (!stoppable.includes(this.status)) throw named('ResourceInUseException');
      this.stops.push(force);
      const ended = { status: 'READY', reach: () => this.end() };
      if (force) this.take([{ status: 'FORCE_STOPPING' }, ended]);
      else this.take([{ status: 'STOPPING' }, this.options.stuck === true ? { status: 'RUNNING' } : ended]);
    });
  }

  /** What CloudFormation does; false if the service refuses it. */
  public change(code: string): boolean {
    if (this.status === 'READY') this.code = code;
    if (this.status !== 'RUNNING') return this.status === 'READY';
    const before = this.code;
    this.code = code;
    if (!this.fails()) this.take([{ status: 'UPDATING' }, { status: 'RUNNING' }]);
    else if (this.options.rollsBack === true) {
      const back = () => {
        this.code = before;
      };
      this.take([{ status: 'UPDATING' }, { status: 'ROLLING_BACK' }, { status: 'RUNNING', reach: back }]);
    } else this.take([{ status: 'UPDATING' }, { status: 'READY', reach: () => this.end() }]);
    return true;
  }

  /** Lets time pass until nothing changes any more. */
  public settle(): void {
    while (this.path.length > 0) this.goOn(true);
  }

  private end(): void {
    this.jobs = 0;
    const last = this.starts.at(-1);
    if (last?.outcome === 'under-way')
      this.starts[this.starts.length - 1] = { id: last.id, outcome: 'failed' };
  }

  private fails(): boolean {
    return this.options.failures?.includes(this.attempts++) === true;
  }

  private take(path: FakeFlink['path']): void {
    this.path = path;
    this.looks = 0;
    this.goOn(true);
  }

  private goOn(now = false): void {
    this.looks += 1;
    if (!now && this.looks % ((this.options.slowness ?? 0) + 1) !== 0) return;
    const next = this.path.shift();
    if (next === undefined) return;
    this.status = next.status;
    next.reach?.();
    if (this.jobs > 1) throw new Error('two jobs run');
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
