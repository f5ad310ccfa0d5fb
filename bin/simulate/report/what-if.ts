import type { ScalingSettings } from '../../../lambda/scale-shards/decision';
import { run } from '../contest';
import type { Outcome, ReplayOptions } from '../replay';
import type { Trace } from '../trace';

/** One setting other than it is. */
export interface Change {
  readonly setting: string;
  readonly settings: ScalingSettings;
}

/** What came of it. */
export interface WhatIf extends Change {
  readonly outcome: Outcome;
}

const TARGETS = [0.5, 0.6, 0.7, 0.8, 0.9];
const DAILY_RESHARDS = [0, 24, 96];
const LEAST_SHARDS = [0.25, 0.5];

/** The settings worth trying on a trace whose peak is `peak` shards: each is changed alone. */
export function changes(settings: ScalingSettings, peak: number): Change[] {
  const bounded = (share: number) => Math.min(settings.maxShards, Math.ceil(peak * share));
  const all: Partial<ScalingSettings>[] = [
    ...TARGETS.map((targetUtilisation) => ({ targetUtilisation })),
    ...LEAST_SHARDS.map((share) => ({ minShards: bounded(share) })),
    { maxShards: Math.max(settings.minShards, Math.ceil(peak)) },
    ...DAILY_RESHARDS.map((dailyReshards) => ({ dailyReshards })),
  ];
  const keys = Object.keys(settings) as (keyof ScalingSettings)[];
  return all.flatMap((change) => {
    const key = keys.find((candidate) => change[candidate] !== undefined);
    if (key === undefined || change[key] === settings[key]) return [];
    return [{ setting: `${key} ${change[key]}`, settings: { ...settings, ...change } }];
  });
}

/** Replays the trace under a changed setting. */
export function tryOut(trace: Trace, change: Change, options: ReplayOptions): WhatIf {
  return { ...change, outcome: run(trace, 'ours', change.settings, options) };
}
