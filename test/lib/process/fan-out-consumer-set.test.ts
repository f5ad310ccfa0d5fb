import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { FanOutConsumerSet } from '../../../lib/process/fan-out-consumer-set';
import { RecordFilter } from '../../../lib/process/record-filter';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import {
  CONSUMER,
  consumerSet,
  MAPPING,
  named,
  numbered,
  rightsIn,
  testFunction,
  warningsIn,
} from './fixtures';

describe('at default settings', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders');
  const set = consumerSet(stack, ['billing', 'alerts'], { stream });
  const search = set.addConsumer('search', { function: testFunction(stack, 'Fn-search'), batchSize: 10 });
  const template = Template.fromStack(stack);
  const registrationOf = (name: string) => ({
    'Fn::GetAtt': [Match.stringLikeRegexp(`^Set${name}Registration`), 'ConsumerARN'],
  });

  test.each([
    'billing',
    'alerts',
    'search',
  ])('%s is registered, and its mapping reads from its registration', (name) => {
    template.hasResourceProperties(CONSUMER, {
      ConsumerName: name,
      StreamARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersStream'), 'Arn'] },
    });
    template.hasResourceProperties(MAPPING, {
      EventSourceArn: registrationOf(name),
      FunctionName: { Ref: Match.stringLikeRegexp(`^Fn${name}`) },
    });
  });

  test('each function may subscribe as its own consumer only', () => {
    const subscribe = rightsIn(template).filter(({ Action }) =>
      Action?.toString().includes('kinesis:SubscribeToShard'),
    );
    const resources = subscribe.map(({ Resource }) => JSON.stringify(Resource));
    expect(resources).toHaveLength(3);
    expect(new Set(resources).size).toBe(3);
    for (const name of ['billing', 'alerts', 'search']) {
      template.hasResourceProperties('AWS::IAM::Policy', {
        Roles: [{ Ref: Match.stringLikeRegexp(`^Fn${name}`) }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            {
              Effect: 'Allow',
              Action: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
              Resource: registrationOf(name),
            },
          ]),
        },
      });
    }
  });

  test('each mapping waits for the rights of its function, key included', () => {
    const policies = template.findResources('AWS::IAM::Policy');
    for (const { DependsOn, Properties } of Object.values(template.findResources(MAPPING))) {
      const rights = (DependsOn as string[])
        .map((id) => policies[id])
        .filter((policy) => policy !== undefined);
      expect(rights).toHaveLength(1);
      expect(JSON.stringify(rights)).toContain('kms:Decrypt');
      expect(JSON.stringify(rights)).toContain(JSON.stringify(Properties.EventSourceArn));
    }
  });

  test('failed batches share one bucket, where each mapping has a prefix of its own', () => {
    template.resourcePropertiesCountIs('AWS::S3::Bucket', { LoggingConfiguration: Match.anyValue() }, 1);
    const prefixes = set.consumers.map(({ processor }) =>
      JSON.stringify(stack.resolve(processor.failedBatchesPrefix)),
    );
    expect(new Set(prefixes).size).toBe(3);
    expect(JSON.stringify(rightsIn(template))).not.toMatch(/s3:(Get|Delete)/);
  });

  test('addConsumer gives the consumer, which the set then has', () => {
    expect(search).toMatchObject({ name: 'search' });
    expect(search.processor.failureBucket).toBe(set.failureBucket);
    expect(set.consumers.map(({ name }) => name)).toEqual(['billing', 'alerts', 'search']);
  });

  test("a consumer's lag carries stream and consumer", () => {
    expect(search.metricMillisBehindLatest()).toMatchObject({
      namespace: 'AWS/Kinesis',
      metricName: 'SubscribeToShardEvent.MillisBehindLatest',
      statistic: 'Maximum',
      period: Duration.minutes(1),
      dimensions: { StreamName: stream.streamName, ConsumerName: 'search' },
    });
    const minutely = search.metricMillisBehindLatest({ period: Duration.minutes(5) });
    expect(minutely.period).toEqual(Duration.minutes(5));
  });

  test('no warnings', () => {
    expect(warningsIn(stack)).toEqual([]);
  });
});

test('stream, functions and consumers in stacks of their own', () => {
  const streams = testStack();
  const env = { account: streams.account, region: streams.region };
  const [functions, first, second] = ['F', 'C1', 'C2'].map((id) => new Stack(streams.node.root, id, { env }));
  const { stream } = new EncryptedStream(streams, 'Orders');
  const fn = testFunction(functions);
  new FanOutConsumerSet(first, 'Set', { stream, consumers: [{ name: 'a', function: fn }] });
  const set = new FanOutConsumerSet(second, 'Set', { stream, consumers: [{ name: 'b', function: fn }] });
  expect(() => set.addConsumer('a', { function: fn })).toThrow(
    '[C2/Set] name must be one that no other consumer',
  );
  for (const stack of [first, second]) Template.fromStack(stack).resourceCountIs(CONSUMER, 1);
});

describe('fails on', () => {
  test.each(['', 'a/b', 'a b', 'ü', 'a'.repeat(129)])('the name %p', (name) => {
    const stack = testStack();
    const consumers = [{ name, function: testFunction(stack) }];
    expect(() => consumerSet(stack, [], { consumers })).toThrow(
      `[T/Set] name must be 1 to 128 letters, digits, "_", "." or "-", got "${name}"`,
    );
    expect(stack.node.findChild('Set').node.children).toEqual([]);
  });

  test('a name given twice, or taken', () => {
    const stack = testStack();
    const expected = 'name must be one that no other consumer of the stream has, got "a"';
    const twice = [...named(stack, ['a']), { name: 'a', function: testFunction(stack) }];
    expect(() => consumerSet(stack, [], { consumers: twice })).toThrow(`[T/Set] ${expected}`);
    expect(stack.node.findChild('Set').node.children).toEqual([]);
    const other = testStack();
    const set = consumerSet(other, ['a']);
    expect(() => set.addConsumer('a', { function: testFunction(other) })).toThrow(`[T/Set] ${expected}`);
  });

  test('a name that another set, or nobody in particular, registered with the stream', () => {
    const stack = testStack();
    const stream = new Stream(stack, 'S');
    new StreamConsumer(stack, 'Loose', { stream, streamConsumerName: 'loose' });
    new FanOutConsumerSet(stack, 'First', { stream, consumers: named(stack, ['a']) });
    const second = new FanOutConsumerSet(stack, 'Second', { stream });
    for (const name of ['a', 'loose']) {
      expect(() => second.addConsumer(name, { function: testFunction(stack, name) })).toThrow(
        `[T/Second] name must be one that no other consumer of the stream has, got "${name}"`,
      );
    }
    const elsewhere = new FanOutConsumerSet(stack, 'Elsewhere', { stream: new Stream(stack, 'S2') });
    expect(elsewhere.addConsumer('a', { function: testFunction(stack, 'a2') }).name).toBe('a');
  });

  test.each([
    [20, false, 'at most 20 registered with the stream (50 with onDemandAdvantage)'],
    [50, true, 'at most 50 registered with the stream'],
  ])('more than %p consumers of one stream', (most, onDemandAdvantage, expected) => {
    const stack = testStack();
    const fn = testFunction(stack);
    const consumers = numbered(most + 1).map((name) => ({ name, function: fn }));
    expect(() => consumerSet(stack, [], { consumers, onDemandAdvantage })).toThrow(
      `[T/Set] consumers must be ${expected}, got ${most + 1}`,
    );
    expect(stack.node.findChild('Set').node.children).toEqual([]);
  });

  test('a 21st that is added, but not when it polls', () => {
    const stack = testStack();
    const stream = new Stream(stack, 'S');
    const fn = testFunction(stack);
    for (const [id, names] of [
      ['A', numbered(20).slice(0, 12)],
      ['B', numbered(20).slice(12)],
    ] as const) {
      new FanOutConsumerSet(stack, id, { stream, consumers: names.map((name) => ({ name, function: fn })) });
    }
    const third = new FanOutConsumerSet(stack, 'C', { stream });
    expect(() => third.addConsumer('more', { function: fn })).toThrow('[T/C] consumers must be at most 20');
    expect(third.addConsumer('polls', { function: fn, enhancedFanOut: false }).consumer).toBeUndefined();
  });

  test.each([
    [{ batchSize: 0 }, 'batchSize must be a whole number from 1 to 10000, got 0'],
    [
      { filters: [RecordFilter.fromPattern('{}')] },
      'filters[0] must be a filter with at least one field, got {}',
    ],
  ])('a setting that is wrong for all, or for one: %j', (wrong, message) => {
    const stack = testStack();
    expect(() => consumerSet(stack, ['a'], wrong)).toThrow(`[T/Set] ${message}`);
    const set = new FanOutConsumerSet(stack, 'Fine', { stream: new Stream(stack, 'S') });
    expect(() => set.addConsumer('a', { function: testFunction(stack), ...wrong })).toThrow(
      `[T/Fine/a] ${message}`,
    );
    expect(set.node.findChild('a').node.children).toEqual([]);
  });
});
