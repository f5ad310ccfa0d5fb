import { Template } from 'aws-cdk-lib/assertions';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { ShardAutoscalerAlarms } from '../../../lib/observe/shard-autoscaler-alarms';
import { ShardAutoscaler } from '../../../lib/operate/shard-autoscaler';
import { testStack } from '../../support/stack';

const stack = testStack();
const stream = new Stream(stack, 'Stream', { streamMode: StreamMode.PROVISIONED, shardCount: 4 });
const autoscaler = new ShardAutoscaler(stack, 'Scaling', { stream, minShards: 2, maxShards: 40 });
const set = new ShardAutoscalerAlarms(stack, 'Alarms', { autoscaler, compositeAlarm: true });
const template = Template.fromStack(stack);
const synthesized = Object.fromEntries(
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) => [
    id.replace(/[0-9A-F]{8}$/, ''),
    Properties,
  ]),
);
const ofStream = [{ Name: 'StreamName', Value: stack.resolve(stream.streamName) }];
const ofFunction = [{ Name: 'FunctionName', Value: stack.resolve(autoscaler.function.functionName) }];

test.each([
  [
    'HotKey',
    {
      Namespace: 'KinesisConstructs',
      MetricName: 'HotKey',
      Dimensions: ofStream,
      Statistic: 'Maximum',
      Period: 600,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    },
  ],
  [
    'CallsExhausted',
    {
      MetricName: 'CallsLeftToday',
      Dimensions: ofStream,
      Statistic: 'Minimum',
      Threshold: 0,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    },
  ],
  [
    'Failing',
    {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: ofFunction,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    },
  ],
  [
    'Silent',
    {
      MetricName: 'Invocations',
      Dimensions: ofFunction,
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    },
  ],
])('%s', (id, properties) => {
  expect(synthesized[`Alarms${id}`]).toMatchObject(properties);
});

test('AtMaximum rings when all shards are there and fuller than the target, for five minutes', () => {
  const { Metrics, ...rest } = synthesized.AlarmsAtMaximum;
  expect(rest).toMatchObject({ Threshold: 1, EvaluationPeriods: 5, TreatMissingData: 'notBreaching' });
  const [expression, ...metrics] = Metrics;
  expect(expression.Expression).toBe('IF(shards >= 40 AND used > 70, 1, 0)');
  expect(
    metrics.map((metric: { Id: string; MetricStat: { Metric: object } }) => [
      metric.Id,
      metric.MetricStat.Metric,
    ]),
  ).toEqual([
    ['shards', { Namespace: 'KinesisConstructs', MetricName: 'OpenShards', Dimensions: ofStream }],
    ['used', { Namespace: 'KinesisConstructs', MetricName: 'Utilisation', Dimensions: ofStream }],
  ]);
});

test('each says what to do first, and one page stands for all', () => {
  expect(set.alarms).toHaveLength(5);
  for (const { AlarmDescription } of set.alarms.map((alarm) => synthesized[`Alarms${alarm.node.id}`])) {
    expect(JSON.stringify(AlarmDescription)).toContain('First: ');
  }
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
  expect(set.topic).toBeDefined();
});
