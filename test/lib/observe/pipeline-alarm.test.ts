import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IteratorAgeAlarms } from '../../../lib/observe/iterator-age-alarms';
import { PipelineAlarm } from '../../../lib/observe/pipeline-alarm';
import { Reader } from '../../../lib/observe/reader';
import { StreamAlarms } from '../../../lib/observe/stream-alarms';
import { testStack } from '../../support/stack';

function pipeline(pageActions: [] | undefined) {
  const stack = testStack();
  const stream = new Stream(stack, 'Stream', { shardCount: 2 });
  const load = new StreamAlarms(stack, 'Load', { stream, warnActions: [], pageActions });
  const readers = [Reader.polling()];
  const lag = new IteratorAgeAlarms(stack, 'Lag', { stream, readers, warnActions: [], pageActions });
  return { stack, pageAlarms: [...load.pageAlarms, ...lag.pageAlarms] };
}

const { stack, pageAlarms } = pipeline([]);
const page = new PipelineAlarm(stack, 'Page', { pageAlarms, runbookUrl: 'https://wiki.example.com/orders' });
const template = Template.fromStack(stack);

test('one alarm holds the page alarms of all, and is the only one that tells anybody', () => {
  const [composite] = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm'));
  const rule = JSON.stringify(composite.Properties.AlarmRule);
  expect(pageAlarms.length).toBeGreaterThan(2);
  for (const alarm of pageAlarms) expect(rule).toContain(JSON.stringify(stack.resolve(alarm.alarmName)));
  const topic = stack.resolve(page.topic?.topicArn);
  expect(composite.Properties).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
  expect(composite.Properties.AlarmDescription).toMatch(
    /First: .*Runbook: https:\/\/wiki.example.com\/orders$/,
  );
  for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm'))) {
    expect(Properties).not.toHaveProperty('AlarmActions');
  }
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('given actions take the topic’s place', () => {
  const { stack: other, pageAlarms: theirs } = pipeline([]);
  const onCall = new Topic(other, 'OnCall');
  const { topic } = new PipelineAlarm(other, 'Page', {
    pageAlarms: theirs,
    pageActions: [new SnsAction(onCall)],
  });
  expect(topic).toBeUndefined();
  Template.fromStack(other).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmActions: [other.resolve(onCall.topicArn)],
  });
});

test('warns of alarms that page by themselves', () => {
  const { stack: other, pageAlarms: theirs } = pipeline(undefined);
  new PipelineAlarm(other, 'Page', { pageAlarms: theirs, pageActions: [] });
  Annotations.fromStack(other).hasWarning(
    '/T/Page',
    Match.stringLikeRegexp('One fault is more than one page: .*Give their constructs pageActions: \\[\\]'),
  );
});

test('warns of a composite alarm that pages by itself', () => {
  const other = testStack();
  const stream = new Stream(other, 'Stream');
  const { compositeAlarm } = new StreamAlarms(other, 'Load', { stream, compositeAlarm: true });
  new PipelineAlarm(other, 'Page', { pageAlarms: [compositeAlarm as IAlarm], pageActions: [] });
  Annotations.fromStack(other).hasWarning('/T/Page', Match.stringLikeRegexp('T/Load/Composite have actions'));
});

test('refuses names that are too long for its rule', () => {
  const other = testStack();
  const alarms = Array.from({ length: 50 }, (_, i) =>
    Alarm.fromAlarmName(other, `A${i}`, `${'a'.repeat(200)}${i}`),
  );
  new PipelineAlarm(other, 'Page', { pageAlarms: alarms, pageActions: [] });
  expect(() => Template.fromStack(other)).toThrow(
    '[T/Page] pageAlarms must be over page alarms whose names fit into a rule of 10240 characters ' +
      '(make several of fewer alarms), got 50 that take 10738',
  );
});

test('takes imported alarms', () => {
  const other = testStack();
  const imported = Alarm.fromAlarmName(other, 'Elsewhere', 'elsewhere');
  new PipelineAlarm(other, 'Page', { pageAlarms: [imported], pageActions: [] });
  Template.fromStack(other).resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
});

test.each([0, 101])('refuses %d alarms', (count) => {
  const other = testStack();
  const alarms: IAlarm[] = Array.from({ length: count }, (_, i) =>
    Alarm.fromAlarmName(other, `A${i}`, `a${i}`),
  );
  expect(() => new PipelineAlarm(other, 'Page', { pageAlarms: alarms })).toThrow(
    `pageAlarms.length must be a whole number from 1 to 100, got ${count}`,
  );
});
