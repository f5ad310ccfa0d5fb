/** What the service says of one application, or one cluster. */
export interface Snapshot {
  readonly phase: ApplicationPhase;
  /** The service's own word for the phase. */
  readonly status: string;
  /** Job runs that are not over, and what this request has started; the oldest first. */
  readonly runs: readonly Run[];
}

/** One job run. */
export interface Run {
  readonly id: string;
  /** The request that started it. */
  readonly token: string;
  readonly phase: RunPhase;
  readonly status: string;
  readonly reason?: string;
}

/** `idle`: it is there and runs nothing, so that it can be deleted. `gone`: there is none, or it will never run again. */
export type ApplicationPhase = 'gone' | 'idle' | 'busy' | 'started';
export type RunPhase = 'starting' | 'running' | 'ending' | 'over';

export const GONE: Snapshot = { phase: 'gone', status: 'gone', runs: [] };

const APPLICATION_PHASES: Readonly<Record<string, ApplicationPhase>> = {
  CREATED: 'idle',
  STOPPED: 'idle',
  STARTED: 'started',
  TERMINATED: 'gone',
};

const RUN_PHASES: Readonly<Record<string, RunPhase>> = {
  RUNNING: 'running',
  CANCELLING: 'ending',
  CANCELLED: 'over',
  FAILED: 'over',
  SUCCESS: 'over',
};

/**
 * The phase of an application. One that is not known here is taken for `busy`, which is waited for.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/application-states.html
 */
export function applicationPhaseOf(status: string): ApplicationPhase {
  return APPLICATION_PHASES[status] ?? 'busy';
}

/**
 * The phase of a job run. One that is not known here is taken for `starting`: nothing is then called over that may run.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/job-states.html
 */
export function runPhaseOf(status: string): RunPhase {
  return RUN_PHASES[status] ?? 'starting';
}
