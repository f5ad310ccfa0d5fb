import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DatabaseSourceAlarms } from '../../../lib/observe/database-source-alarms';
import { Replication } from '../../../lib/source/database-replication';
import { ReplicationType } from '../../../lib/source/database-replication-type';
import type { DatabaseSourceProps } from '../../../lib/source/database-source-props';
import { alarmsOf } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';
import { databaseSource } from '../source/database-fixtures';

function watched(props: Partial<DatabaseSourceProps> = {}) {
  const stack = testStack();
  const source = databaseSource(stack, props);
  const alarms = new DatabaseSourceAlarms(stack, 'Lag', { source });
  const [rule] = Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return { stack, source, alarms, rule };
}

describe('by default', () => {
  const { stack, source, alarms, rule } = watched();
  const found = alarmsOf(stack);
  const [[, dimension]] = Object.entries(source.metricTargetLatency().dimensions ?? {});
  const dimensions = [{ Name: 'ReplicationConfigId', Value: dimension }];

  test.each([
    ['SourceLatencyWarn', 'CDCLatencySource', 300, 3, 'notBreaching'],
    ['TargetLatencyWarn', 'CDCLatencyTarget', 300, 3, 'notBreaching'],
    ['TargetLatencyPage', 'CDCLatencyTarget', 1800, 6, 'breaching'],
  ])('%s', (id, metric, threshold, periods, missing) => {
    expect(found[id]).toMatchObject({
      Namespace: 'AWS/DMS',
      MetricName: metric,
      Dimensions: dimensions,
      Threshold: threshold,
      EvaluationPeriods: periods,
      Period: 300,
      Statistic: 'Maximum',
      TreatMissingData: missing,
      AlarmDescription: expect.stringMatching(/First: /),
    });
  });

  test('a stop or a failure pages, and what DMS told is kept', () => {
    const [ruleId, { Properties }] = rule;
    expect(Properties.EventPattern).toEqual({
      source: ['aws.dms'],
      'detail-type': ['DMS Replication State Change'],
      resources: [stack.resolve(source.replicationArn)],
      detail: { eventType: ['REPLICATION_STOPPED', 'REPLICATION_FAILED'] },
    });
    expect(found.Stopped).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'TriggeredRules',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: ruleId } }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    const log = stack.resolve(alarms.eventLog.logGroupName);
    expect(Properties.Targets).toEqual([
      { Id: 'Target0', Arn: { 'Fn::Join': ['', expect.arrayContaining([log])] } },
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::ResourcePolicy', 1);
  });

  test('all go to a topic made here', () => {
    expect(alarms.alarms).toHaveLength(4);
    for (const { AlarmActions } of Object.values(found)) {
      expect(AlarmActions).toEqual([stack.resolve(alarms.topic?.topicArn)]);
    }
  });
});

test('of a task on an instance, events and dimensions are others', () => {
  const { stack, source, rule } = watched({ replication: Replication.instance() });
  expect(rule[1].Properties.EventPattern).toMatchObject({
    'detail-type': ['DMS Replication Task State Change'],
    resources: [stack.resolve(source.replicationArn)],
    detail: { eventType: ['REPLICATION_TASK_STOPPED', 'REPLICATION_TASK_FAILED'] },
  });
  const names = alarmsOf(stack).TargetLatencyPage.Dimensions?.map(({ Name }) => Name);
  expect(names).toEqual(['ReplicationInstanceIdentifier', 'ReplicationTaskIdentifier']);
});

test('a full load has no latency', () => {
  const { stack } = watched({ replicationType: ReplicationType.FULL_LOAD });
  expect(Object.keys(alarmsOf(stack))).toEqual(['Stopped']);
});

test.each([
  [{ warnAt: Duration.seconds(30) }, 'warnAt must be 1 minute to 7 days, got 30 seconds'],
  [{ pageAt: Duration.days(8) }, 'pageAt must be 1 minute to 7 days, got 8 days'],
  [{ warnAt: Duration.minutes(30) }, 'warnAt must be under pageAt, 30 minutes, got 30 minutes'],
])('fails with %p', (limits, message) => {
  const stack = testStack();
  const source = databaseSource(stack);
  expect(() => new DatabaseSourceAlarms(stack, 'Lag', { source, ...limits })).toThrow(`[T/Lag] ${message}`);
  expect(stack.node.findChild('Lag').node.children).toEqual([]);
});
