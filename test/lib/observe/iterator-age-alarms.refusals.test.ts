import { App, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type CfnStream, type IStream, Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { IteratorAgeAlarms, type IteratorAgeAlarmsProps } from '../../../lib/observe/iterator-age-alarms';
import { LagThreshold } from '../../../lib/observe/lag-threshold';
import { Reader } from '../../../lib/observe/reader';
import { testStack } from '../../support/stack';

const ORDERS = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';
const absolute = (lag: Duration) => LagThreshold.absolute(lag);
const share = (part: number) => LagThreshold.shareOfRetention(part);

function make(props: Partial<IteratorAgeAlarmsProps>, stack = testStack()): Stack {
  const readers = [Reader.polling()];
  const stream = props.stream ?? new Stream(stack, 'S');
  new IteratorAgeAlarms(stack, 'Lag', { readers, ...props, stream });
  return stack;
}

const imported = (stack: Stack, arn = ORDERS): IStream => Stream.fromStreamArn(stack, 'Imported', arn);

describe('fails when', () => {
  test.each([
    [
      'a share is 0',
      { warnAt: share(0) },
      'warnAt must be a share of the retention over 0 and under 1, got 0',
    ],
    [
      'a share is 1',
      { pageAt: share(1) },
      'pageAt must be a share of the retention over 0 and under 1, got 1',
    ],
    [
      'a share is negative',
      { pageAt: share(-0.1) },
      'pageAt must be a share of the retention over 0 and under 1',
    ],
    ['a share is no number', { pageAt: share(Number.NaN) }, 'over 0 and under 1, got NaN'],
    ['a lag is 0', { warnAt: absolute(Duration.millis(0)) }, 'warnAt must be over 0, got 0'],
    [
      'a lag is the whole retention',
      { pageAt: absolute(Duration.hours(24)) },
      "pageAt must be under the stream's retention of 1 day, after which records are lost, got 1 day",
    ],
    [
      'the page comes no later than the warning',
      { warnAt: share(0.5) },
      'warnAt must be under pageAt, 12 hours, got 12 hours',
    ],
    [
      'the page comes before the warning',
      { pageAt: absolute(Duration.hours(1)) },
      'warnAt must be under pageAt, 1 hour, got 2 hours 24 minutes',
    ],
    [
      "retentionPeriod is not the stream's own",
      { retentionPeriod: Duration.days(7) },
      "retentionPeriod must be the stream's own, 1 day, or unset, got 7 days",
    ],
    [
      'retentionPeriod is out of range',
      { retentionPeriod: Duration.hours(1) },
      'retentionPeriod must be 1 day to 365 days, got 1 hour',
    ],
    ['a reader comes twice', { readers: [Reader.polling(), Reader.polling()] }, 'got Polling twice'],
    [
      'a consumer name has other characters',
      { readers: [Reader.enhancedFanOutNamed('my consumer')] },
      'consumerName must be 1 to 128 letters, digits, `_`, `-` and `.`, got my consumer',
    ],
    ['a consumer name is empty', { readers: [Reader.enhancedFanOutNamed('')] }, 'got nothing'],
    [
      'a consumer name is not known',
      { readers: [Reader.enhancedFanOutNamed(Fn.importValue('Consumer'))] },
      'consumerName must be known while the app is built, got a token',
    ],
  ])('%s', (_, props, message) => {
    const stack = testStack();
    expect(() => make(props, stack)).toThrow(message);
    expect(stack.node.findChild('Lag').node.children).toHaveLength(0);
    expect(() => make(props)).toThrow(/^\[T\/Lag\] /);
  });

  test('a lag is over the retention given for an imported stream', () => {
    const stack = testStack();
    const props = { retentionPeriod: Duration.days(2), pageAt: absolute(Duration.days(3)) };
    expect(() => make({ stream: imported(stack), ...props }, stack)).toThrow(
      "the stream's retention of 2 days",
    );
  });

  test('a reader is added twice', () => {
    const stack = testStack();
    const lag = new IteratorAgeAlarms(stack, 'Lag', { stream: new Stream(stack, 'S') });
    const fn = LambdaFunction.fromFunctionName(stack, 'Fn', 'indexer');
    lag.addReader(Reader.lambdaFunction(fn));
    expect(() => lag.addReader(Reader.lambdaFunction(fn))).toThrow(
      'readers must be different from each other',
    );
  });

  test('a consumer reads another stream', () => {
    const stack = testStack();
    const other = new Stream(stack, 'Other');
    const consumer = new StreamConsumer(stack, 'C', { stream: other, streamConsumerName: 'a' });
    expect(() => make({ readers: [Reader.enhancedFanOut(consumer)] }, stack)).toThrow(
      /readers must be readers of stream T\/S, got FanOut-.+ of stream T\/Other/,
    );
    const arn = 'arn:aws:kinesis:eu-west-1:111111111111:stream/payments/consumer/a:1';
    const readers = [Reader.enhancedFanOut(StreamConsumer.fromStreamConsumerArn(stack, 'I', arn))];
    expect(() => new IteratorAgeAlarms(stack, 'Lag2', { stream: imported(stack), readers })).toThrow(
      'readers must be readers of stream orders, got FanOut-a of stream payments',
    );
  });

  test('the stream is in another Region', () => {
    const stack = testStack();
    const stream = imported(stack, 'arn:aws:kinesis:us-east-1:111111111111:stream/orders');
    expect(() => make({ stream }, stack)).toThrow(
      '[T/Lag] stream must be in eu-west-1, since an alarm watches metrics of its own Region, got us-east-1',
    );
  });

  test('nothing is watched by the end of synthesis', () => {
    const stack = make({ readers: [] });
    expect(() => Template.fromStack(stack)).toThrow(
      '[T/Lag] readers must be at least one, given or added, got none',
    );
  });
});

describe('warns when', () => {
  const warned = (stack: Stack, text: string) =>
    Annotations.fromStack(stack).hasWarning('/T/Lag', Match.stringLikeRegexp(text));

  test('an absolute lag cannot be compared with a retention', () => {
    const stack = testStack();
    make({ stream: imported(stack), pageAt: absolute(Duration.hours(30)) }, stack);
    warned(stack, 'pageAt is 1 day 6 hours, but the stream may keep records for 1 day only');
  });

  test('little of the retention is left', () => {
    warned(make({ pageAt: share(0.95) }), 'pageAt leaves 1 hour 12 minutes until records are lost');
    warned(make({ pageAt: absolute(Duration.hours(23)) }), 'pageAt leaves 1 hour until records are lost');
  });

  test('the stream is in another account, whose metrics the alarms then name', () => {
    const stack = testStack();
    make({ stream: imported(stack, 'arn:aws:kinesis:eu-west-1:222222222222:stream/orders') }, stack);
    warned(stack, 'has to share them with account 111111111111');
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
      Metrics: [Match.objectLike({ AccountId: '222222222222' })],
    });
  });

  test('not otherwise', () => {
    Annotations.fromStack(make({})).hasNoWarning('*', Match.anyValue());
  });
});

describe('passes what is known at deployment only', () => {
  test('a retention: thresholds are then shares of the shortest', () => {
    const stack = new Stack(new App(), 'T');
    const stream = new Stream(stack, 'S');
    const hours = new CfnParameter(stack, 'Hours', { type: 'Number' });
    (stream.node.defaultChild as CfnStream).retentionPeriodHours = hours.valueAsNumber;
    make({ stream }, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 12 * 3_600_000 });
  });

  test('a lag', () => {
    const stack = new Stack(new App(), 'T');
    const millis = new CfnParameter(stack, 'Lag0', { type: 'Number' });
    make({ pageAt: absolute(Duration.millis(millis.valueAsNumber)) }, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: { Ref: 'Lag0' },
      Period: 300,
    });
  });
});
