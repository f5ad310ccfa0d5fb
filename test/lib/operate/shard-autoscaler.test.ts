import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { type ScaleShardsSettings, SETTINGS_VARIABLE } from '../../../lambda/scale-shards/contract';
import { ScheduledMinimum } from '../../../lib/operate/scheduled-minimum';
import { ShardAutoscaler } from '../../../lib/operate/shard-autoscaler';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';

const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';
const imported = (stack: Stack): IStream => Stream.fromStreamArn(stack, 'Imported', ARN);

function settingsOf(template: Template): ScaleShardsSettings {
  const [fn] = Object.values(template.findResources('AWS::Lambda::Function'));
  const variable = fn.Properties.Environment.Variables[SETTINGS_VARIABLE];
  const text = typeof variable === 'string' ? variable : variable['Fn::Join'][1].map(asText).join('');
  return JSON.parse(text);
}

const asText = (part: string | { Ref: string }) => (typeof part === 'string' ? part : part.Ref);

function statementsOf(template: Template): { Action: string | string[]; Resource: unknown }[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
}

describe('at its defaults', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders', { shardCount: 4 });
  const autoscaler = new ShardAutoscaler(stack, 'Scaling', { stream, minShards: 2, maxShards: 40 });
  const template = Template.fromStack(stack);

  test('the function is told what it needs', () => {
    expect(settingsOf(template)).toEqual({
      streamName: stack.resolve(stream.streamName).Ref,
      tableName: stack.resolve(autoscaler.table.tableName).Ref,
      minShards: 2,
      maxShards: 40,
      targetUtilisation: 0.7,
      dailyReshards: 48,
      scheduledMinimums: [],
      lagMetric: {
        namespace: 'AWS/Kinesis',
        name: 'GetRecords.IteratorAgeMilliseconds',
        dimensions: { StreamName: stack.resolve(stream.streamName).Ref },
      },
      dryRun: false,
    });
  });

  test('it is called every minute, never twice for one', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  test('it is called at once when records are refused', () => {
    const fn = stack.resolve(autoscaler.function.functionArn);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'WriteProvisionedThroughputExceeded',
      Dimensions: [{ Name: 'StreamName', Value: stack.resolve(stream.streamName) }],
      Statistic: 'Sum',
      Period: 60,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [fn],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceArn: stack.resolve(autoscaler.throttleAlarm.alarmArn),
    });
  });

  test('its rights are these and no more', () => {
    const granted = statementsOf(template).map(({ Action, Resource }) => [Action, [Resource].flat()]);
    const table = stack.resolve(autoscaler.table.tableArn);
    expect(granted).toEqual(
      expect.arrayContaining([
        [
          [
            'kinesis:DescribeStreamSummary',
            'kinesis:ListShards',
            'kinesis:MergeShards',
            'kinesis:SplitShard',
            'kinesis:UpdateShardCount',
          ],
          [stack.resolve(stream.streamArn)],
        ],
        [['dynamodb:GetItem', 'dynamodb:PutItem'], [table]],
        [['cloudwatch:GetMetricData', 'kinesis:DescribeLimits'], ['*']],
        ['lambda:InvokeFunction', [stack.resolve(autoscaler.function.functionArn)]],
      ]),
    );
    expect(granted).toHaveLength(5); // and its log
  });

  test('its memory survives a mistake, and leaves with it', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'stream', KeyType: 'HASH' }],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  test('its widget shows demand, load and shards', () => {
    const [widget] = stack.resolve(autoscaler.widget().toJson());
    expect(widget.properties.metrics.map((metric: unknown[]) => metric.at(-1))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ label: 'Demand, in shards', expression: 'shards * used / 100' }),
        expect.objectContaining({ label: 'Open shards' }),
        expect.objectContaining({ label: 'Desired shards' }),
      ]),
    );
  });

  test.each([
    ['DesiredShards', 'Maximum', () => autoscaler.metricDesiredShards()],
    ['OpenShards', 'Maximum', () => autoscaler.metricOpenShards()],
    ['Utilisation', 'Maximum', () => autoscaler.metricUtilisation()],
    ['HottestShard', 'Maximum', () => autoscaler.metricHottestShard()],
    ['HotKey', 'Maximum', () => autoscaler.metricHotKey()],
    ['CallsLeftToday', 'Minimum', () => autoscaler.metricCallsLeftToday()],
    ['ThrottledShare', 'Maximum', () => autoscaler.metricThrottledShare()],
  ])('metric %s', (metricName, statistic, make) => {
    const { namespace, dimensions, ...metric } = make();
    expect(metric).toMatchObject({ metricName, statistic, period: Duration.minutes(1) });
    expect(namespace).toBe('KinesisConstructs');
    expect(dimensions).toEqual({ StreamName: stream.streamName });
  });
});

describe('what is given', () => {
  const stack = testStack();
  const stream = imported(stack);
  new ShardAutoscaler(stack, 'Scaling', {
    stream,
    minShards: 1,
    maxShards: 8,
    targetUtilisation: 0.5,
    dryRun: true,
    lagMetric: stream.metric('SubscribeToShardEvent.MillisBehindLatest', {
      dimensionsMap: { StreamName: 'orders', ConsumerName: 'search' },
    }),
    scheduledMinimums: [
      ScheduledMinimum.between(new Date(1_000), new Date(2_000), 4),
      ScheduledMinimum.daily({ startTime: '22:00', endTime: '06:00', timeZone: 'Asia/Tokyo', minShards: 3 }),
    ],
  });
  const template = Template.fromStack(stack);

  test('goes to the function', () => {
    expect(settingsOf(template)).toMatchObject({
      streamName: 'orders',
      targetUtilisation: 0.5,
      dryRun: true,
      lagMetric: {
        name: 'SubscribeToShardEvent.MillisBehindLatest',
        dimensions: { StreamName: 'orders', ConsumerName: 'search' },
      },
      scheduledMinimums: [
        { start: 1_000, end: 2_000, minShards: 4 },
        { from: '22:00', to: '06:00', timeZone: 'Asia/Tokyo', days: [0, 1, 2, 3, 4, 5, 6], minShards: 3 },
      ],
    });
  });

  test('a dry run has no right to change the stream', () => {
    const actions = statementsOf(template).flatMap(({ Action }) => Action);
    expect(actions).toContain('kinesis:ListShards');
    expect(actions.filter((action) => /Split|Merge|Update/.test(action))).toEqual([]);
  });
});

test('warns of a shardCount that it would change at once', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders', { shardCount: 1 });
  new ShardAutoscaler(stack, 'Scaling', { stream, minShards: 2, maxShards: 8 });
  expect(
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('shardCount of 1')),
  ).toHaveLength(1);
});
