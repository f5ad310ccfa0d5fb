import type { ApplicationPhase, RunPhase } from '../run-spark-job/snapshot';

const ENDED = ['TERMINATING', 'TERMINATED', 'TERMINATED_WITH_ERRORS'];

const STEP_PHASES: Readonly<Record<string, RunPhase>> = {
  RUNNING: 'running',
  CANCEL_PENDING: 'ending',
  CANCELLED: 'over',
  COMPLETED: 'over',
  FAILED: 'over',
  INTERRUPTED: 'over',
};

/**
 * The phase of a cluster. CloudFormation can end one in any state, so there is nothing to wait for once no step is left.
 *
 * @see https://docs.aws.amazon.com/emr/latest/APIReference/API_ClusterStatus.html
 */
export function clusterPhaseOf(status: string): ApplicationPhase {
  return ENDED.includes(status) ? 'gone' : 'idle';
}

/**
 * The phase of a step. One that is not known here is taken for `starting`: nothing is then called over that may run.
 *
 * @see https://docs.aws.amazon.com/emr/latest/APIReference/API_StepStatus.html
 */
export function stepPhaseOf(status: string): RunPhase {
  return STEP_PHASES[status] ?? 'starting';
}
