import { Duration } from 'aws-cdk-lib';
import { Color, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ReplicaMetric } from '../../lambda/replicate-stream/contract';
import { ShardAutoscaler } from '../operate/shard-autoscaler';
import { StreamReplica } from '../operate/stream-replica';
import { ReplicationType } from '../source/database-replication-type';
import { DatabaseSource } from '../source/database-source';
import { labelOf } from './dashboard-names';
import { type Graph, row, rowBeside, type Section } from './dashboard-section';
import { HotShardMonitor } from './hot-shard-monitor';

/** Databases whose changes come into the streams. */
export function databaseSection(constructs: readonly IConstruct[]): Section {
  const rows = constructs
    .filter((construct) => construct instanceof DatabaseSource)
    .filter(({ replicationType }) => replicationType !== ReplicationType.FULL_LOAD)
    .map((source) =>
      row({
        title: `${labelOf(source)}: latency of changes, s`,
        left: [
          source.metricSourceLatency({ label: 'Read from the database' }),
          source.metricTargetLatency({ label: 'On the stream' }),
        ],
      }),
    );
  return { title: 'Databases', rows };
}

/** Shards and their autoscalers. */
export function scalingSection(constructs: readonly IConstruct[]): Section {
  return { title: 'Scaling', rows: constructs.flatMap(scalingRows) };
}

function scalingRows(construct: IConstruct): IWidget[][] {
  if (construct instanceof ShardAutoscaler) return [autoscalerRow(construct)];
  return construct instanceof HotShardMonitor ? [[construct.widget()]] : [];
}

function autoscalerRow(autoscaler: ShardAutoscaler): IWidget[] {
  const name = labelOf(autoscaler);
  const shards = autoscaler.widget();
  const others = rowBeside(
    shards,
    {
      title: `${name}: demand, % of the capacity`,
      left: [autoscaler.metricUtilisation({ label: 'Demand' })],
      leftAnnotations: [{ value: 100 * autoscaler.targetUtilisation, label: 'Target', color: Color.GREY }],
    },
    {
      title: `${name}: calls left today`,
      left: [autoscaler.metricCallsLeftToday({ label: 'UpdateShardCount' })],
      leftYAxis: { min: 0, max: 10 },
    },
  );
  return [shards, ...others];
}

/** Copies in other Regions. */
export function replicationSection(constructs: readonly IConstruct[]): Section {
  const rows = constructs
    .filter((construct) => construct instanceof StreamReplica)
    .map((replica) => row(...replicaGraphs(replica)));
  return { title: 'Replication', rows };
}

function replicaGraphs(replica: StreamReplica): Graph[] {
  const name = labelOf(replica);
  const period = Duration.minutes(1);
  return [
    { title: `${name}: lag, ms`, left: [replica.metricLag({ label: 'Behind the source', period })] },
    {
      title: `${name}: copied`,
      left: [replica.metricReplicatedRecords({ label: 'Records' })],
      right: [replica.metricReplicatedBytes({ label: 'Bytes' })],
      rightYAxis: { min: 0 },
    },
    {
      title: `${name}: not copied yet`,
      left: [
        replica.metricFailedRecords({ label: 'Failed for now', color: Color.RED }),
        replica.metricHeldRecords({ label: 'Held without the token', color: Color.GREY }),
        replica.metric(ReplicaMetric.RETRIES, { label: 'Sent again', color: Color.ORANGE }),
      ],
    },
  ];
}
