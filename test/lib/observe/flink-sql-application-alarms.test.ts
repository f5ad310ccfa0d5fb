import { Duration, Token } from 'aws-cdk-lib';
import { FlinkRuntime } from '../../../lib/analyze/flink-runtime';
import type { FlinkSqlApplicationProps } from '../../../lib/analyze/flink-sql-application-props';
import { FlinkSqlApplicationAlarms } from '../../../lib/observe/flink-sql-application-alarms';
import { alarmsOf } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';
import { flinkApplication } from '../analyze/flink-fixtures';

function watched(props: Partial<FlinkSqlApplicationProps> = {}) {
  const stack = testStack();
  const application = flinkApplication(stack, props);
  const alarms = new FlinkSqlApplicationAlarms(stack, 'Lag', { application });
  return { stack, application, alarms, found: alarmsOf(stack) };
}

describe('by default', () => {
  const { stack, application, alarms, found } = watched();
  const ofApplication = [{ Name: 'Application', Value: application.applicationName }];
  const ofStream = [...ofApplication, { Name: 'Flow', Value: 'Input' }, { Name: 'Id', Value: 'trades' }];

  test.each([
    ['Downtime', 'downtime', 'Maximum', ofApplication, 1, [3, 3], 'breaching'],
    ['Cpu', 'containerCPUUtilization', 'Average', ofApplication, 80, [6, 6], 'notBreaching'],
    ['Heap', 'heapMemoryUtilization', 'Maximum', ofApplication, 90, [3, 3], 'notBreaching'],
    ['LagtradesWarn', 'millisBehindLatest', 'Maximum', ofStream, 600_000, [3, 3], 'notBreaching'],
    ['LagtradesPage', 'millisBehindLatest', 'Maximum', ofStream, 7_200_000, [3, 3], 'notBreaching'],
  ])('%s', (id, metric, statistic, dimensions, threshold, [m, n], missing) => {
    expect(found[id]).toMatchObject({
      Namespace: 'AWS/KinesisAnalytics',
      MetricName: metric,
      Statistic: statistic,
      Dimensions: dimensions,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: m,
      EvaluationPeriods: n,
      Period: 300,
      TreatMissingData: missing,
    });
  });

  test.each([
    ['RestartsWarn', 'fullRestarts', [1, 1]],
    ['RestartsPage', 'fullRestarts', [3, 4]],
    ['Checkpoints', 'numberOfFailedCheckpoints', [3, 3]],
  ])('%s counts what is new', (id, metric, [m, n]) => {
    expect(found[id]).toMatchObject({
      Threshold: 1,
      DatapointsToAlarm: m,
      EvaluationPeriods: n,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Expression: 'DIFF(counter)' },
        {
          MetricStat: {
            Metric: { MetricName: metric, Dimensions: ofApplication },
            Period: 300,
            Stat: 'Maximum',
          },
        },
      ],
    });
  });

  test('each says what to do first, and goes to a topic made here', () => {
    expect(alarms.alarms).toHaveLength(8);
    expect(Object.keys(found)).toHaveLength(8);
    for (const { AlarmActions, AlarmDescription } of Object.values(found)) {
      expect(AlarmActions).toEqual([stack.resolve(alarms.topic?.topicArn)]);
      expect(JSON.stringify(AlarmDescription)).toContain('First: ');
    }
  });
});

test('on Flink 2 restarts are called otherwise', () => {
  const { found } = watched({ runtime: FlinkRuntime.FLINK_2_2 });
  expect(JSON.stringify(found.RestartsWarn)).toContain('"numRestarts"');
});

test('a limit may be known at deployment alone', () => {
  const stack = testStack();
  const application = flinkApplication(stack);
  const lagPageAt = Duration.millis(Token.asNumber({ Ref: 'Lag' }));
  new FlinkSqlApplicationAlarms(stack, 'Lag', { application, lagPageAt });
  const { Threshold, AlarmDescription } = alarmsOf(stack).LagtradesPage;
  expect(Threshold).toEqual({ Ref: 'Lag' });
  expect(JSON.stringify(AlarmDescription)).toContain('is further than its threshold behind stream');
});

test.each([
  [{ lagWarnAt: Duration.seconds(30) }, 'lagWarnAt must be 1 minute to 365 days, got 30 seconds'],
  [{ lagPageAt: Duration.days(366) }, 'lagPageAt must be 1 minute to 365 days, got 366 days'],
  [{ lagWarnAt: Duration.hours(2) }, 'lagWarnAt must be under lagPageAt, 2 hours, got 2 hours'],
])('fails with %p', (limits, message) => {
  const stack = testStack();
  const application = flinkApplication(stack);
  const make = () => new FlinkSqlApplicationAlarms(stack, 'Lag', { application, ...limits });
  expect(make).toThrow(`[T/Lag] ${message}`);
  expect(stack.node.findChild('Lag').node.children).toEqual([]);
});
