import type { ReplicationStep, ReplicationType } from './contract';
import type { Snapshot } from './snapshot';

/** What CloudFormation asks for. */
export interface Goal {
  readonly request: 'Create' | 'Update' | 'Delete';
  readonly step: ReplicationStep;
  readonly type: ReplicationType;
}

export type StartType = 'start-replication' | 'resume-processing' | 'reload-target';

/** The next thing to do; `wait` to be asked again. */
export type Decision =
  | { readonly kind: 'done' | 'wait' | 'stop' }
  | { readonly kind: 'start'; readonly startType: StartType }
  | { readonly kind: 'fail'; readonly reason: string };

const DONE: Decision = { kind: 'done' };
const WAIT: Decision = { kind: 'wait' };
const STOP: Decision = { kind: 'stop' };

/**
 * What brings a replication nearer to the goal. It is asked again until it says `done` or `fail`, and judges by what DMS says
 * alone, so that a request that is repeated, or was cut off half-way, goes on where things stand.
 *
 * @param before what DMS said when the request came, if it could be asked
 */
export function decide(goal: Goal, before: Snapshot | undefined, now: Snapshot): Decision {
  if (goal.step === 'pause') return goal.request === 'Update' ? stop(now) : DONE;
  return goal.request === 'Delete' ? stop(now) : run(goal, before, now);
}

/** Whether it is asked for anything at all: a pause only has something to do before a change. */
export function asksDms({ request, step }: Goal): boolean {
  return step === 'run' || request === 'Update';
}

function stop({ phase }: Snapshot): Decision {
  if (phase === 'running' || phase === 'starting') return STOP;
  return phase === 'busy' ? WAIT : DONE;
}

function run(goal: Goal, before: Snapshot | undefined, now: Snapshot): Decision {
  const ranSince = before !== undefined && now.runMark !== before.runMark;
  switch (now.phase) {
    case 'running':
      return DONE;
    case 'fresh':
      return { kind: 'start', startType: startTypeOf(goal, now) };
    case 'stopped':
      if (!ranSince) return { kind: 'start', startType: startTypeOf(goal, now) };
      return now.finished ? DONE : failure(now);
    case 'failed':
      // One that had failed before the request is given a new chance by it.
      if (before?.phase !== 'failed' || ranSince) return failure(now);
      return { kind: 'start', startType: startTypeOf(goal, now) };
    default:
      return WAIT;
  }
}

/**
 * The first run is the only one that `start-replication` is for. Changes go on where they stopped; a full load has no such place
 * and is done again, which is asked for by changing it.
 *
 * @see https://docs.aws.amazon.com/dms/latest/APIReference/API_StartReplication.html
 */
function startTypeOf({ type }: Goal, { hasRun }: Snapshot): StartType {
  if (!hasRun) return 'start-replication';
  return type === 'full-load' ? 'reload-target' : 'resume-processing';
}

function failure({ status, reason }: Snapshot): Decision {
  return { kind: 'fail', reason: `the replication is ${status}${reason === undefined ? '' : `: ${reason}`}` };
}
