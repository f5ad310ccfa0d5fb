import type { ApplicationPort, Applications } from '../../../lambda/run-spark-job/advance';
import type { RunSparkJobProperties } from '../../../lambda/run-spark-job/contract';
import {
  applicationPhaseOf,
  GONE,
  type Run,
  runPhaseOf,
  type Snapshot,
} from '../../../lambda/run-spark-job/snapshot';

/** What the service may do to a call: nothing unusual, answer with an error before or after it was carried out. */
export type Fault = 'none' | 'refused' | 'unanswered';

export interface FakeEmrOptions {
  /** What becomes of the calls, one after the other; those after the last are answered. */
  readonly faults?: readonly Fault[];
  /** How many looks each state takes. */
  readonly slowness?: number;
  /** Which jobs, counted from 0, fail instead of running. */
  readonly failures?: readonly number[];
}

interface Job {
  readonly id: string;
  readonly token: string;
  state: string;
  path: string[];
  age: number;
}

class Application {
  public state = 'CREATED';
  public readonly jobs: Job[] = [];
  public stopping = 0;
}

/** EMR Serverless, as far as jobs are started and ended: slow, and now and then out of order. */
export class FakeEmr {
  public readonly applications = new Map<string, Application>();
  /** The most jobs that ran, or were about to, at once. */
  public most = 0;
  public started = 0;
  private calls = 0;

  constructor(private readonly options: FakeEmrOptions = {}) {}

  public create(id: string): void {
    if (!this.applications.has(id)) this.applications.set(id, new Application());
  }

  /** As CloudFormation does: refused unless nothing runs in it and it is stopped. */
  public remove(id: string): void {
    const { state } = this.applications.get(id) ?? new Application();
    if (state !== 'CREATED' && state !== 'STOPPED')
      throw new Error(`${id} is ${state} and cannot be deleted`);
    this.applications.delete(id);
  }

  /** Jobs that are not over, anywhere. */
  public get alive(): Job[] {
    return [...this.applications.values()].flatMap(({ jobs }) => jobs).filter(isAlive);
  }

  public readonly ports: Applications<RunSparkJobProperties> = ({ application: id }) => this.port(id);

  private port(id: string): ApplicationPort {
    return {
      id,
      describe: (token) => this.answer(() => this.describe(id, token)),
      start: (token) => this.answer(() => this.start(id, token)),
      cancel: (run) =>
        this.answer(() => {
          const job = this.applications.get(id)?.jobs.find((one) => one.id === run);
          if (job === undefined || !isAlive(job)) throw named('ConflictException');
          if (job.state !== 'CANCELLING')
            Object.assign(job, { state: 'CANCELLING', path: ['CANCELLED'], age: 0 });
        }),
      stop: () =>
        this.answer(() => {
          const application = this.applications.get(id);
          // Jobs that are under way are to be over first.
          if (application === undefined || application.jobs.some(isAlive)) throw named('ValidationException');
          Object.assign(application, { state: 'STOPPING', stopping: 0 });
        }),
    };
  }

  private describe(id: string, token: string): Snapshot {
    const application = this.applications.get(id);
    if (application === undefined) return GONE;
    this.pass(application);
    const { state, jobs } = application;
    const runs = jobs.map(
      (job): Run => ({ id: job.id, token: job.token, phase: runPhaseOf(job.state), status: job.state }),
    );
    const shown = runs.filter((run) => run.phase !== 'over' || run.token === token);
    return { phase: applicationPhaseOf(state), status: state, runs: shown };
  }

  private start(id: string, token: string): void {
    const application = this.applications.get(id);
    if (application === undefined) throw named('ResourceNotFoundException');
    if (application.jobs.some((job) => job.token === token)) return;
    const fails = this.options.failures?.includes(this.started) ?? false;
    const path = ['SCHEDULED', fails ? 'FAILED' : 'RUNNING'];
    application.jobs.push({ id: `job-${this.started++}`, token, state: 'SUBMITTED', path, age: 0 });
    application.state = 'STARTED';
    this.most = Math.max(this.most, this.alive.length);
  }

  /** Time goes on with each look. */
  private pass(application: Application): void {
    const { slowness = 0 } = this.options;
    for (const job of application.jobs) {
      if (job.path.length === 0 || job.age++ < slowness) continue;
      job.state = job.path.shift() ?? job.state;
      job.age = 0;
    }
    if (application.state === 'STOPPING' && application.stopping++ >= slowness) application.state = 'STOPPED';
  }

  private async answer<T>(call: () => T): Promise<T> {
    const fault = this.options.faults?.[this.calls++] ?? 'none';
    if (fault === 'refused') throw named('ThrottlingException');
    const answer = call();
    if (fault === 'unanswered') throw named('TimeoutError');
    return answer;
  }
}

function isAlive({ state }: Job): boolean {
  return runPhaseOf(state) !== 'over';
}

export function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
