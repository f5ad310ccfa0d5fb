import type { Carried } from './carry-out';
import type { Decision, ScalingState, Split } from './decision';
import type { Shard } from './model';

/**
 * What to remember once an action has been carried out, or not all of it. What was counted and certainly not made is given
 * back; what may have been made stays counted.
 */
export function settle(
  previous: ScalingState,
  { action, state }: Decision,
  { made, error }: Carried,
  shards: readonly Shard[],
): ScalingState {
  const begun = made + (error === undefined || isRefusal(error) ? 0 : 1);
  if (action.kind === 'none') return state;
  if (action.kind === 'update') {
    if (begun > 0) return state;
    const before = undone(previous, state);
    // Others may have used up the stream's calls.
    return nameOf(error) === 'LimitExceededException'
      ? { ...before, callsRefused: state.lastChange }
      : before;
  }
  const steps = action.kind === 'split' ? action.splits : action.merges;
  const left = steps.length - Math.min(begun, steps.length);
  if (left === 0) return state;
  if (left === steps.length) return undone(previous, state);
  const unmade = action.kind === 'split' ? action.splits.slice(steps.length - left) : [];
  return {
    ...state,
    reshards: state.reshards.slice(0, state.reshards.length - left),
    hotRanges: state.hotRanges.filter(({ start, end }) => !isOneOf(unmade, shards, start, end)),
  };
}

/** As if nothing had been decided. */
function undone(previous: ScalingState, { lastChange, ...state }: ScalingState): ScalingState {
  const { calls, reshards, hotRanges, halving } = previous;
  return { ...state, calls, reshards, hotRanges, halving, lastChange: previous.lastChange };
}

function isOneOf(splits: readonly Split[], shards: readonly Shard[], start: bigint, end: bigint): boolean {
  const ids = splits.map(({ shardId }) => shardId);
  return shards.some((shard) => ids.includes(shard.id) && shard.start === start && shard.end === end);
}

/** Whether Kinesis has answered that it did not do it; after a lost answer or a fault of its own it may have. */
function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500;
}

const nameOf = (error: unknown): string | undefined => (error as { name?: string } | undefined)?.name;
