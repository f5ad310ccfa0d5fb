import { Duration } from 'aws-cdk-lib';
import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { FlinkSqlApplication } from '../analyze/flink-sql-application';
import type { Severity } from './alarm-set';

/** An alarm on an application, before it is made. */
export interface FlinkAlarmSpec extends AlarmProps {
  readonly severity: Severity;
  readonly id: string;
}

/** Lag from which somebody looks, and from which somebody acts. */
export interface LagLimits {
  readonly warn: Duration;
  readonly page: Duration;
}

const PERIOD = Duration.minutes(5);

/** The alarms on an application. */
export function flinkAlarms(application: FlinkSqlApplication, lag: LagLimits): FlinkAlarmSpec[] {
  const name = `Flink application ${application.applicationName}`;
  const log = `read its log, ${application.logGroup.logGroupName}`;
  const metric = (metricName: string, statistic = 'Maximum') =>
    application.metric(metricName, { statistic, period: PERIOD });
  // Flink 2 has no fullRestarts any more.
  const restarts = growthOf(metric(application.runtime._isFlink2 ? 'numRestarts' : 'fullRestarts'));
  return [
    {
      ...atLeast('page', 'Downtime', metric('downtime'), 1, [3, 3]),
      // An application that does not run reports nothing at all.
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: `${name} has not run for 15 minutes. First: see its status; if it is READY, start it; else ${log}.`,
    },
    {
      ...atLeast('warn', 'RestartsWarn', restarts, 1, [1, 1]),
      alarmDescription: `${name} was restarted after a failure. First: ${log}, for what failed.`,
    },
    {
      ...atLeast('page', 'RestartsPage', restarts, 1, [3, 4]),
      alarmDescription: `${name} fails again and again, perhaps over one record. First: ${log}; a record that does not fit its table is left out with ignoreParseErrors.`,
    },
    {
      ...atLeast('warn', 'Checkpoints', growthOf(metric('numberOfFailedCheckpoints')), 1, [3, 3]),
      alarmDescription: `${name} cannot save its state: after a failure it goes on from long ago. First: see lastCheckpointDuration and lastCheckpointSize, whether they grow; then give it a higher parallelism, or the query a limit to what it keeps.`,
    },
    {
      ...atLeast('warn', 'Cpu', metric('containerCPUUtilization', 'Average'), 80, [6, 6]),
      alarmDescription: `${name} uses 80 % of its CPU or more, and is not scaled or was to no avail. First: see whether its lag grows; if so, raise parallelism.`,
    },
    {
      ...atLeast('warn', 'Heap', metric('heapMemoryUtilization'), 90, [3, 3]),
      alarmDescription: `${name} has used up 90 % of its memory. First: see whether its state grows without limit; if not, raise parallelism, or lower parallelismPerKpu.`,
    },
    ...application._sources.flatMap(([table, stream]) => lagAlarms(application, name, table, stream, lag)),
  ];
}

function lagAlarms(
  application: FlinkSqlApplication,
  name: string,
  table: string,
  stream: string,
  limits: LagLimits,
): FlinkAlarmSpec[] {
  const behind = application.metricMillisBehindLatest(stream, { period: PERIOD });
  const firstStep =
    'see whether it restarts or its CPU is busy; if neither, whether other readers of the stream use up its reads.';
  const describe = (limit: Duration) => {
    const far = limit.isUnresolved() ? 'further than its threshold' : limit.toHumanString();
    return `${name} is ${far} behind stream ${stream}, its table ${table}. First: ${firstStep}`;
  };
  const of = (severity: Severity, suffix: string, limit: Duration, when: [number, number]) => ({
    ...atLeast(severity, `Lag-${table}-${suffix}`, behind, limit.toMilliseconds(), when),
    alarmDescription: describe(limit),
  });
  return [of('warn', 'Warn', limits.warn, [3, 3]), of('page', 'Page', limits.page, [3, 3])];
}

/** How much a counter has grown; it begins at 0 again when the application is started. */
function growthOf(counter: IMetric): MathExpression {
  return new MathExpression({ expression: 'DIFF(counter)', usingMetrics: { counter }, period: PERIOD });
}

/** An alarm when `m` of the last `n` periods reach the threshold; whether it runs at all is for another one. */
function atLeast(
  severity: Severity,
  id: string,
  metric: IMetric,
  threshold: number,
  [m, n]: [number, number],
): FlinkAlarmSpec {
  return {
    severity,
    id,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: m,
    evaluationPeriods: n,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}
