import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FieldRule, RecordFilter } from '../../../lib/process/record-filter';
import { testStack } from '../../support/stack';
import {
  CONSUMER,
  consumerSet,
  IMPORTED,
  importedStream,
  MAPPING,
  named,
  numbered,
  testFunction,
  warningsIn,
} from './fixtures';

describe('settings', () => {
  test('those of the set hold where a consumer has none, or undefined', () => {
    const stack = testStack();
    const own = Bucket.fromBucketName(stack, 'Own', 'own');
    const [a, b, c] = named(stack, ['a', 'b', 'c']);
    consumerSet(stack, [], {
      batchSize: 500,
      filters: [RecordFilter.where('x', FieldRule.exists())],
      consumers: [a, { ...b, batchSize: undefined, filters: [] }, { ...c, batchSize: 7, failureBucket: own }],
    });
    const template = Template.fromStack(stack);
    const mapping = (name: string, properties: object) =>
      template.hasResourceProperties(MAPPING, {
        FunctionName: { Ref: Match.stringLikeRegexp(`^Fn${name}`) },
        ...properties,
      });
    mapping('a', {
      BatchSize: 500,
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"x":[{"exists":true}]}}' }] },
    });
    mapping('b', { BatchSize: 500, FilterCriteria: Match.absent() });
    mapping('c', {
      BatchSize: 7,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::Join': ['', Match.arrayWith([':s3:::own'])] } } },
    });
  });

  test('consumers that poll are not registered, and read from the stream', () => {
    const stack = testStack();
    const set = consumerSet(stack, ['a', 'b'], { enhancedFanOut: false });
    set.addConsumer('c', { function: testFunction(stack), enhancedFanOut: true });
    const template = Template.fromStack(stack);
    template.resourceCountIs(CONSUMER, 1);
    template.resourcePropertiesCountIs(MAPPING, { EventSourceArn: IMPORTED }, 2);
    expect(() => set.consumers[0].metricMillisBehindLatest()).toThrow(
      '[T/Set/a] enhancedFanOut must be true for metricMillisBehindLatest, got false',
    );
  });

  test('one that polls among others', () => {
    const stack = testStack();
    const set = consumerSet(stack, ['a']);
    set.addConsumer('b', { function: testFunction(stack), enhancedFanOut: false });
    Template.fromStack(stack).resourceCountIs(CONSUMER, 1);
    expect(set.consumers.map(({ consumer }) => consumer !== undefined)).toEqual([true, false]);
  });

  test('warns of the sixth that polls, once', () => {
    const stack = testStack();
    const set = consumerSet(stack, numbered(5), { enhancedFanOut: false });
    expect(warningsIn(stack)).toEqual([]);
    for (const name of ['x', 'y']) set.addConsumer(name, { function: testFunction(stack, name) });
    expect(warningsIn(stack)).toEqual(['sharedThroughputReaders']);
  });

  test('warns of registering with a stream of another account', () => {
    const stack = testStack();
    const stream = importedStream(stack, IMPORTED.replace('111111111111', '222222222222'));
    consumerSet(stack, ['a'], { stream });
    expect(warningsIn(stack).sort()).toEqual(['registrationInAnotherAccount', 'streamOfAnotherAccount']);
  });
});
