import { decide } from '../../../lambda/scale-shards/decide';
import {
  type Decision,
  NEW_STATE,
  type Observations,
  type ScalingSettings,
  type ScalingState,
} from '../../../lambda/scale-shards/decision';
import { HASH_KEYS, MINUTE, type Minute, SHARD_BYTES, type Shard } from '../../../lambda/scale-shards/model';

export const NOW = Date.UTC(2026, 5, 1, 12);
export const HOUR = 60 * MINUTE;

export const SETTINGS: ScalingSettings = {
  minShards: 1,
  maxShards: 100,
  targetUtilisation: 0.7,
  dailyReshards: 48,
};

/** `count` shards of equal width. */
export function shards(count: number): Shard[] {
  const bound = (i: number) => (HASH_KEYS * BigInt(i)) / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({ id: `s${i}`, start: bound(i), end: bound(i + 1) - 1n }));
}

/** A minute in which `load` shard units were offered and a share of it refused. */
export function minute(time: number, load: number, refused = 0): Minute {
  const bytes = load * (1 - refused) * SHARD_BYTES * 60;
  const records = bytes / 25_600;
  return { time, bytes, records, rejected: (records * refused) / (1 - refused) };
}

/** Metrics of the last 45 minutes, two minutes late; `load` of the minutes ago. */
export function metrics(load: number | ((ago: number) => number), refused = 0, now = NOW): Minute[] {
  return Array.from({ length: 45 }, (_, i) => {
    const ago = 46 - i;
    return minute(now - ago * MINUTE, typeof load === 'number' ? load : load(ago), refused);
  });
}

/** Loads by the shard, `usual` where none is given. */
export function loads(of: readonly Shard[], usual: number, others: Record<string, number> = {}) {
  return new Map(of.map(({ id }) => [id, others[id] ?? usual]));
}

export interface Case {
  readonly settings?: Partial<ScalingSettings>;
  readonly state?: Partial<ScalingState>;
  readonly observed?: Partial<Observations>;
  readonly now?: number;
}

/** Decides on a quiet, even stream of `count` shards, but for what the case changes. */
export function decideOn(
  count: number,
  load: number,
  { settings, state, observed, now = NOW }: Case = {},
): Decision {
  return decide(
    { ...SETTINGS, ...settings },
    { ...NEW_STATE, ...state },
    { active: true, shards: shards(count), minutes: metrics(load, 0, now), ...observed },
    now,
  );
}

/** `count` times, an hour apart, the last an hour ago. */
export const hourly = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => NOW - (count - i) * HOUR);
