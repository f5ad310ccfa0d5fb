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
 * @param previous the application before the change, if it is another one
 */
export function decide(goal: Goal, current: Snapshot, previous: Snapshot | undefined): Decision {
  if (goal.request === 'Delete') return empty('current', current) ?? DONE;
  return (
    (previous && empty('previous', previous)) ??
    cancelled('current', current, ({ token }) => token !== goal.token) ??
    run(goal, current)
  );
}

/** Until nothing runs and CloudFormation can delete the application, which also ends what is billed for waiting workers. */
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

function run({ token }: Goal, { phase, status, runs }: Snapshot): Decision {
  if (phase === 'gone') return { kind: 'fail', reason: `the application is ${status}` };
  const own = runs.filter((one) => one.token === token);
  if (own.some((one) => one.phase === 'running')) return DONE;
  if (own.some((one) => one.phase !== 'over')) return WAIT;
  const [over] = own;
  // A job on a stream has no end of its own: even one that succeeded is not what was asked for.
  if (over !== undefined) {
    const reason = over.reason === undefined ? '' : `: ${over.reason}`;
    return { kind: 'fail', reason: `the job was started and is ${over.status}${reason}` };
  }
  return { kind: 'start' };
}
