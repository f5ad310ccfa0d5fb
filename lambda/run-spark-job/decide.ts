import type { Run, Snapshot } from './snapshot';

/** What CloudFormation asks for. */
export interface Goal {
  readonly request: 'Create' | 'Update' | 'Delete';
  /** Names this request, and the job run that it starts. */
  readonly token: string;
}

export type Place = 'current' | 'previous';

/** The next thing to do; `wait` to be asked again. */
export type Decision =
  | { readonly kind: 'done' | 'wait' | 'start' }
  | { readonly kind: 'cancel'; readonly at: Place; readonly runs: readonly string[] }
  | { readonly kind: 'stop'; readonly at: Place }
  | { readonly kind: 'fail'; readonly reason: string };

const DONE: Decision = { kind: 'done' };
const WAIT: Decision = { kind: 'wait' };

/**
 * What brings the job nearer to the goal. It is asked again until it says `done` or `fail`, and judges by what the service says
 * alone, so that a request that is repeated, or was cut off half-way, goes on where things stand.
 *
 * The job that ran before is over before another starts: two on one checkpoint would spoil it.
 *
 * @param previous where the job ran before the change, if it is another place
 */
export function decide(goal: Goal, current: Snapshot, previous: Snapshot | undefined): Decision {
  if (goal.request === 'Delete') return empty('current', current) ?? DONE;
  const own = current.runs.find(({ token }) => token === goal.token);
  return (
    (previous && empty('previous', previous)) ??
    // Where a start has no token of its own, one whose answer got lost may have been made twice.
    cancelled('current', current, (one) => one !== own) ??
    run(current, own)
  );
}

/** Until nothing runs and CloudFormation can delete what it ran in, which also ends what is billed for waiting workers. */
function empty(at: Place, snapshot: Snapshot): Decision | undefined {
  const first = cancelled(at, snapshot, () => true);
  if (first !== undefined) return first;
  if (snapshot.phase === 'gone' || snapshot.phase === 'idle') return undefined;
  return snapshot.phase === 'started' ? { kind: 'stop', at } : WAIT;
}

function cancelled(at: Place, { runs }: Snapshot, unwanted: (run: Run) => boolean): Decision | undefined {
  const left = runs.filter((one) => one.phase !== 'over' && unwanted(one));
  if (left.length === 0) return undefined;
  const ids = left.filter(({ phase }) => phase !== 'ending').map(({ id }) => id);
  return ids.length === 0 ? WAIT : { kind: 'cancel', at, runs: ids };
}

function run({ phase, status }: Snapshot, own: Run | undefined): Decision {
  if (phase === 'gone') return { kind: 'fail', reason: `what the job is to run in is ${status}` };
  if (own === undefined) return { kind: 'start' };
  if (own.phase === 'running') return DONE;
  if (own.phase !== 'over') return WAIT;
  // A job on a stream has no end of its own: even one that succeeded is not what was asked for.
  const reason = own.reason === undefined ? '' : `: ${own.reason}`;
  return { kind: 'fail', reason: `the job was started and is ${own.status}${reason}` };
}
