import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { IteratorAgeAlarms } from '../../../lib/observe/iterator-age-alarms';
import { Reader } from '../../../lib/observe/reader';
import type { SynthesizedAlarm } from '../../support/alarm-evaluation';
import { alarmsOf, lambda } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';

const HOUR = 3_600_000;
const STREAM_NAME = { Name: 'StreamName', Value: { Ref: expect.stringMatching(/^Stream/) } };

function withReaders(readers: Reader[]): Record<string, SynthesizedAlarm> {
  const stack = testStack();
  new IteratorAgeAlarms(stack, 'Lag', { stream: new Stream(stack, 'Stream'), readers });
  return alarmsOf(stack);
}

test('polling: the stream’s iterator age; nobody reading is raised', () => {
  const alarms = withReaders([Reader.polling()]);
  expect(Object.keys(alarms)).toEqual(['PollingWarn', 'PollingPage']);
  expect(alarms.PollingWarn).toMatchObject({
    Namespace: 'AWS/Kinesis',
    MetricName: 'GetRecords.IteratorAgeMilliseconds',
    Dimensions: [STREAM_NAME],
    Statistic: 'Maximum',
    Period: 300,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 2.4 * HOUR,
    DatapointsToAlarm: 2,
    EvaluationPeriods: 3,
    TreatMissingData: 'breaching',
  });
  expect(alarms.PollingPage).toMatchObject({
    MetricName: 'GetRecords.IteratorAgeMilliseconds',
    Dimensions: [STREAM_NAME],
    Threshold: 12 * HOUR,
    DatapointsToAlarm: 4,
    EvaluationPeriods: 6,
    TreatMissingData: 'breaching',
  });
});

test('enhanced fan-out: the consumer’s own lag; not being subscribed is raised', () => {
  const alarms = withReaders([Reader.enhancedFanOutNamed('analytics')]);
  expect(Object.keys(alarms)).toEqual(['FanOutanalyticsWarn', 'FanOutanalyticsPage']);
  for (const alarm of Object.values(alarms)) {
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Kinesis',
      MetricName: 'SubscribeToShardEvent.MillisBehindLatest',
      Dimensions: [{ Name: 'ConsumerName', Value: 'analytics' }, STREAM_NAME],
      Statistic: 'Maximum',
      TreatMissingData: 'breaching',
    });
  }
});

test('Lambda: the function’s iterator age; an idle stream is fine', () => {
  const stack = testStack();
  new IteratorAgeAlarms(stack, 'Lag', {
    stream: new Stream(stack, 'Stream'),
    readers: [Reader.lambdaFunction(lambda(stack))],
  });
  const alarms = Object.values(alarmsOf(stack));
  expect(alarms).toHaveLength(2);
  for (const alarm of alarms) {
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^Fn/) } }],
      Statistic: 'Maximum',
      DatapointsToAlarm: 2,
      EvaluationPeriods: 6,
      TreatMissingData: 'notBreaching',
    });
  }
});

test('a consumer construct and an alias of a function keep their dimensions', () => {
  const stack = testStack();
  const stream = new Stream(stack, 'Stream');
  const consumer = new StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'analytics' });
  const alias = new Alias(stack, 'Live', { aliasName: 'live', version: lambda(stack).currentVersion });
  new IteratorAgeAlarms(stack, 'Lag', {
    stream,
    readers: [Reader.enhancedFanOut(consumer), Reader.lambdaFunction(alias)],
  });
  const dimensions = Object.values(alarmsOf(stack)).map((alarm) => alarm.Dimensions);
  expect(dimensions[0]).toEqual([
    { Name: 'ConsumerName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^Consumer/), 'ConsumerName'] } },
    STREAM_NAME,
  ]);
  expect(dimensions[2]).toEqual([
    { Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^Fn/) } },
    { Name: 'Resource', Value: { 'Fn::Join': ['', [{ Ref: expect.stringMatching(/^Fn/) }, ':live']] } },
  ]);
});
