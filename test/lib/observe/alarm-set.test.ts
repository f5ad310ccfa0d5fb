import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IteratorAgeAlarms } from '../../../lib/observe/iterator-age-alarms';
import { Reader } from '../../../lib/observe/reader';
import { alarmsOf } from '../../support/lag-alarms';
import { testStack } from '../../support/stack';

test('both severities go to an encrypted topic made here, and recovery too', () => {
  const stack = testStack();
  const lag = new IteratorAgeAlarms(stack, 'Lag', {
    stream: new Stream(stack, 'Stream'),
    readers: [Reader.polling()],
  });
  const template = Template.fromStack(stack);
  const actions = [{ Ref: expect.stringMatching(/^LagAlarmTopic/) }];
  for (const alarm of Object.values(alarmsOf(stack))) {
    expect(alarm).toMatchObject({ AlarmActions: actions, OKActions: actions });
  }
  template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  expect(stack.resolve(lag.topic?.topicArn)).toEqual(actions[0]);
});

test('given actions take the topic’s place, each severity on its own', () => {
  const stack = testStack();
  const topic = new Topic(stack, 'OnCall');
  const pageActions = [new SnsAction(topic)];
  const props = { stream: new Stream(stack, 'Stream'), readers: [Reader.polling()], pageActions };
  const both = new IteratorAgeAlarms(stack, 'Lag', { ...props, warnActions: [] });
  const one = new IteratorAgeAlarms(stack, 'Half', props);
  const other = new IteratorAgeAlarms(stack, 'Rest', { ...props, pageActions: undefined, warnActions: [] });
  const alarms = alarmsOf(stack);
  expect(both.topic).toBeUndefined();
  expect(alarms.PollingWarn).not.toHaveProperty('AlarmActions');
  expect(alarms.PollingPage.AlarmActions).toEqual([stack.resolve(topic.topicArn)]);
  expect(alarms.PollingPage).not.toHaveProperty('OKActions');
  expect(one.topic).toBeDefined();
  expect(other.topic).toBeDefined();
  expect(stack.resolve(one.topic?.topicArn)).toEqual(alarms.HalfPollingWarn.AlarmActions?.[0]);
  expect(alarms.HalfPollingPage.AlarmActions).toEqual([stack.resolve(topic.topicArn)]);
  expect(stack.resolve(other.topic?.topicArn)).toEqual(alarms.RestPollingPage.AlarmActions?.[0]);
  expect(alarms.RestPollingWarn).not.toHaveProperty('AlarmActions');
});

test('the composite alarm pages once for all page alarms, those added later too', () => {
  const stack = testStack();
  const lag = new IteratorAgeAlarms(stack, 'Lag', {
    stream: new Stream(stack, 'Stream'),
    readers: [Reader.polling()],
    compositeAlarm: true,
  });
  lag.addReader(Reader.enhancedFanOutNamed('a'));
  const alarms = alarmsOf(stack);
  const [composite] = Object.values(
    Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm'),
  );
  const name = (id: string) => ({ Ref: expect.stringMatching(new RegExp(`^Lag${id}`)) });
  expect(composite.Properties.AlarmRule).toEqual({
    'Fn::Join': ['', ['(ALARM("', name('PollingPage'), '") OR ALARM("', name('FanOutaPage'), '"))']],
  });
  expect(composite.Properties.AlarmActions).toEqual([stack.resolve(lag.topic?.topicArn)]);
  expect(lag.compositeAlarm).toBeDefined();
  for (const [id, alarm] of Object.entries(alarms)) {
    expect([id, 'AlarmActions' in alarm]).toEqual([id, id.endsWith('Warn')]);
  }
});

describe('a composite alarm that CloudWatch would refuse is refused', () => {
  const composite = (readers: number, stackName?: string, nested?: boolean) => {
    const outer = new Stack(new App(), 'T', { stackName });
    const stack = nested === true ? new NestedStack(outer, 'Nested') : outer;
    const lag = new IteratorAgeAlarms(stack, 'Lag', {
      stream: Stream.fromStreamArn(stack, 'S', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders'),
      warnActions: [],
      pageActions: [],
      compositeAlarm: true,
    });
    for (let i = 0; i < readers; i++) lag.addReader(Reader.enhancedFanOutNamed(`c${i}`));
    return () => Template.fromStack(stack);
  };

  test('of more than 100 alarms', () => {
    expect(composite(100)).not.toThrow();
    expect(composite(101)).toThrow(
      '[T/Lag] compositeAlarm must be over 100 page alarms at most (make several of fewer alarms), got 101',
    );
  });

  test('of names that are too long for its rule', () => {
    expect(composite(100, 's'.repeat(50))).not.toThrow();
    expect(composite(100, 's'.repeat(70))).toThrow(
      /compositeAlarm must be over page alarms whose names fit into a rule of 10240 characters .*, got 100 that take 1\d{4}$/m,
    );
    expect(composite(100, 's'.repeat(40), true)).toThrow('whose names fit');
  });
});

test('there is no composite alarm unless asked for', () => {
  const stack = testStack();
  new IteratorAgeAlarms(stack, 'Lag', { stream: new Stream(stack, 'S'), readers: [Reader.polling()] });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
});
