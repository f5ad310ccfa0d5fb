import type { Decision, Observations, ScalingSettings, ScalingState } from './decision';
import { type Demand, THROTTLED } from './demand';
import { grow, LEAST_GROWTH } from './grow';
import { MINUTE } from './model';
import { considerShrinking, shrink } from './shrink';
import { act, askForLoads, assess, type Situation, shardsFor, wait } from './situation';
import { AT_ONCE, splitHotShards } from './skew';

/** Growth starts when the forecast is this much above the target: noise of a few per cent is not worth a call. */
const GROW_ABOVE = 1.08;

/** Mean utilisation above which a stream is simply full, and refused records are no sign of skew. */
const FULL = 0.8;

/** Minutes a change takes on a small stream, and shards that take one minute more: what a forecast has to bridge. */
const CHANGE_MINUTES = 2;
const SHARDS_A_MINUTE = 20;

/** How far ahead, in minutes, the growth of the last half hour is provided for. */
const AHEAD = 5;

/**
 * Growth is foreseen up to these shares of the present load: one least step when it has been steady, two when it came within
 * minutes. A sudden rise that is believed in full is paid for on noisy streams for hours, since shrinking waits.
 */
const STEADY_GROWTH = LEAST_GROWTH - 1;
const SUDDEN_GROWTH = 2 * STEADY_GROWTH;

/**
 * Decides what to do to a stream's shards now. Pure: the same in the function that scales and in the simulator.
 *
 * Whatever the metrics, the answer stays inside Kinesis's rules (ACTIVE only, at most double, at least half, ten calls of
 * `UpdateShardCount` a rolling day) and inside the settings, and says why.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export function decide(
  settings: ScalingSettings,
  state: ScalingState,
  observed: Observations,
  now: number,
): Decision {
  const situation = assess(settings, state, observed, now);
  const { count, low, demand } = situation;
  if (count === 0) return wait(situation, 'no open shards are known');
  if (!situation.active) return wait(situation, 'the stream is being changed');
  if (count < low) return grow(situation, low, `fewer shards than the minimum of ${low}`);
  if (count > settings.maxShards) {
    return shrink(situation, settings.maxShards, `more shards than the maximum of ${settings.maxShards}`);
  }
  if (demand === undefined) return wait(situation, 'no metrics from the last ten minutes');

  const refusing = demand.throttledShare > THROTTLED;
  if (refusing && demand.level < count * FULL) return relieveHotShards(situation, demand);
  return fitDemand(situation, demand, refusing);
}

/** Records are refused though the stream is not full: some shards are, and a split helps unless one key fills them. */
function relieveHotShards(situation: Situation, demand: Demand): Decision {
  const { shards, count, high, loads, loadsRead, reshardsLeft, state, now } = situation;
  if (loads === undefined) {
    // Which shards are hot cannot be had: the stream as a whole may need more all the same.
    const whole = loadsRead ? fitDemand(situation, demand, false) : undefined;
    if (whole !== undefined && whole.action.kind !== 'none') return whole;
    return askForLoads(situation, 'records are refused though the stream is not full');
  }
  const room = Math.max(0, Math.min(AT_ONCE, reshardsLeft, high - count));
  const { splits, hotRanges, hotKey } = splitHotShards(shards, loads, state.hotRanges, now, room);
  const seen: Situation = { ...situation, state: { ...state, hotRanges }, hotKey };
  if (splits.length === 0) return fitDemand(seen, demand, false);
  const desired = count + splits.length;
  return act(
    { ...seen, desired },
    { kind: 'split', splits },
    `${splits.length} of ${count} shards are hot: split them`,
  );
}

/** Fits the count of shards to the demand. `full`: records are refused for want of shards. */
function fitDemand(situation: Situation, demand: Demand, full: boolean): Decision {
  const { count } = situation;
  const { targetUtilisation } = situation.settings;
  const forecast = foresee(situation, demand);
  const load = full ? Math.max(forecast, count * targetUtilisation * LEAST_GROWTH) : forecast;
  if (load <= count * targetUtilisation * GROW_ABOVE) return considerShrinking(situation, demand);
  const desired = shardsFor(load, situation);
  return grow({ ...situation, desired }, desired, describe(demand, forecast));
}

/** The load when a change would be done, were it to grow on as it does. */
function foresee({ now, count }: Situation, { level, fastSlope, slowSlope, newest }: Demand): number {
  const lead = (now - newest) / MINUTE + CHANGE_MINUTES + count / SHARDS_A_MINUTE;
  const sudden = Math.min(level * SUDDEN_GROWTH, fastSlope * lead);
  const steady = Math.min(level * STEADY_GROWTH, slowSlope * AHEAD);
  return level + Math.max(sudden, steady);
}

function describe({ level, throttledShare }: Demand, forecast: number): string {
  const soon = forecast > level ? `, ${forecast.toFixed(1)} soon` : '';
  const refused = throttledShare > THROTTLED ? `, ${(throttledShare * 100).toFixed(1)} % refused` : '';
  return `demand of ${level.toFixed(1)} shards${soon}${refused}`;
}
