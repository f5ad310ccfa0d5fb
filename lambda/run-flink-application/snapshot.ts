/** What the service says of an application. */
export interface Snapshot {
  readonly phase: Phase;
  /** The service's own word for the phase. */
  readonly status: string;
  /** Key of the code that it runs, or would run. */
  readonly code?: string;
  /** The start that was asked for last. */
  readonly lastStart?: Start;
}

/** One start of an application. */
export interface Start {
  readonly id: string;
  readonly outcome: 'under-way' | 'done' | 'failed';
  readonly reason?: string;
}

/** `ready`: it is there and does not run. `busy`: the service changes it, and will be done by itself. `gone`: there is none. */
export type Phase = 'gone' | 'ready' | 'starting' | 'running' | 'busy' | 'stopping';

export const GONE: Snapshot = { phase: 'gone', status: 'gone' };

const PHASES: Readonly<Record<string, Phase>> = {
  READY: 'ready',
  STARTING: 'starting',
  RUNNING: 'running',
  UPDATING: 'busy',
  AUTOSCALING: 'busy',
  STOPPING: 'stopping',
};

/**
 * The phase of a status. One that is not known here is taken for `busy`, which is waited for: nothing is then called done that
 * may be running.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_ApplicationDetail.html
 */
export function phaseOf(status: string): Phase {
  return PHASES[status] ?? 'busy';
}
