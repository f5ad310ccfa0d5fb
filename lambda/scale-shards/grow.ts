import type { Decision } from './decision';
import { act, askForLoads, isUneven, type Situation, wait } from './situation';
import { AT_ONCE, splitLargest } from './skew';

/** One growth is by this factor or more: a call is too rare to be spent on less … */
export const LEAST_GROWTH = 1.25;

/** … and when so few are left, or fewer … */
const FEW_CALLS = 4;

/** … by so much more for each that is gone, so that the last ones go furthest: 1.35, 1.45, 1.55, 1.65. */
const FURTHER = 0.1;

/** Rounds of splits that growth of an uneven stream may take; a larger one is left to a call. */
const ROUNDS = 2;

/** Grows to `wanted` shards or more: by a call while there are any, shard by shard when the load is uneven or no call is left. */
export function grow(situation: Situation, wanted: number, why: string): Decision {
  const { count, shards, loads, loadsRead, callsLeft, reshardsLeft, state } = situation;
  const target = reach(situation, Math.max(wanted, count * LEAST_GROWTH));
  if (target <= count) return wait(situation, `${why}, but ${bound(situation)}`);

  // A call spreads the hash keys evenly again, which undoes the splits that hot shards needed.
  const few = target - count <= AT_ONCE * ROUNDS && reshardsLeft >= AT_ONCE;
  const uneven = isUneven(state) && few;
  if (uneven && !loadsRead) return askForLoads(situation, why);
  if (callsLeft > 0 && !uneven) {
    const further = reach(situation, Math.max(wanted, count * leastGrowth(callsLeft)));
    return act(
      situation,
      { kind: 'update', target: further },
      `${why}: grow from ${count} to ${further} shards`,
    );
  }
  const splits = splitLargest(shards, loads, Math.min(target - count, AT_ONCE, reshardsLeft));
  if (splits.length === 0) return wait(situation, `${why}, but the calls and splits of the day are used up`);
  const instead = uneven ? 'the load is uneven' : 'no call is left';
  return act(
    situation,
    { kind: 'split', splits },
    `${why}: split ${splits.length} of ${count} shards, as ${instead}`,
  );
}

/** The count of shards to ask for, to have `wanted`: within what Kinesis and the settings allow. */
function reach({ count, high }: Situation, wanted: number): number {
  return Math.min(quarterUp(count, wanted), count * 2, high);
}

function leastGrowth(callsLeft: number): number {
  return LEAST_GROWTH + FURTHER * Math.max(0, FEW_CALLS + 1 - callsLeft);
}

function bound({ high, settings, count }: Situation): string {
  return high < settings.maxShards && count < settings.maxShards
    ? "the account's shards are used up"
    : `the maximum is ${settings.maxShards}`;
}

/**
 * The next multiple of a quarter of `count`: Kinesis recommends those targets, as it gets there with fewer splits.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
function quarterUp(count: number, wanted: number): number {
  const quarter = count / 4;
  return Number.isInteger(quarter) ? Math.ceil(wanted / quarter) * quarter : Math.ceil(wanted);
}
