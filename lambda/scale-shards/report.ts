import type { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Considered } from './consider';
import { SCALING_METRIC_DIMENSION, SCALING_METRIC_NAMESPACE, ScalingMetric } from './contract';
import type { Run } from './scale';

/** What is needed of a logger; that of Powertools for AWS Lambda has it. */
export type RunLogger = Pick<Logger, 'info' | 'warn'>;

/** What is needed of metrics; those of Powertools for AWS Lambda have it. */
export interface RunMetrics {
  addMetric(name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number): unknown;
  publishStoredMetrics(): void;
}

/** Says what a run decided, why, and what came of it. */
export function report(run: Run, logger: RunLogger, metrics: RunMetrics): void {
  const { considered, outcome } = run;
  if (considered === undefined) {
    logger.info('Nothing decided', { outcome });
    return;
  }
  const { decision, shards, hindrances } = considered;
  const { action, reason, desired, utilisation, throttledShare, callsLeft, hotKey } = decision;
  const figures = { openShards: shards.length, desired, utilisation, throttledShare, callsLeft, hotKey };
  logger.info('Decided', { reason, action: action.kind, steps: describe(considered), outcome, ...figures });
  for (const hindrance of hindrances) logger.warn('Decided without knowing all', { reason: hindrance });
  publish(considered, metrics);
}

/** The action in a form that a log can hold. */
function describe({ decision: { action } }: Considered): string[] {
  if (action.kind === 'update') return [`to ${action.target} shards`];
  if (action.kind === 'split') return action.splits.map(({ shardId, at }) => `${shardId} at ${at}`);
  if (action.kind === 'merge')
    return action.merges.map(({ shardId, adjacentShardId }) => `${shardId} with ${adjacentShardId}`);
  return [];
}

function publish({ decision, shards, loads }: Considered, metrics: RunMetrics): void {
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);
  const percent = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Percent, value * 100);
  count(ScalingMetric.DESIRED_SHARDS, decision.desired);
  count(ScalingMetric.OPEN_SHARDS, shards.length);
  count(ScalingMetric.CALLS_LEFT_TODAY, decision.callsLeft);
  percent(ScalingMetric.UTILISATION, decision.utilisation);
  percent(ScalingMetric.THROTTLED_SHARE, decision.throttledShare);
  if (loads !== undefined && loads.size > 0) {
    percent(
      ScalingMetric.HOTTEST_SHARD,
      [...loads.values()].reduce((a, b) => Math.max(a, b), 0),
    );
    count(ScalingMetric.HOT_KEY, decision.hotKey ? 1 : 0);
  }
  metrics.publishStoredMetrics();
}

/** Metrics with the one dimension that the stream's alarms look for. */
export function scalingMetrics(streamName: string): Metrics {
  const metrics = new Metrics({ namespace: SCALING_METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.addDimension(SCALING_METRIC_DIMENSION, streamName);
  return metrics;
}
