import type { KinesisStreamHandler } from 'aws-lambda';
import {
  EventSourceMapping,
  type EventSourceMappingSettings,
  FunctionThrottledError,
  type InvokeFunction,
  VirtualClock,
} from '../../../lambda/testing';
import { letterEvent, reportOn, textOf, throwOn, traceOf } from './support';

const run = (handler: InvokeFunction, text: string, settings: EventSourceMappingSettings) =>
  new EventSourceMapping(handler, settings).run(letterEvent(text));

describe('a function that throws', () => {
  test('gets the whole batch again, then the shard goes on without it', async () => {
    const report = await run(throwOn('b'), 'abcd', {
      batchSize: 2,
      maximumRetryAttempts: 2,
      onFailure: 'sqs',
    });
    expect(traceOf(report)).toEqual(['ab failure', 'ab failure', 'ab failure', 'cd success']);
    expect(report.invocations.map(({ retry }) => retry)).toEqual([0, 1, 2, 0]);
    expect(textOf(report.sentToDestination)).toBe('ab');
    expect(textOf(report.succeeded)).toBe('cd');
    expect(report.lost).toEqual([]);
  });

  test('is not retried with 0 retries', async () => {
    expect(traceOf(await run(throwOn('a'), 'a', { maximumRetryAttempts: 0 }))).toEqual(['a failure']);
  });

  test('waits before each retry, twice as long each time', async () => {
    const report = await run(throwOn('a'), 'a', { maximumRetryAttempts: 3, invocationDurationMs: 100 });
    const starts = report.invocations.map(({ startedAt }) => startedAt);
    expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual([0, 1_100, 3_200, 7_300]);
  });

  test('loses the records when there is no destination', async () => {
    const report = await run(throwOn('a'), 'a', { maximumRetryAttempts: 0 });
    expect(report.lost).toHaveLength(1);
    expect(report.fates[0]).toMatchObject({
      status: 'discarded',
      condition: 'RetryAttemptsExhausted',
      runs: 1,
    });
    expect(report.deliveries).toEqual([]);
  });

  test('is done when a retry works', async () => {
    let calls = 0;
    const flaky = () => {
      calls += 1;
      if (calls === 1) throw new Error('once');
    };
    expect(traceOf(await run(flaky, 'a', {}))).toEqual(['a failure', 'a success']);
  });

  test('fails the batch too by rejecting, and by a response that is no JSON', async () => {
    const answers = [() => Promise.reject(new Error('no')), () => ({ count: 1n }), () => undefined];
    const report = await run(() => answers.shift()?.(), 'a', {});
    expect(report.invocations.map(({ reason }) => reason)).toEqual([
      'no',
      expect.stringContaining('BigInt'),
      undefined,
    ]);
  });

  test('fails the batch by a response above 6 MB', async () => {
    const report = await run(() => 'x'.repeat(6 * 1024 * 1024), 'a', { maximumRetryAttempts: 0 });
    expect(report.invocations[0]?.reason).toBe('Response payload size exceeded the maximum of 6 MB');
  });

  test('fails the batch when the clock passes its timeout', async () => {
    const clock = new VirtualClock();
    const slow = async () => clock.sleep(5_000);
    const settings = { clock, maximumRetryAttempts: 0 };
    expect((await run(slow, 'a', { ...settings, functionTimeoutMs: 5_000 })).invocations[0]).toMatchObject({
      outcome: 'failure',
      reason: 'Task timed out after 5.00 seconds',
    });
    expect((await run(slow, 'a', { ...settings, functionTimeoutMs: 5_001 })).totals.succeeded).toBe(1);
  });
});

describe('ReportBatchItemFailures', () => {
  const settings = { reportBatchItemFailures: true, maximumRetryAttempts: 1, onFailure: 'sqs' } as const;

  test('retries from the lowest reported record, and gives up on all from there', async () => {
    const report = await run(reportOn('ec'), 'abcdef', settings);
    expect(traceOf(report)).toEqual(['abcdef partial', 'cdef failure']);
    expect(textOf(report.succeeded)).toBe('ab');
    expect(textOf(report.sentToDestination)).toBe('cdef');
    expect(report.deliveries[0]?.record.KinesisBatchInfo.batchSize).toBe(4);
  });

  test('a retry can move the checkpoint on', async () => {
    let poison = 'bd';
    const handler: InvokeFunction = (event) => {
      const response = reportOn(poison)(event);
      poison = poison.slice(1);
      return response;
    };
    const report = await run(handler, 'abcde', { ...settings, maximumRetryAttempts: 2 });
    expect(traceOf(report)).toEqual(['abcde partial', 'bcde partial', 'de success']);
    expect(report.fates.map(({ runs }) => runs)).toEqual([1, 2, 2, 3, 3]);
  });

  test('does not count unless it is on', async () => {
    const report = await run(reportOn('a'), 'ab', { ...settings, reportBatchItemFailures: false });
    expect(traceOf(report)).toEqual(['ab success']);
  });

  test('a response that cannot be read fails the whole batch', async () => {
    const report = await run(() => ({ batchItemFailures: [{ itemIdentifier: '' }] }), 'ab', settings);
    expect(traceOf(report)).toEqual(['ab failure', 'ab failure']);
    expect(report.invocations[0]?.response).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] });
  });
});

describe('BisectBatchOnFunctionError', () => {
  const settings = { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1, onFailure: 's3' } as const;

  test('halves a failed batch until the poison is alone, in order, at no cost to the retries', async () => {
    const report = await run(throwOn('f'), 'abcdefgh', settings);
    expect(traceOf(report)).toEqual([
      'abcdefgh failure',
      'abcd success',
      'efgh failure',
      'ef failure',
      'e success',
      'f failure',
      'f failure',
      'gh success',
    ]);
    expect(textOf(report.sentToDestination)).toBe('f');
    expect(report.deliveries[0]?.record.requestContext.approximateInvokeCount).toBe(2);
  });

  test('isolates even without retries', async () => {
    const report = await run(throwOn('b'), 'abc', { ...settings, maximumRetryAttempts: 0 });
    expect(traceOf(report)).toEqual(['abc failure', 'a success', 'bc failure', 'b failure', 'c success']);
    expect(textOf(report.sentToDestination)).toBe('b');
  });

  test('halves whatever ReportBatchItemFailures says when the function throws', async () => {
    const report = await run(throwOn('d'), 'abcd', { ...settings, reportBatchItemFailures: true });
    expect(traceOf(report).slice(0, 2)).toEqual(['abcd failure', 'ab success']);
  });

  test('splits at the reported record, and halves when that is the first', async () => {
    const report = await run(reportOn('c'), 'abcdef', { ...settings, reportBatchItemFailures: true });
    expect(traceOf(report)).toEqual([
      'abcdef partial',
      'cdef failure',
      'cd failure',
      'c failure',
      'c failure',
      'd success',
      'ef success',
    ]);
    expect(textOf(report.sentToDestination)).toBe('c');
    expect(report.fates.map(({ runs }) => runs)).toEqual([1, 1, 5, 4, 3, 3]);
  });
});

describe('a function that cannot be invoked', () => {
  test('costs no retry, no run and no split', async () => {
    const answers = [
      new FunctionThrottledError(),
      new FunctionThrottledError(),
      new Error('no'),
      new Error('no'),
    ];
    const handler = () => Promise.reject(answers.shift());
    const report = await run(handler, 'a', { maximumRetryAttempts: 1 });
    expect(traceOf(report)).toEqual(['a throttled', 'a throttled', 'a failure', 'a failure']);
    expect(report.invocations.map(({ retry }) => retry)).toEqual([0, 0, 0, 1]);
    expect(report.fates[0]).toMatchObject({ runs: 2, status: 'discarded' });

    const batch = [new FunctionThrottledError()];
    const settings = { maximumRetryAttempts: 0, bisectBatchOnFunctionError: true };
    const once: InvokeFunction = () => (batch.length > 0 ? Promise.reject(batch.pop()) : undefined);
    expect(traceOf(await run(once, 'ab', settings))).toEqual(['ab throttled', 'ab success']);
  });

  test('blocks until the records are too old', async () => {
    const refuse = () => {
      throw new FunctionThrottledError();
    };
    const report = await run(refuse, 'a', {
      maximumRetryAttempts: 0,
      maximumRecordAgeInSeconds: 60,
      onFailure: 'sqs',
    });
    expect(report.fates[0]).toMatchObject({
      status: 'sentToDestination',
      condition: 'RecordAgeExceeded',
      runs: 0,
    });
  });
});

test('the limit on invocations ends a run, and says what to do', async () => {
  const mapping = new EventSourceMapping(throwOn('a'), { invocationLimit: 5 });
  await expect(mapping.run(letterEvent('ab'))).rejects.toThrow(
    'invocationLimit of 5 reached with 2 records pending in shardId-000000000000: ' +
      'bound the retries by maximumRetryAttempts or maximumRecordAgeInSeconds, or raise invocationLimit',
  );
  expect(mapping.report().totals).toMatchObject({ invocations: 5, pending: 2 });
});

test('takes handlers as they are typed for Lambda, but none that answers by callback', async () => {
  const handler: KinesisStreamHandler = async () => ({ batchItemFailures: [] });
  expect((await run(handler, 'a', {})).totals.succeeded).toBe(1);
  const callback: KinesisStreamHandler = (_event, _context, done) => done(null);
  const report = await run(callback, 'a', { maximumRetryAttempts: 0 });
  expect(report.invocations[0]?.reason).toMatch('a handler answers by returning');
});
