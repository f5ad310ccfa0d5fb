import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import { SHARD_BYTES_PER_SECOND, SHARD_RECORDS_PER_SECOND } from '../../lambda/report-hot-keys/contract';

/** A metric that Kinesis keeps for each shard, and what a shard takes of it in a minute. */
export interface ShardMetric {
  readonly name: 'IncomingBytes' | 'IncomingRecords';
  readonly unit: 'bytes' | 'records';
  readonly perMinute: number;
}

export const SHARD_METRICS: readonly ShardMetric[] = [
  { name: 'IncomingBytes', unit: 'bytes', perMinute: 60 * SHARD_BYTES_PER_SECOND },
  { name: 'IncomingRecords', unit: 'records', perMinute: 60 * SHARD_RECORDS_PER_SECOND },
];

/**
 * How many times the mean load the fullest shard has, in minutes in which that shard has `utilisation` of its capacity in
 * use or more; 0 in others.
 *
 * An alarm cannot hold a SEARCH, nor name shards, whose ids change; a Metrics Insights query finds them each time. It has
 * to be the sum of each shard: the maximum of this metric is the largest single put. Only one query fits in an alarm, so
 * maximum and mean are taken of its result.
 */
export function skewOfHotShards(stream: IStream, metric: ShardMetric, utilisation: number): MathExpression {
  const period = Duration.minutes(1);
  const load = new MathExpression({
    expression:
      `SELECT SUM(${metric.name}) FROM SCHEMA("AWS/Kinesis", StreamName, ShardId) ` +
      `WHERE StreamName = '${stream.streamName}' GROUP BY ShardId ORDER BY SUM() DESC`,
    usingMetrics: {},
    period,
  });
  return new MathExpression({
    expression: `IF(MAX(load) >= ${Math.round(metric.perMinute * utilisation)}, MAX(load) / AVG(load), 0)`,
    usingMetrics: { load },
    label: `Fullest shard over the mean, by ${metric.unit}`,
    period,
  });
}

/** Utilisation of the ten fullest shards, in percent, for a graph. */
export function fullestShards(stream: IStream, { name, perMinute }: ShardMetric): IMetric {
  const search =
    `SEARCH('{AWS/Kinesis,ShardId,StreamName} MetricName="${name}" StreamName="${stream.streamName}"', ` +
    `'Sum', 60)`;
  return new MathExpression({
    expression: `SORT(100 * ${search} / ${perMinute}, MAX, DESC, 10)`,
    usingMetrics: {},
    label: '',
    period: Duration.minutes(1),
  });
}

/** Shard-level metrics that the alarms need and a stream made in this app is known to keep none of. */
export function missingMetrics(stream: IStream): string[] {
  const resource = stream.node.defaultChild;
  if (!(resource instanceof CfnStream)) return [];
  const kept = resource.desiredShardLevelMetrics ?? [];
  if (kept.includes('ALL')) return [];
  return SHARD_METRICS.map(({ name }) => name).filter((name) => !kept.includes(name));
}
