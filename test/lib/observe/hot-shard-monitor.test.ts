import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { type IStream, ShardLevelMetrics, Stream } from 'aws-cdk-lib/aws-kinesis';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { KeyVisibility } from '../../../lib/observe/hot-key-report';
import { HotShardMonitor, type HotShardMonitorProps } from '../../../lib/observe/hot-shard-monitor';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';

const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

function imported(stack: Stack): IStream {
  return Stream.fromStreamArn(stack, 'Stream', ARN);
}

function monitorOf(props: Partial<HotShardMonitorProps> = {}) {
  const stack = testStack();
  const monitor = new HotShardMonitor(stack, 'Hot', { stream: props.stream ?? imported(stack), ...props });
  return { stack, monitor };
}

describe('the monitor of a stream with a customer key, every day', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders', {
    shardCount: 4,
    shardLevelMetrics: [ShardLevelMetrics.INCOMING_BYTES, ShardLevelMetrics.INCOMING_RECORDS],
  });
  const monitor = new HotShardMonitor(stack, 'Hot', {
    stream,
    schedule: ScheduleExpression.rate(Duration.days(1)),
    runbookUrl: 'https://wiki.example.com/hot',
  });
  const template = Template.fromStack(stack);
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  const alarm = (name: string) => alarms.find(([id]) => id.startsWith(`Hot${name}`))?.[1].Properties;

  test.each([
    ['Bytes', 'IncomingBytes', 50331648],
    ['Records', 'IncomingRecords', 48000],
  ])('alarms on %s of a shard that is nearly full and far above the mean', (name, metric, floor) => {
    const { Metrics, ...rest } = alarm(name);
    expect(rest).toMatchObject({
      Threshold: 1.5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 8,
      EvaluationPeriods: 10,
      TreatMissingData: 'notBreaching',
    });
    const [skew, load] = Metrics;
    expect(skew).toMatchObject({ Expression: `IF(MAX(load) >= ${floor}, MAX(load) / AVG(load), 0)` });
    expect(load).toMatchObject({ Id: 'load', Period: 60, ReturnData: false });
    expect(stack.resolve(load.Expression)['Fn::Join'][1]).toEqual([
      `SELECT SUM(${metric}) FROM SCHEMA("AWS/Kinesis", StreamName, ShardId) WHERE StreamName = '`,
      { Ref: stack.getLogicalId(stream.node.defaultChild as never) },
      "' GROUP BY ShardId ORDER BY SUM() DESC",
    ]);
    expect(Metrics).toHaveLength(2);
  });

  test('alarms on a hot key from one report to the next', () => {
    expect(alarm('HotKey')).toMatchObject({
      Namespace: 'KinesisConstructs',
      MetricName: 'HotKeys',
      Dimensions: [{ Name: 'StreamName' }],
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'ignore',
    });
  });

  test('says in each alarm what to do first, and where the runbook is', () => {
    expect(alarms).toHaveLength(3);
    for (const [, { Properties }] of alarms) {
      const text = JSON.stringify(Properties.AlarmDescription);
      expect(text).toContain('First: ');
      expect(text).toMatch(/Runbook: https:\/\/wiki.example.com\/hot"/);
      expect(Properties).not.toHaveProperty('AlarmName');
    }
  });

  test('lets the function read this stream, decrypt its records, and write its log alone', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(
      ({ Properties }) => Properties,
    );
    const [{ PolicyDocument }, ...others] = policies.filter(({ Roles }) =>
      JSON.stringify(Roles).includes('HotReportHandlerRole'),
    );
    expect(others).toEqual([]);
    const streamArn = stack.resolve(stream.streamArn);
    const [read, decrypt, log] = ['kinesis:GetRecords', 'kms:Decrypt', 'logs:PutLogEvents'].map((action) =>
      PolicyDocument.Statement.find(({ Action }: { Action: string | string[] }) =>
        [Action].flat().includes(action),
      ),
    );
    expect(PolicyDocument.Statement).toHaveLength(3);
    expect(log.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Log/), 'Arn'] });
    expect(read.Action).toEqual([
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ]);
    expect(read.Resource).toEqual(streamArn);
    expect(decrypt.Condition.StringEquals).toMatchObject({
      'kms:EncryptionContext:aws:kinesis:arn': streamArn,
    });
  });

  test('lets the schedule invoke the function alone', () => {
    const functionArn = stack.resolve(monitor.reportFunction.functionArn);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 day)',
      Target: { Arn: functionArn, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 } },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111111111111', 'aws:SourceArn': Match.anyValue() },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: functionArn }],
          },
        },
      ],
    });
  });

  test('tells the function what to do, and to hide the keys', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          STREAM_ARN: stack.resolve(stream.streamArn),
          WINDOW_MS: '300000',
          TOP_KEYS: '10',
          KEY_VISIBILITY: 'hashed',
        },
      },
      Timeout: 600,
    });
  });

  test('warns of nothing', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

test('settings reach the alarms and the function', () => {
  const { stack, monitor } = monitorOf({
    hotFrom: 0.5,
    skewFrom: 3,
    topKeys: 25,
    reportWindow: Duration.minutes(15),
    keyVisibility: KeyVisibility.PLAIN,
    warnActions: [],
    pageActions: [],
    compositeAlarm: true,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Threshold: 3,
    Metrics: Match.arrayWith([Match.objectLike({ Expression: Match.stringLikeRegexp('>= 31457280,') })]),
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { WINDOW_MS: '900000', TOP_KEYS: '25', KEY_VISIBILITY: 'plain' } },
  });
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
  template.resourceCountIs('AWS::SNS::Topic', 0);
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  expect([monitor.topic, monitor.alarms.length]).toEqual([undefined, 3]);
});

test('the widget shows the ten fullest shards, whichever they are', () => {
  const { stack, monitor } = monitorOf();
  new Dashboard(stack, 'Dashboard', { widgets: [[monitor.widget()]] });
  const [body] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard')).map(
    ({ Properties }) => Properties.DashboardBody['Fn::Join']?.[1].join('') ?? Properties.DashboardBody,
  );
  const expressions = JSON.parse(body).widgets.map((widget: unknown) => JSON.stringify(widget));
  expect(expressions).toHaveLength(2);
  expect(expressions[0]).toContain(
    `SORT(100 * SEARCH('{AWS/Kinesis,ShardId,StreamName} MetricName=\\"IncomingBytes\\" StreamName=\\"orders\\"', ` +
      `'Sum', 60) / 62914560, MAX, DESC, 10)`,
  );
  expect(expressions[1]).toContain("'Sum', 60) / 60000, MAX, DESC, 10)");
});

test('the metrics are of the last report', () => {
  const { monitor } = monitorOf();
  const metrics = [
    monitor.metricHottestKeyShare(),
    monitor.metricHottestShardShare(),
    monitor.metricHotKeys({ period: Duration.hours(1) }),
  ].map((metric) => metric.toMetricConfig().metricStat);
  expect(metrics.map((metric) => metric?.metricName)).toEqual([
    'HottestKeyShare',
    'HottestShardShare',
    'HotKeys',
  ]);
  for (const metric of metrics) {
    expect(metric).toMatchObject({
      namespace: 'KinesisConstructs',
      dimensions: [{ name: 'StreamName', value: 'orders' }],
      statistic: 'Maximum',
    });
  }
  expect(metrics.map((metric) => metric?.period.toMinutes())).toEqual([5, 5, 60]);
});
