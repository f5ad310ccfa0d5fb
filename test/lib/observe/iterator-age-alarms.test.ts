import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { IteratorAgeAlarms, type IteratorAgeAlarmsProps } from '../../../lib/observe/iterator-age-alarms';
import { LagThreshold } from '../../../lib/observe/lag-threshold';
import { Reader } from '../../../lib/observe/reader';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { alarmsOf, lambda } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';

const HOUR = 3_600_000;

describe('alarms of every kind', () => {
  const stack = testStack();
  const stream = new Stream(stack, 'Stream');
  new IteratorAgeAlarms(stack, 'Lag', {
    stream,
    readers: [Reader.polling(), Reader.enhancedFanOutNamed('a'), Reader.lambdaFunction(lambda(stack))],
    runbookUrl: 'https://wiki.example.com/lag',
  });
  const alarms = Object.values(alarmsOf(stack));

  test('say what to do first, and where the runbook is', () => {
    for (const { AlarmDescription } of alarms) {
      const text = JSON.stringify(AlarmDescription);
      expect(text).toContain('First: ');
      expect(text).toMatch(/Runbook: https:\/\/wiki.example.com\/lag"/);
    }
    expect(JSON.stringify(alarms[0].AlarmDescription)).toContain(
      'lags by 2 hours 24 minutes (10 % of its retention), or nobody reads',
    );
  });

  test('are named by CloudFormation', () => {
    for (const alarm of alarms) expect(alarm).not.toHaveProperty('AlarmName');
  });
});

describe('thresholds', () => {
  const thresholds = (props: (stack: Stack) => IteratorAgeAlarmsProps) => {
    const stack = testStack();
    new IteratorAgeAlarms(stack, 'Lag', { readers: [Reader.polling()], ...props(stack) });
    return Object.values(alarmsOf(stack)).map((alarm) => alarm.Threshold / HOUR);
  };

  test('are shares of the retention of the library’s stream, or any other of the app', () => {
    const retentionPeriod = Duration.days(10);
    expect(thresholds((s) => ({ stream: new EncryptedStream(s, 'E', { retentionPeriod }).stream }))).toEqual([
      24, 120,
    ]);
    expect(thresholds((s) => ({ stream: new Stream(s, 'S', { retentionPeriod }) }))).toEqual([24, 120]);
  });

  test('of an imported stream are shares of the given retention, or of the shortest there is', () => {
    const imported = (s: Stack) =>
      Stream.fromStreamArn(s, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');
    expect(thresholds((s) => ({ stream: imported(s), retentionPeriod: Duration.days(7) }))).toEqual([
      16.8, 84,
    ]);
    expect(thresholds((s) => ({ stream: imported(s) }))).toEqual([2.4, 12]);
  });

  test('of an unknown retention say so', () => {
    const stack = testStack();
    const stream = Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');
    new IteratorAgeAlarms(stack, 'Lag', { stream, readers: [Reader.polling()] });
    expect(alarmsOf(stack).PollingPage.AlarmDescription).toContain(
      '12 hours (50 % of 1 day, the shortest retention)',
    );
  });

  test('are other shares or absolute, by choice', () => {
    const warnAt = LagThreshold.shareOfRetention(0.25);
    const pageAt = LagThreshold.absolute(Duration.hours(9));
    expect(thresholds((s) => ({ stream: new Stream(s, 'S'), warnAt, pageAt }))).toEqual([6, 9]);
  });

  test('under 15 minutes are evaluated every minute', () => {
    const stack = testStack();
    new IteratorAgeAlarms(stack, 'Lag', {
      stream: new Stream(stack, 'S'),
      readers: [Reader.polling()],
      warnAt: LagThreshold.absolute(Duration.minutes(14)),
      pageAt: LagThreshold.absolute(Duration.minutes(15)),
    });
    const alarms = alarmsOf(stack);
    expect([alarms.PollingWarn.Period, alarms.PollingPage.Period]).toEqual([60, 300]);
  });
});

describe('fits in', () => {
  test('readers may be added later, a pair of alarms each', () => {
    const stack = testStack();
    const lag = new IteratorAgeAlarms(stack, 'Lag', { stream: new Stream(stack, 'Stream') });
    lag.addReader(Reader.polling());
    lag.addReader(Reader.enhancedFanOutNamed('a'));
    expect(lag.alarms.map((alarm) => alarm.node.id)).toEqual([
      'PollingWarn',
      'FanOut-aWarn',
      'PollingPage',
      'FanOut-aPage',
    ]);
    expect(lag.warnAlarms).toHaveLength(2);
    expect(lag.pageAlarms).toHaveLength(2);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 4);
  });

  test('two on one stream in one stack, readers alike', () => {
    const stack = testStack();
    const stream = new Stream(stack, 'Stream');
    for (const id of ['A', 'B']) new IteratorAgeAlarms(stack, id, { stream, readers: [Reader.polling()] });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 4);
  });

  test('an app without account and Region, a stream without a name', () => {
    const stack = new Stack(new App(), 'T');
    new IteratorAgeAlarms(stack, 'Lag', { stream: new Stream(stack, 'S'), readers: [Reader.polling()] });
    expect(Object.values(alarmsOf(stack))[0].Dimensions).toHaveLength(1);
  });

  test('a stream of another stack', () => {
    const app = new App();
    const stream = new Stream(new Stack(app, 'Data'), 'Stream');
    const stack = new Stack(app, 'Ops');
    new IteratorAgeAlarms(stack, 'Lag', { stream, readers: [Reader.polling()] });
    expect(alarmsOf(stack).PollingWarn.Dimensions).toEqual([
      { Name: 'StreamName', Value: { 'Fn::ImportValue': expect.stringContaining('Stream') } },
    ]);
  });

  test('metricLag is what the alarms watch', () => {
    const stack = testStack();
    const stream = Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders');
    const lag = new IteratorAgeAlarms(stack, 'Lag', { stream, readers: [Reader.polling()] });
    const metric = lag.metricLag(Reader.enhancedFanOutNamed('a'), { period: Duration.minutes(1) });
    expect(metric).toMatchObject({
      metricName: 'SubscribeToShardEvent.MillisBehindLatest',
      dimensions: { StreamName: 'orders', ConsumerName: 'a' },
      statistic: 'Maximum',
      period: Duration.minutes(1),
    });
  });
});
