import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ApplicationMetric, type ApplicationMetricProps } from '../../../lib/observe/application-metric';
import { MetricThreshold } from '../../../lib/observe/metric-threshold';
import { PipelineDashboard } from '../../../lib/observe/pipeline-dashboard';
import { testStack } from '../../support/stack';

const definition = {
  namespace: 'Shop',
  dimensions: { Service: 'orders' },
  metrics: { OrdersPlaced: { unit: 'Count' }, OrderValue: { unit: 'None', highResolution: true } },
};
const base = { definition, metricName: 'OrdersPlaced' };

const stack = testStack();
const placed = new ApplicationMetric(stack, 'OrdersPlaced', {
  ...base,
  warn: MetricThreshold.above(5000),
  page: MetricThreshold.below(1, 15),
  firstStep: 'see whether the shop takes orders.',
  runbookUrl: 'https://runbooks.example/orders',
});
const value = new ApplicationMetric(stack, 'OrderValue', {
  definition,
  metricName: 'OrderValue',
  statistic: 'p99',
  period: Duration.seconds(10),
});
new PipelineDashboard(stack, 'Dashboard', { pipeline: [placed, value] });
const template = Template.fromStack(stack);

test('the metric is the one that the definition writes', () => {
  expect(stack.resolve(placed.metric())).toMatchObject({
    namespace: 'Shop',
    metricName: 'OrdersPlaced',
    dimensions: { Service: 'orders' },
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
  expect(value.metric()).toMatchObject({ statistic: 'p99', period: Duration.seconds(10) });
  expect(placed.metric({ statistic: 'Average' }).statistic).toBe('Average');
});

test.each([
  ['above 5000', 'GreaterThanThreshold', 5000, 1, 'notBreaching'],
  ['below 1', 'LessThanThreshold', 1, 15, 'breaching'],
])('an alarm is raised %s', (what, comparison, threshold, periods, missing) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Shop',
    MetricName: 'OrdersPlaced',
    Dimensions: [{ Name: 'Service', Value: 'orders' }],
    Statistic: 'Sum',
    Period: 60,
    ComparisonOperator: comparison,
    Threshold: threshold,
    EvaluationPeriods: periods,
    TreatMissingData: missing,
    AlarmActions: [Match.anyValue()],
    AlarmDescription:
      `OrdersPlaced of Shop is ${what}. First: see whether the shop takes orders. ` +
      'Runbook: https://runbooks.example/orders',
  });
});

test('a metric without thresholds has no alarm and no topic', () => {
  expect(value.alarms).toEqual([]);
  expect(value.topic).toBeUndefined();
  expect(placed.alarms).toHaveLength(2);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  template.resourceCountIs('AWS::SNS::Topic', 1);
});

test('the dashboard shows each metric with its thresholds', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard);
  for (const part of [
    '## Business',
    'OrdersPlaced, Count',
    'Warn above',
    'Page below',
    'OrderValue',
    'p99',
  ]) {
    expect(body).toContain(part);
  }
});

test('given actions replace the topic, and one composite alarm pages', () => {
  const own = testStack();
  const action = new SnsAction(new Topic(own, 'OnCall'));
  const metric = new ApplicationMetric(own, 'Placed', {
    ...base,
    page: MetricThreshold.below(1),
    pageActions: [action],
    compositeAlarm: true,
  });
  expect(metric.topic).toBeUndefined();
  expect(metric.compositeAlarm).toBeDefined();
  Template.fromStack(own).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmActions: [own.resolve(action.bind(own, metric.compositeAlarm!).alarmActionArn)],
  });
});

test('two of a kind fit in one stack, and a definition needs no dimensions', () => {
  const own = new Stack(new App(), 'Own');
  for (const id of ['A', 'B']) {
    const plain = { namespace: 'Shop', metrics: definition.metrics };
    new ApplicationMetric(own, id, { ...base, definition: plain, warn: MetricThreshold.above(1) });
  }
  Template.fromStack(own).hasResourceProperties('AWS::CloudWatch::Alarm', { Dimensions: Match.absent() });
});

const highResolution = { definition, metricName: 'OrderValue' };
test.each<[ApplicationMetricProps, string]>([
  [{ definition, metricName: 'Orders' }, 'metricName must be one of OrdersPlaced, OrderValue, got Orders'],
  [{ definition, metricName: 'toString' }, 'metricName must be one of'],
  [
    { ...base, definition: { ...definition, namespace: 'AWS/Lambda' } },
    'definition.namespace must be 1 to 255 characters, not beginning with AWS/, got AWS/Lambda',
  ],
  [
    { ...base, definition: { ...definition, metrics: { OrdersPlaced: { unit: 'Orders' } } } },
    'definition.metrics.OrdersPlaced.unit must be a unit of CloudWatch, got Orders',
  ],
  [{ ...base, period: Duration.seconds(10) }, 'period must be whole minutes up to 1 day, got 10 seconds'],
  [
    { ...highResolution, period: Duration.seconds(20) },
    'period must be 10 seconds, 30 seconds or whole minutes',
  ],
  [{ ...base, period: Duration.seconds(90) }, 'period must be whole minutes'],
  [{ ...base, period: Duration.days(2) }, 'period must be whole minutes up to 1 day'],
  [
    { ...base, warn: MetricThreshold.above(1, 0) },
    'warn.periods must be a whole number from 1 to 1440, got 0',
  ],
  [{ ...base, page: MetricThreshold.below(1, 1441) }, 'page.periods must be a whole number from 1 to 1440'],
  [
    { ...base, period: Duration.hours(1), page: MetricThreshold.below(1, 169) },
    'page.periods must be a whole number from 1 to 168',
  ],
  [{ ...base, warn: MetricThreshold.above(Number.NaN) }, 'warn.value must be a number, got NaN'],
])('refuses settings that cannot work: %#', (props, message) => {
  const own = testStack();
  expect(() => new ApplicationMetric(own, 'Placed', props)).toThrow(`[T/Placed] ${message}`);
});
