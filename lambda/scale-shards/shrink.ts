import type { Decision } from './decision';
import { type Demand, THROTTLED } from './demand';
import { MINUTE, widthOf } from './model';
import { act, askForLoads, DAILY_CALLS, isUneven, type Situation, shardsFor, wait } from './situation';
import { AT_ONCE, mergeColdest } from './skew';

/** Calls kept for growth: shrinking never takes them … */
const RESERVED_CALLS = 4;

/** … but a stream that needs no more than one in so many of its shards has room to grow even when halved, and keeps … */
const ROOMY = 4;

/** … only the last calls. */
const LAST_CALLS = 2;

/** Share of the day's splits and merges kept for splits: merging never takes them. */
const RESERVED_RESHARDS = 0.25;

/** Shrinking saves at least this share of the shards while all calls are left … */
const WORTHWHILE = 0.15;

/** … and this much more for each call of the day that is gone, so that calls last through the day. */
const PACE = 0.05;

/** Minutes without a change before shrinking: as long as the window that the peak is taken from. */
const CALM = 30;

/** Readers may lag by this share of the retention and the stream still shrinks. */
const LAG_ALLOWED = 0.05;

/** Share of the half hour that metrics must cover. */
const COVERED = 0.8;

/** Shrinks to what the highest minute of the last half hour needs, if that is worth a call. */
export function considerShrinking(situation: Situation, demand: Demand): Decision {
  const { count, state, hotKey, callsLeft, lagShare, now } = situation;
  const wanted = shardsFor(demand.peak, situation);
  const halving = state.halving !== undefined && wanted <= state.halving && state.halving < count;
  const here: Situation = {
    ...situation,
    desired: Math.min(wanted, count),
    state: { ...state, halving: halving ? state.halving : undefined },
  };
  const worthwhile = WORTHWHILE + (DAILY_CALLS - callsLeft) * PACE;
  if (!halving && wanted > count * (1 - worthwhile)) {
    return wait(
      here,
      hotKey ? 'a single key fills a shard, which no split helps' : 'the shards fit the demand',
    );
  }
  if (demand.throttledShare > THROTTLED && !hotKey) return wait(here, 'records are refused: no shrinking');
  if (lagShare > LAG_ALLOWED) return wait(here, 'readers lag: shards are kept for them');
  if (demand.coverage < COVERED) return wait(here, 'too few metrics to shrink on');
  if (halving) return shrink(here, state.halving ?? wanted, 'merging all pairs goes on');
  if (now - (state.lastChange ?? Number.NEGATIVE_INFINITY) < CALM * MINUTE) {
    return wait(here, `the shards changed less than ${CALM} minutes ago`);
  }
  return shrink(here, wanted, `at most ${demand.peak.toFixed(1)} shards in demand for half an hour`);
}

/** Shrinks to `wanted` shards or as near as it may: by a call beyond the reserve, else by merging. */
export function shrink(situation: Situation, wanted: number, why: string): Decision {
  const { count, state, callsLeft, loads } = situation;
  const target = Math.max(wanted, Math.ceil(count / 2));
  if (isUneven(state)) {
    if (loads === undefined) return askForLoads(situation, why);
    return merge(situation, loads, wanted, why);
  }
  if (state.halving !== undefined) return merge(situation, evenLoads(situation), wanted, why);
  if (callsLeft > (wanted * ROOMY <= count ? LAST_CALLS : RESERVED_CALLS)) {
    return act(situation, { kind: 'update', target }, `${why}: shrink from ${count} to ${target} shards`);
  }
  if (wanted > count / 2 || mergesLeft(situation) < count - target) {
    return wait(situation, `${why}, but the ${callsLeft} calls left today are kept for growth`);
  }
  // All pairs are merged, not some: the shards stay even, so that the fullest is no fuller than the mean.
  const halving = { ...situation, state: { ...state, halving: target } };
  return merge(halving, evenLoads(situation), target, why);
}

function merge(
  situation: Situation,
  loads: ReadonlyMap<string, number>,
  wanted: number,
  why: string,
): Decision {
  const { shards, count, settings } = situation;
  const limit = Math.max(0, Math.min(AT_ONCE, count - wanted, mergesLeft(situation)));
  const merges = mergeColdest(shards, loads, settings.targetUtilisation, limit);
  if (merges.length > 0) {
    return act(
      situation,
      { kind: 'merge', merges },
      `${why}: merge ${merges.length} pairs of ${count} shards`,
    );
  }
  const hindrance = limit === 0 ? 'the merges of the day are used up' : 'no two neighbours are cold enough';
  return wait(situation, `${why}, but ${hindrance}`);
}

function mergesLeft({ reshardsLeft, settings }: Situation): number {
  return reshardsLeft - Math.ceil(settings.dailyReshards * RESERVED_RESHARDS);
}

/** What each shard carries if the load is spread evenly over the hash keys. */
function evenLoads({ shards, demand }: Situation): ReadonlyMap<string, number> {
  return new Map(shards.map((shard) => [shard.id, (demand?.peak ?? 0) * widthOf(shard)]));
}
