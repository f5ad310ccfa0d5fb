import { App, Duration, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Metric, SingleValueWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Widget, widgetsOf } from '../../../bin/draw-dashboard/body';
import { ordersPipeline } from '../../../bin/draw-dashboard/pipeline';
import { PipelineDashboard, type PipelineDashboardProps } from '../../../lib/observe/pipeline-dashboard';
import { StreamAlarms } from '../../../lib/observe/stream-alarms';
import { StreamProcessor } from '../../../lib/process/stream-processor';
import { testStack } from '../../support/stack';
import { importedStream, testFunction } from '../process/fixtures';

const ENV = { account: '111111111111', region: 'eu-west-1' };
const QUERY = 'AWS::Logs::QueryDefinition';

const shown = (stack: Stack): Widget[] => widgetsOf(Template.fromStack(stack).toJSON(), 'T');

/** Titles of graphs and headings, from top to bottom. */
const titles = (widgets: readonly Widget[]): string[] =>
  widgets.map(({ properties: { title, markdown } }) => title ?? markdown ?? '');

function dashboardOf(
  make: (stack: Stack) => void,
  props?: (stack: Stack) => PipelineDashboardProps,
): Widget[] {
  const stack = testStack();
  new PipelineDashboard(stack, 'Dashboard', props?.(stack));
  make(stack);
  return shown(stack);
}

const metricsOf = (widgets: readonly Widget[], title: string) =>
  JSON.stringify(widgets.find(({ properties }) => properties.title === title)?.properties.metrics);

describe('a pipeline with everything', () => {
  const pipeline = ordersPipeline();
  const widgets = shown(pipeline);

  test('has its sections in the order in which data flows, the alarms on top', () => {
    expect(titles(widgets).filter((title) => title.startsWith('##'))).toEqual(
      ['State', 'Streams', 'Consumers', 'Delivery', 'Analytics', 'Scaling', 'Replication', 'Business'].map(
        (title) => `## ${title}`,
      ),
    );
    expect(widgets[1]).toMatchObject({ type: 'alarm', y: 1 });
  });

  test('leaves no widget over another, and none over the edge', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  });

  test('holds the load against the shards that the autoscaler counts', () => {
    const metrics = metricsOf(widgets, 'Orders: capacity in use, %');
    expect(metrics).toContain('OpenShards');
    expect(metrics).toContain('IncomingBytes');
    expect(metrics).not.toContain('"period":300');
  });

  test('has a line of its own for each reader', () => {
    const ages = metricsOf(widgets, 'Orders: age by reader, ms');
    for (const label of [
      'Slowest with GetRecords',
      'Consumer billing',
      'Function billing',
      'Function search',
    ]) {
      expect(ages).toContain(`"${label}"`);
    }
  });

  test("does not show the autoscaler's own alarm as one", () => {
    expect(widgets[1].properties.alarms?.filter((alarm) => /Scaling(?!Alarms)/.test(alarm))).toEqual([]);
    expect(widgets[1].properties.alarms?.length).toBeGreaterThan(20);
  });

  test('saves queries over the logs whose groups are known', () => {
    const template = Template.fromStack(pipeline);
    for (const name of ['Failures of functions', 'Errors of deliveries', 'Errors of Flink']) {
      template.hasResourceProperties(QUERY, {
        Name: `Shop/Dashboard/${name}`,
        LogGroupNames: Match.anyValue(),
      });
    }
  });
});

test('an app without a pipeline has an empty dashboard, and no query', () => {
  const stack = testStack();
  new PipelineDashboard(stack, 'Dashboard');
  expect(shown(stack)).toEqual([]);
  Template.fromStack(stack).resourceCountIs(QUERY, 0);
});

test('what is added after the dashboard is on it', () => {
  const widgets = dashboardOf((stack) => new Stream(stack, 'Late', { shardCount: 2 }));
  expect(titles(widgets)).toEqual([
    '## Streams',
    'Late: incoming a second',
    'Late: capacity in use, %',
    'Late: refused',
    'Late: age by reader, ms',
  ]);
});

test('an imported stream is shown once, with its reader, and without a capacity that nobody knows', () => {
  const widgets = dashboardOf((stack) => {
    const stream = importedStream(stack);
    Stream.fromStreamArn(stack, 'Again', stream.streamArn);
    new StreamProcessor(stack, 'P', { stream, function: testFunction(stack, 'Bill') });
  });
  expect(titles(widgets).slice(0, 4)).toEqual([
    '## Streams',
    'orders: incoming a second',
    'orders: refused',
    'orders: age by reader, ms',
  ]);
  expect(metricsOf(widgets, 'orders: age by reader, ms')).toContain('Function Bill');
});

test('an on-demand stream has its warm throughput for a capacity, if it has one', () => {
  const widgets = dashboardOf((stack) => new Stream(stack, 'S', { streamMode: StreamMode.ON_DEMAND }));
  expect(titles(widgets)).not.toContain('S: capacity in use, %');
});

test("a mapping of the CDK's own is shown, with the depth of its queue", () => {
  const widgets = dashboardOf((stack) => {
    const fn = testFunction(stack, 'Bill', { timeout: Duration.seconds(30) });
    fn.addEventSource(
      new KinesisEventSource(new Stream(stack, 'Orders'), {
        startingPosition: StartingPosition.LATEST,
        onFailure: new SqsDlq(new Queue(stack, 'Failed')),
      }),
    );
  });
  expect(titles(widgets)).toEqual(expect.arrayContaining(['Bill: duration, ms', 'Bill: given up']));
  expect(metricsOf(widgets, 'Bill: given up')).toContain('ApproximateNumberOfMessagesVisible');
  const duration = widgets.find(({ properties }) => properties.title === 'Bill: duration, ms');
  expect(duration?.properties.annotations?.horizontal).toEqual([expect.objectContaining({ value: 30_000 })]);
});

test.each([false, true])('a mapping without a failure destination is shown, ofApp: %s', (ofApp) => {
  const stack = testStack();
  const fn = testFunction(stack, 'Bill');
  fn.addEventSource(
    new KinesisEventSource(new Stream(stack, 'Orders'), { startingPosition: StartingPosition.LATEST }),
  );
  if (ofApp) PipelineDashboard.ofApp(stack.node.root as App);
  else new PipelineDashboard(stack, 'Dashboard');
  const assembly = (stack.node.root as App).synth();
  expect(JSON.stringify(assembly.stacks.map(({ template }) => template))).toContain('Bill: duration, ms');
});

test('a mapping that reads no stream is left out', () => {
  const widgets = dashboardOf((stack) => {
    new CfnEventSourceMapping(stack, 'Kafka', { functionName: 'bill', topics: ['orders'] });
  });
  expect(widgets).toEqual([]);
});

describe('a function is graphed by its bare name', () => {
  const durations = (functionName: (stack: Stack) => string) => {
    const widgets = dashboardOf((stack) => {
      const { streamArn } = new Stream(stack, 'Orders');
      new CfnEventSourceMapping(stack, 'M', {
        functionName: functionName(stack),
        eventSourceArn: streamArn,
      });
    });
    expect(metricsOf(widgets, 'Orders: age by reader, ms')).toContain('"FunctionName"');
    return JSON.stringify(widgets.filter(({ properties }) => properties.title?.endsWith('duration, ms')));
  };

  test.each([
    'billing',
    'billing:live',
    '111111111111:function:billing:3',
    'arn:aws:lambda:eu-west-1:111111111111:function:billing',
    'arn:aws:lambda:eu-west-1:111111111111:function:billing:live',
  ])('called as %s', (name) => {
    expect(durations(() => name)).toContain('"Duration","FunctionName","billing"');
  });

  test.each<[string, (stack: Stack) => string]>([
    ['its ARN', (stack) => testFunction(stack, 'Bill').functionArn],
    ['an alias', (stack) => testFunction(stack, 'Bill').addAlias('live').functionName],
    ["an alias's ARN", (stack) => testFunction(stack, 'Bill').addAlias('live').functionArn],
    ["a version's ARN", (stack) => testFunction(stack, 'Bill').currentVersion.functionArn],
    ['a version', (stack) => testFunction(stack, 'Bill').currentVersion.functionName],
  ])('called by %s', (_, name) => {
    expect(durations(name)).toMatch(/"title":"Bill: duration, ms".*"FunctionName","[^":]*Bill[^":]*"/);
  });
});

test('applications of EMR Serverless and clusters of EMR are shown by state', () => {
  const widgets = dashboardOf((stack) => {
    new CfnApplication(stack, 'Spark', { type: 'Spark', releaseLabel: 'emr-7.10.0' });
    new CfnCluster(stack, 'Hadoop', { instances: {}, jobFlowRole: 'r', name: 'n', serviceRole: 's' });
  });
  expect(titles(widgets)).toEqual(
    expect.arrayContaining(['Spark: jobs by state', 'Hadoop: applications by state']),
  );
});

test('given constructs are shown alone, with widgets of the user below', () => {
  const revenue = new Metric({ namespace: 'Shop', metricName: 'Revenue' });
  const widgets = dashboardOf(
    (stack) => new Stream(stack, 'Other'),
    (stack) => ({
      pipeline: [new Stream(stack, 'Orders')],
      businessWidgets: [new SingleValueWidget({ title: 'Revenue', metrics: [revenue] })],
      saveQueries: false,
    }),
  );
  expect(titles(widgets).join()).toMatch(/^## Streams,Orders: incoming.*## Business,Revenue$/);
  expect(titles(widgets).join()).not.toContain('Other');
});

test('what is in another Region is left out, with a warning when it was asked for', () => {
  const stack = testStack();
  const far = new Stack(stack.node.root as App, 'Far', { env: { ...ENV, region: 'us-east-1' } });
  new PipelineDashboard(stack, 'Dashboard', {
    pipeline: [new Stream(far, 'Orders'), new Stream(stack, 'Near')],
  });
  expect(titles(shown(stack)).join()).not.toContain('Orders');
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('us-east-1 is left out'));
});

test('more widgets than CloudWatch takes are refused', () => {
  const tooMany = Array.from({ length: 501 }, () => new TextWidget({ markdown: 'x' }));
  expect(() =>
    dashboardOf(
      () => undefined,
      () => ({ businessWidgets: tooMany }),
    ),
  ).toThrow(
    '[T/Dashboard] pipeline must be shown in 500 widgets (give several dashboards a part of the pipeline each), got 502',
  );
});

test.each([
  [501, 1, 'pipeline must be shown with 500 metrics a widget, got 501 in "Many"'],
  [
    417,
    6,
    'pipeline must be shown with 2500 metrics (give several dashboards a part of the pipeline each), got 2502',
  ],
])('%d metrics in %d widgets are refused', (count, times, message) => {
  const metrics = Array.from(
    { length: count },
    (_, i) => new Metric({ namespace: 'Shop', metricName: 'Sales', dimensionsMap: { Shop: `${i}` } }),
  );
  const widgets = Array.from({ length: times }, () => new SingleValueWidget({ title: 'Many', metrics }));
  expect(() =>
    dashboardOf(
      () => undefined,
      () => ({ businessWidgets: widgets }),
    ),
  ).toThrow(message);
});

describe.each([true, false])('ofApp, with aspects until all is stable: %s', (stable) => {
  const app = new App({
    context: {
      '@aws-cdk/core:aspectStabilization': stable,
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
    },
  });
  Tags.of(app).add('team', 'data');
  PipelineDashboard.ofApp(app, { businessWidgets: [new TextWidget({ markdown: 'Sales' })] });
  const west = new Stack(app, 'West', { env: ENV });
  const stream = new Stream(west, 'Orders');
  const readers = new Stack(app, 'Readers', { env: ENV });
  new StreamProcessor(readers, 'P', { stream, function: testFunction(readers, 'Bill') });
  new StreamAlarms(readers, 'Alarms', { stream });
  const east = new Stack(app, 'East', { env: { ...ENV, region: 'us-east-1' } });
  new Stream(east, 'Clicks');
  new LogGroup(new Stack(app, 'Bare', { env: { ...ENV, region: 'us-west-2' } }), 'Log');
  new Stream(new Stack(new Stage(app, 'Prod'), 'Inner', { env: ENV }), 'Inner');
  const assembly = app.synth();

  test('makes a stack for each place that has a pipeline', () => {
    const names = assembly.stacks.map(({ stackName }) => stackName);
    expect(names.filter((name) => name.startsWith('PipelineDashboard')).sort()).toEqual([
      'PipelineDashboard-111111111111-eu-west-1',
      'PipelineDashboard-111111111111-us-east-1',
    ]);
  });

  test('warns of nothing in them', () => {
    const dashboards = assembly.stacks.filter(({ stackName }) => stackName.startsWith('PipelineDashboard'));
    const messages = dashboards.flatMap((stack) => stack.messages.map(({ entry }) => entry.data));
    expect(messages).toEqual([]);
  });

  test('shows what is in all stacks of the place, and nothing of another stage', () => {
    const { template } = assembly.getStackByName('PipelineDashboard-111111111111-eu-west-1');
    const [body] = Object.values<{ Type: string }>(template.Resources).filter(
      ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
    );
    const text = JSON.stringify(body);
    for (const part of ['## State', 'Orders: incoming', 'Bill: duration', '## Business'])
      expect(text).toContain(part);
    for (const part of ['Clicks', 'Inner']) expect(text).not.toContain(part);
    const east = assembly.getStackByName('PipelineDashboard-111111111111-us-east-1').template;
    expect(JSON.stringify(east)).not.toContain('## Business');
  });
});
