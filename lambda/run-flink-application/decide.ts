import type { FlinkApplicationStep, FlinkUpdateKind } from './contract';
import type { Snapshot } from './snapshot';

/** What CloudFormation asks for. */
export interface Goal {
  readonly request: 'Create' | 'Update' | 'Delete';
  readonly step: FlinkApplicationStep;
  readonly update: FlinkUpdateKind;
  /** Key of the code that is to run. */
  readonly code: string;
  /** Whether the application before the change had another name: then it is another one, and must not run beside the new one. */
  readonly renamed: boolean;
}

/** The next thing to do; `wait` to be asked again. */
export type Decision =
  | { readonly kind: 'done' | 'wait' | 'start' }
  | { readonly kind: 'stop'; readonly force: boolean }
  | { readonly kind: 'fail'; readonly reason: string };

const DONE: Decision = { kind: 'done' };
const WAIT: Decision = { kind: 'wait' };
const STOP: Decision = { kind: 'stop', force: false };
const FORCE: Decision = { kind: 'stop', force: true };

/** How long an orderly stop is tried, in milliseconds: it takes a snapshot, and a job that fails again and again cannot. */
export const ORDERLY_FOR = 10 * 60_000;

/** How long a stop may take that is under way, in milliseconds: the snapshot of a large state takes its time. */
export const STOPPING_FOR = 30 * 60_000;

/**
 * What brings an application nearer to the goal. It is asked again until it says `done` or `fail`, and judges by what the service
 * says and by the time alone, so that a request that is repeated, or was cut off half-way, goes on where things stand.
 *
 * @param before what the service said when the request came, if it could be asked
 * @param elapsed milliseconds since the request came
 */
export function decide(goal: Goal, before: Snapshot | undefined, now: Snapshot, elapsed: number): Decision {
  if (goal.step === 'run')
    return goal.request === 'Delete' ? stop(goal, now, elapsed) : run(goal, before, now);
  if (goal.request !== 'Update') return DONE;
  return goal.update === 'in-place' && !goal.renamed ? settle(now) : stop(goal, now, elapsed);
}

/** Whether it is asked for anything at all: preparing only has something to do before a change. */
export function asksFlink({ request, step }: Goal): boolean {
  return step === 'run' || request === 'Update';
}

/** The service refuses changes unless the application runs or is stopped. */
function settle({ phase }: Snapshot): Decision {
  return phase === 'running' || phase === 'ready' || phase === 'gone' ? DONE : WAIT;
}

function stop({ request }: Goal, { phase }: Snapshot, elapsed: number): Decision {
  switch (phase) {
    case 'gone':
    case 'ready':
      return DONE;
    case 'running':
      return elapsed < ORDERLY_FOR ? STOP : FORCE;
    case 'starting':
      // It has no state yet that a stop in order could save, and one that cannot start tries for long.
      return request === 'Delete' || elapsed >= ORDERLY_FOR ? FORCE : WAIT;
    case 'stopping':
      return elapsed < STOPPING_FOR ? WAIT : FORCE;
    default:
      return elapsed < ORDERLY_FOR ? WAIT : FORCE;
  }
}

function run({ code }: Goal, before: Snapshot | undefined, now: Snapshot): Decision {
  const { phase, lastStart, status } = now;
  if (phase === 'running') {
    if (now.code === undefined || now.code === code) return DONE;
    return { kind: 'fail', reason: `the service went back to the code before, ${now.code}: see its log` };
  }
  if (phase !== 'ready') return WAIT;
  const startedSince =
    lastStart !== undefined && before !== undefined && lastStart.id !== before.lastStart?.id;
  if (!startedSince) return { kind: 'start' };
  if (lastStart.outcome === 'under-way') return WAIT;
  const reason = lastStart.reason === undefined ? '' : `: ${lastStart.reason}`;
  return { kind: 'fail', reason: `the application was started and is ${status}${reason}` };
}
