import { Duration } from 'aws-cdk-lib';
import { GraphWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ShardAutoscaler } from './shard-autoscaler';

/** A graph of demand, accepted load and shards, in shards, and of what is refused, in percent. */
export function autoscalerWidget(autoscaler: ShardAutoscaler): GraphWidget {
  const { stream } = autoscaler;
  const period = Duration.minutes(1);
  const sum = { statistic: Stats.SUM, period };
  const open = autoscaler.metricOpenShards({ label: 'Open shards' });
  const demand = new MathExpression({
    label: 'Demand, in shards',
    expression: 'shards * used / 100',
    usingMetrics: { shards: open, used: autoscaler.metricUtilisation() },
    period,
  });
  const accepted = new MathExpression({
    label: 'Accepted, in shards',
    expression: 'MAX([bytes / 1048576, records / 1000]) / 60',
    usingMetrics: { bytes: stream.metricIncomingBytes(sum), records: stream.metricIncomingRecords(sum) },
    period,
  });
  const desired = autoscaler.metricDesiredShards({ label: 'Desired shards' });
  return new GraphWidget({
    title: `Shards of ${stream.streamName}`,
    left: [demand, accepted, open, desired],
    right: [autoscaler.metricThrottledShare({ label: 'Refused, %' })],
    leftYAxis: { min: 0 },
    rightYAxis: { min: 0 },
  });
}
