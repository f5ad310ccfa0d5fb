import type { ScalingSettings } from '../../lambda/scale-shards/decision';
import { POLICIES, type PolicyName } from './policies';
import { type Prices, usdPer30Days } from './prices';
import { type Outcome, type ReplayOptions, replay } from './replay';
import type { Step } from './stream';
import type { Trace } from './trace';

/** What one policy came to: what `--json` prints. */
export interface Score {
  readonly policy: PolicyName;
  /** Share of the load that was refused, in per cent. */
  readonly throttledPercent: number;
  readonly usdPer30Days: number;
  /** In the time that counts. */
  readonly shardHours: number;
  readonly updateShardCounts: number;
  readonly splitsAndMerges: number;
}

/** Replays a trace under one policy. */
export function run(
  trace: Trace,
  policy: PolicyName,
  settings: ScalingSettings,
  options: ReplayOptions,
  watch?: (step: Step) => void,
): Outcome {
  return replay(trace, POLICIES[policy](settings), options, watch);
}

export function score(policy: PolicyName, outcome: Outcome, prices: Prices): Score {
  return {
    policy,
    throttledPercent: rounded(outcome.throttledPercent, 6),
    usdPer30Days: rounded(usdPer30Days(outcome.usage, prices), 2),
    shardHours: rounded(outcome.usage.shardHours, 2),
    updateShardCounts: outcome.updateShardCounts,
    splitsAndMerges: outcome.splitsAndMerges,
  };
}

/** The scores as a table for people. */
export function table(scores: readonly Score[]): string {
  const head = [
    'policy',
    'throttled %',
    'USD in 30 days',
    'shard hours',
    'UpdateShardCount',
    'splits and merges',
  ];
  const body = scores.map((s) => [
    s.policy,
    s.throttledPercent.toFixed(3),
    s.usdPer30Days.toFixed(0),
    s.shardHours.toFixed(0),
    String(s.updateShardCounts),
    String(s.splitsAndMerges),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((row) => row[column].length)),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return `${[head, ...body].map(line).join('\n')}\n`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
