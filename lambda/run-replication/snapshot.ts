/** What DMS says of a replication, of either kind of compute. */
export interface Snapshot {
  readonly phase: Phase;
  /** DMS's own word for the phase. */
  readonly status: string;
  /** Whether it has run before: only then may it be resumed. */
  readonly hasRun: boolean;
  /** Changes with each run that DMS tells of. */
  readonly runMark: string;
  /** Whether it stopped because a full load was done. */
  readonly finished: boolean;
  readonly reason?: string;
}

/** `fresh`: never started. `busy`: DMS changes it and takes no order. `gone`: there is none. */
export type Phase = 'gone' | 'fresh' | 'starting' | 'running' | 'busy' | 'stopped' | 'failed';

export const GONE: Snapshot = { phase: 'gone', status: 'gone', hasRun: false, runMark: '', finished: false };

const PHASES: Readonly<Record<string, Phase>> = {
  created: 'fresh',
  ready: 'fresh',
  initializing: 'starting',
  'preparing-metadata-resources': 'starting',
  'testing-connection': 'starting',
  'fetching-metadata': 'starting',
  'calculating-capacity': 'starting',
  'provisioning-capacity': 'starting',
  'replication-starting': 'starting',
  starting: 'starting',
  running: 'running',
  stopped: 'stopped',
  deprovisioned: 'stopped',
  failed: 'failed',
  'failed-provision': 'failed',
  'failed-move': 'failed',
};

/**
 * The phase of a status, however DMS writes it. One that is not known here is taken for `busy`, which is waited for: nothing is
 * then called done that may be running.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Components.html
 */
export function phaseOf(status: string): Phase {
  return PHASES[status.toLowerCase().replace(/[\s_]+/g, '-')] ?? 'busy';
}
