import type { Action, Decision, Observations, ScalingSettings, ScalingState } from './decision';
import { type Demand, readDemand } from './demand';
import { DAY, MINUTE, type Shard } from './model';
import { recall } from './skew';

/**
 * `UpdateShardCount` a stream in a rolling day.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const DAILY_CALLS = 10;

/** No call is tried for this long after Kinesis refused one for there being too many: splits and merges take over. */
const CALLS_REFUSED = 30 * MINUTE;

/** Loads of single shards that add up to less than this share of the stream's load are incomplete. */
const COMPLETE = 0.5;

/** Everything a decision is made from, checked, with the bounds that hold now. */
export interface Situation {
  readonly settings: ScalingSettings;
  readonly state: ScalingState;
  readonly now: number;
  readonly active: boolean;
  readonly shards: readonly Shard[];
  readonly count: number;
  /** The fewest shards to shrink to, and the most to grow to, which the account may bound too. */
  readonly low: number;
  readonly high: number;
  readonly callsLeft: number;
  readonly reshardsLeft: number;
  readonly demand?: Demand;
  /** Load of each shard; absent when they were not read or are incomplete. */
  readonly loads?: ReadonlyMap<string, number>;
  readonly loadsRead: boolean;
  readonly lagShare: number;
  readonly desired: number;
  readonly hotKey: boolean;
}

/** Checks what was observed; what makes no sense counts as not observed. */
export function assess(
  settings: ScalingSettings,
  previous: ScalingState,
  observed: Observations,
  now: number,
): Situation {
  const { active, shards, shardLoads, shardsFree, lagShare } = observed;
  const count = shards.length;
  const free = shardsFree === undefined || Number.isNaN(shardsFree) ? Number.POSITIVE_INFINITY : shardsFree;
  // A change that seems to lie ahead was noted under a clock that was wrong: it is taken to be now.
  const lastChange = active ? earlier(previous.lastChange, now) : now;
  const demand = readDemand(observed.minutes, now, lastChange);
  return {
    settings,
    state: { ...previous, lastChange, hotRanges: recall(previous.hotRanges, now) },
    now,
    active,
    shards,
    count,
    low: Math.min(settings.minShards, settings.maxShards),
    high: Math.min(settings.maxShards, count + Math.max(0, Math.floor(free))),
    callsLeft: callsLeft(previous, now),
    reshardsLeft: Math.max(0, settings.dailyReshards - within(previous.reshards, now)),
    demand,
    loads: shardLoads === undefined ? undefined : complete(shardLoads, shards, demand?.level ?? 0),
    loadsRead: shardLoads !== undefined,
    lagShare: lagShare === undefined || Number.isNaN(lagShare) ? 0 : lagShare,
    desired: count,
    hotKey: false,
  };
}

/**
 * Whether hot shards were split since the hash keys were last spread evenly, which a call does. A hot range stays remembered
 * beyond: should it need splits again, it is known what they did.
 */
export function isUneven({ calls, hotRanges }: ScalingState): boolean {
  const spread = Math.max(Number.NEGATIVE_INFINITY, ...calls);
  return hotRanges.some(({ time }) => time > spread);
}

/** Shards that carry a load at the target, within the bounds. */
export function shardsFor(load: number, { settings, low }: Situation): number {
  // A hair's breadth over a whole number is no more than the rounding of the division.
  const needed = Math.ceil(load / settings.targetUtilisation - 1e-9);
  return Math.max(low, Math.min(needed, settings.maxShards));
}

/** Nothing is done now. */
export function wait(situation: Situation, reason: string): Decision {
  return answer(situation, { kind: 'none' }, reason, false);
}

/** Nothing is done before the load of each shard is known; if it cannot be had, nothing is done at all. */
export function askForLoads(situation: Situation, reason: string): Decision {
  if (situation.loadsRead) return wait(situation, `${reason}, but the metrics of the shards are incomplete`);
  return answer(situation, { kind: 'none' }, `${reason}: the load of each shard decides`, true);
}

/** Something is done, and counted. */
export function act(
  situation: Situation,
  action: Exclude<Action, { kind: 'none' }>,
  reason: string,
): Decision {
  const { state, now, settings, callsLeft } = situation;
  const updates = action.kind === 'update' ? 1 : 0;
  const reshards =
    action.kind === 'split' ? action.splits.length : action.kind === 'merge' ? action.merges.length : 0;
  const next: ScalingState = {
    ...state,
    calls: latest([...state.calls, ...times(updates, now)], DAILY_CALLS),
    reshards: latest([...state.reshards, ...times(reshards, now)], settings.dailyReshards),
    lastChange: now,
    halving: action.kind === 'merge' ? state.halving : undefined,
  };
  return answer({ ...situation, state: next, callsLeft: callsLeft - updates }, action, reason, false);
}

function answer(situation: Situation, action: Action, reason: string, wantsShardLoads: boolean): Decision {
  const { state, desired, count, demand, callsLeft, hotKey } = situation;
  return {
    action,
    state,
    reason,
    desired,
    utilisation: count === 0 ? 0 : (demand?.level ?? 0) / count,
    throttledShare: demand?.throttledShare ?? 0,
    callsLeft,
    hotKey,
    wantsShardLoads,
  };
}

function complete(
  loads: ReadonlyMap<string, number>,
  shards: readonly Shard[],
  level: number,
): ReadonlyMap<string, number> | undefined {
  const valid = new Map<string, number>();
  let total = 0;
  for (const { id } of shards) {
    const load = loads.get(id);
    if (load === undefined || !Number.isFinite(load) || load < 0) continue;
    valid.set(id, load);
    total += load;
  }
  return total < level * COMPLETE ? undefined : valid;
}

function callsLeft({ calls, callsRefused }: ScalingState, now: number): number {
  const refused = callsRefused !== undefined && callsRefused <= now && now - callsRefused < CALLS_REFUSED;
  return refused ? 0 : Math.max(0, DAILY_CALLS - within(calls, now));
}

const earlier = (time: number | undefined, now: number) =>
  time === undefined ? undefined : Math.min(time, now);

/** How many of the times lie in the last day. Those ahead count too, so that no jump of the clock makes room. */
const within = (all: readonly number[], now: number) => all.filter((time) => time > now - DAY).length;

/** Only the latest are kept, whatever the order they were noted in: older ones never count before these do. */
const latest = (all: readonly number[], count: number): number[] =>
  [...all]
    .sort((a, b) => b - a)
    .slice(0, count)
    .reverse();

const times = (count: number, now: number): number[] => Array(count).fill(now);
