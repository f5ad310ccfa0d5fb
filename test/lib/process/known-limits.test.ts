import { Duration, type Stack } from 'aws-cdk-lib';
import { type CfnStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { FieldRule, RecordFilter } from '../../../lib/process/record-filter';
import { StartPosition } from '../../../lib/process/start-position';
import type { StreamProcessorProps } from '../../../lib/process/stream-processor';
import { testStack } from '../../support/stack';
import { IMPORTED, importedStream, processor, testFunction, warningsIn } from './fixtures';

describe('fails on', () => {
  const tomorrow = new Date(Date.now() + 86_400_000);
  const filter = RecordFilter.where('a', FieldRule.exists());
  test.each<[Partial<StreamProcessorProps>, string]>([
    [{ batchSize: 0 }, 'batchSize must be a whole number from 1 to 10000, got 0'],
    [{ batchSize: 10_001 }, 'batchSize must be a whole number from 1 to 10000, got 10001'],
    [{ batchSize: 1.5 }, 'batchSize must be a whole number from 1 to 10000, got 1.5'],
    [
      { maxBatchingWindow: Duration.seconds(301) },
      'maxBatchingWindow must be 0 seconds to 5 minutes, got 5 minutes 1 second',
    ],
    [
      { maxBatchingWindow: Duration.millis(1500) },
      'maxBatchingWindow must be whole seconds, got 1 second 500 millis',
    ],
    [{ parallelizationFactor: 0 }, 'parallelizationFactor must be a whole number from 1 to 10, got 0'],
    [{ parallelizationFactor: 11 }, 'parallelizationFactor must be a whole number from 1 to 10, got 11'],
    [{ retryAttempts: -1 }, 'retryAttempts must be a whole number from 0 to 10000, got -1'],
    [{ retryAttempts: 10_001 }, 'retryAttempts must be a whole number from 0 to 10000, got 10001'],
    [{ maxRecordAge: Duration.seconds(59) }, 'maxRecordAge must be 1 minute to 7 days, got 59 seconds'],
    [{ maxRecordAge: Duration.days(8) }, 'maxRecordAge must be 1 minute to 7 days, got 8 days'],
    [
      { tumblingWindow: Duration.minutes(16) },
      'tumblingWindow must be 0 seconds to 15 minutes, got 16 minutes',
    ],
    [
      { startingPosition: StartPosition.atTimestamp(tomorrow) },
      `startingPosition must be a time between 1970 and now, got ${tomorrow.toISOString()}`,
    ],
    [
      { startingPosition: StartPosition.atTimestamp(new Date('soon')) },
      'startingPosition must be a time between 1970 and now, got Invalid Date',
    ],
    [{ filters: Array(11).fill(filter) }, 'filters must be at most 10, got 11'],
    [
      { filters: [filter, RecordFilter.fromPattern('{}')] },
      'filters[1] must be a filter with at least one field, got {}',
    ],
  ])('%p', (props, message) => {
    const stack = testStack();
    expect(() => processor(stack, props)).toThrow(`[T/P] ${message}`);
    expect(stack.node.findChild('P').node.children).toEqual([]);
  });

  test('a stream of another Region', () => {
    const stack = testStack();
    const stream = importedStream(stack, IMPORTED.replace('eu-west-1', 'us-east-1'));
    expect(() => processor(stack, { stream })).toThrow(
      '[T/P] stream must be in eu-west-1, the Region of the stack, got one in us-east-1',
    );
  });
});

describe('warns of', () => {
  test.each<[string, (stack: Stack) => Partial<StreamProcessorProps>]>([
    [
      'recordAgeBeyondRetention',
      (stack) => ({ stream: new Stream(stack, 'S'), maxRecordAge: Duration.hours(24) }),
    ],
    [
      'recordAgeWithinTimeout',
      (stack) => ({
        function: testFunction(stack, 'Slow', { timeout: Duration.minutes(5) }),
        maxRecordAge: Duration.minutes(5),
      }),
    ],
    [
      'recordOverPayload',
      (stack) => {
        const stream = new Stream(stack, 'S');
        (stream.node.defaultChild as CfnStream).maxRecordSizeInKiB = 10_240;
        return { stream };
      },
    ],
    [
      'reservedConcurrency',
      (stack) => ({
        stream: new Stream(stack, 'S', { shardCount: 4 }),
        function: testFunction(stack, 'Few', { reservedConcurrentExecutions: 7 }),
        parallelizationFactor: 2,
      }),
    ],
    ['parallelWindows', () => ({ tumblingWindow: Duration.minutes(1), parallelizationFactor: 2 })],
    ['filterQuota', () => ({ filters: Array(6).fill(RecordFilter.where('a', FieldRule.exists())) })],
  ])('%s', (id, props) => {
    const stack = testStack();
    processor(stack, { ...props(stack) });
    expect(warningsIn(stack)).toEqual([id]);
  });

  test.each<[string, (stack: Stack) => Partial<StreamProcessorProps>]>([
    ['an age just below', (stack) => ({ stream: new Stream(stack, 'S'), maxRecordAge: Duration.hours(23) })],
    [
      'records of 4 MiB',
      (stack) => {
        const stream = new Stream(stack, 'S');
        (stream.node.defaultChild as CfnStream).maxRecordSizeInKiB = 4096;
        return { stream };
      },
    ],
    [
      'concurrency for every batch',
      (stack) => ({
        stream: new Stream(stack, 'S', { shardCount: 4 }),
        function: testFunction(stack, 'Enough', { reservedConcurrentExecutions: 8 }),
        parallelizationFactor: 2,
      }),
    ],
    ['five filters', () => ({ filters: Array(5).fill(RecordFilter.where('a', FieldRule.exists())) })],
  ])('nothing with %s', (_, props) => {
    const stack = testStack();
    processor(stack, { ...props(stack) });
    expect(warningsIn(stack)).toEqual([]);
  });
});
