import type { ScalingSettings } from '../../lambda/scale-shards/decision';
import { Ours } from './ours';
import { AwsSample, Epsagon, ScalingUtils } from './peers';
import type { Policy } from './policy';
import { OnDemand, Static } from './provided';

/** The policies by name, in the order they are shown in. */
export const POLICIES = {
  ours: (settings: ScalingSettings): Policy => new Ours(settings),
  static: (): Policy => new Static(),
  onDemand: (): Policy => new OnDemand(),
  awsSample: (): Policy => new AwsSample(),
  scalingUtils: (): Policy => new ScalingUtils(),
  epsagon: (): Policy => new Epsagon(),
} as const;

export type PolicyName = keyof typeof POLICIES;

export const POLICY_NAMES = Object.keys(POLICIES) as PolicyName[];

/** The autoscaler's settings when none are given. */
export const DEFAULT_SETTINGS: ScalingSettings = {
  minShards: 1,
  maxShards: 1000,
  targetUtilisation: 0.7,
  dailyReshards: 48,
};
