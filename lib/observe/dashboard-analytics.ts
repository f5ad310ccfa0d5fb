import { Duration } from 'aws-cdk-lib';
import { Color, type IWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication as CfnSparkApplication } from 'aws-cdk-lib/aws-emrserverless';
import { CfnApplication as CfnFlinkApplication } from 'aws-cdk-lib/aws-kinesisanalyticsv2';
import type { IConstruct } from 'constructs';
import { FlinkSqlApplication } from '../analyze/flink-sql-application';
import { labelOf } from './dashboard-names';
import { metricsOf, row, type Section } from './dashboard-section';

/** Flink and Spark on the streams. */
export function analyticsSection(constructs: readonly IConstruct[]): Section {
  return { title: 'Analytics', rows: constructs.flatMap(rowsOf) };
}

function rowsOf(construct: IConstruct): IWidget[][] {
  if (construct instanceof CfnFlinkApplication) return [flinkRow(construct)];
  if (construct instanceof CfnSparkApplication) return [serverlessRow(construct)];
  if (construct instanceof CfnCluster) return [clusterRow(construct)];
  return [];
}

/** @see https://docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html */
function flinkRow(application: CfnFlinkApplication): IWidget[] {
  const name = labelOf(application);
  const metric = metricsOf('AWS/KinesisAnalytics', { Application: application.ref });
  // Flink 2 counts restarts under another name.
  const restarts = /^FLINK-1_/.test(application.runtimeEnvironment) ? 'fullRestarts' : 'numRestarts';
  const sql = application.node.scope;
  return row(
    sql instanceof FlinkSqlApplication && sql._sources.length > 0
      ? {
          title: `${name}: behind the stream, ms`,
          left: sql._sources.map(([table, streamName]) =>
            sql.metricMillisBehindLatest(streamName, { label: table }),
          ),
        }
      : undefined,
    {
      title: `${name}: checkpoints`,
      left: [metric('lastCheckpointDuration', Stats.MAXIMUM, 'Duration, ms')],
      right: [metric('numberOfFailedCheckpoints', Stats.MAXIMUM, 'Failed since the start', Color.RED)],
      rightYAxis: { min: 0 },
    },
    {
      title: `${name}: restarts`,
      left: [metric(restarts, Stats.MAXIMUM, 'Since the start', Color.ORANGE)],
      right: [metric('downtime', Stats.MAXIMUM, 'Down for, ms', Color.RED)],
      rightYAxis: { min: 0 },
    },
    {
      title: `${name}: load, %`,
      left: [
        metric('cpuUtilization', Stats.MAXIMUM, 'CPU'),
        metric('heapMemoryUtilization', Stats.MAXIMUM, 'Heap'),
      ],
      leftYAxis: { min: 0, max: 100 },
    },
  );
}

/**
 * The service may give its metrics the application's name as a second dimension, which is not always known: a search finds them.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/app-job-metrics.html
 */
function serverlessRow(application: CfnSparkApplication): IWidget[] {
  const name = labelOf(application);
  const found = (metricName: string, statistic: string, label: string, color?: string) =>
    new MathExpression({
      expression:
        `SUM(SEARCH('{AWS/EMRServerless,ApplicationId,ApplicationName} MetricName="${metricName}" ` +
        `ApplicationId="${application.attrApplicationId}"', '${statistic}', 60))`,
      usingMetrics: {},
      label,
      color,
      period: Duration.minutes(1),
    });
  return row(
    {
      title: `${name}: jobs by state`,
      left: [
        found('RunningJobs', Stats.MAXIMUM, 'Running', Color.GREEN),
        found('PendingJobs', Stats.MAXIMUM, 'Pending', Color.GREY),
        found('ScheduledJobs', Stats.MAXIMUM, 'Scheduled', Color.BLUE),
      ],
    },
    {
      title: `${name}: jobs ended`,
      left: [
        found('FailedJobs', Stats.SUM, 'Failed', Color.RED),
        found('CancelledJobs', Stats.SUM, 'Cancelled', Color.ORANGE),
        found('SuccessJobs', Stats.SUM, 'Done', Color.GREEN),
      ],
    },
    { title: `${name}: workers`, left: [found('RunningWorkerCount', Stats.MAXIMUM, 'Running')] },
  );
}

/** @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/UsingEMR_ViewingMetrics.html */
function clusterRow(cluster: CfnCluster): IWidget[] {
  const name = labelOf(cluster);
  const metric = metricsOf('AWS/ElasticMapReduce', { JobFlowId: cluster.ref }, 5);
  return row(
    {
      title: `${name}: applications by state`,
      left: [
        metric('AppsRunning', Stats.MAXIMUM, 'Running', Color.GREEN),
        metric('AppsPending', Stats.MAXIMUM, 'Pending', Color.GREY),
        metric('AppsFailed', Stats.MAXIMUM, 'Failed', Color.RED),
      ],
    },
    {
      title: `${name}: memory left, %`,
      left: [metric('YARNMemoryAvailablePercentage', Stats.MINIMUM, 'YARN')],
      leftYAxis: { min: 0, max: 100 },
    },
    { title: `${name}: idle`, left: [metric('IsIdle', Stats.MAXIMUM, 'Idle, 1 or 0')] },
  );
}
