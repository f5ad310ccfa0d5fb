import events from 'node:events';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import { processGroups, processRecords, type RecordContext } from '../../../lambda/batch';
import { kinesisEvent, lambdaContext, VirtualClock } from '../../../lambda/testing';
import { named, quiet, schemaOf, turns } from './support';

function event(...names: string[]) {
  return kinesisEvent(names.map((name) => ({ partitionKey: name[0], data: name })));
}

function sequenceNumber(names: string[], name: string): string {
  return event(...names).Records[names.indexOf(name)].kinesis.sequenceNumber;
}

describe('with a clock', () => {
  /** Runs `names` one by one in a function with 1,000 ms. */
  async function run(names: string[], deadlineMargin: number | undefined, millisecondsEach = 100) {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const options = { format: 'text', concurrency: 1, deadlineMargin, ...quiet() } as const;
    const handler = processRecords(async ({ payload }) => {
      clock.advance(millisecondsEach);
      await turns(2);
      ran.push(payload);
    }, options);
    const response = await handler(event(...names), lambdaContext({ clock, remainingMs: 1_000 }));
    return { ran, named: named(response), options };
  }
  const names = ['a1', 'b1', 'a2', 'c1', 'b2', 'a3', 'd1'];

  test('starts nothing within the margin, and names the first that is not done', async () => {
    const { ran, named } = await run(names, 500);
    expect(ran).toEqual(['a1', 'b1', 'a2', 'c1', 'b2']);
    expect(named).toEqual([sequenceNumber(names, 'a3')]);
  });

  test('keeps a fifth of the time by default', async () => {
    const many = Array.from({ length: 99 }, (_, n) => `a${n}`);
    expect((await run(many, undefined, 10)).ran).toHaveLength(80);
  });

  test('does not report a batch that it finishes in time', async () => {
    expect((await run(names.slice(0, 3), 500)).named).toEqual([]);
  });

  test('counts the rest as unprocessed, and says why once', async () => {
    const { options } = await run(names, 500);
    expect(options.metrics.published).toMatchObject([
      { RecordsProcessed: 5, RecordsUnprocessed: 2, RecordsFailed: 0 },
    ]);
    expect(options.logger.lines).toMatchObject([
      {
        level: 'warn',
        message: 'Batch not finished',
        details: { deadlinePassed: true, RecordsUnprocessed: 2 },
      },
    ]);
  });

  test('refuses a margin that leaves no time at all', async () => {
    await expect(run(names, 1_000)).rejects.toThrow(
      "deadlineMargin must be less than the function's timeout, got 1000 ms with 1000 ms left",
    );
  });
});

describe('with records under way', () => {
  const names = ['a1', 'b1', 'b2'];
  const [SIGNAL, LAST_CALL] = [25_000, 28_750];
  beforeAll(() => jest.useFakeTimers());
  afterAll(() => jest.useRealTimers());

  /** Runs `names` in a function with 30 s, of which the last 5 are margin. */
  async function run(waiting: (context: RecordContext) => Promise<void>, until: number) {
    const ran: string[] = [];
    const options = { format: 'text', ...quiet() } as const;
    const handler = processRecords(async ({ payload }, context) => {
      if (payload === 'b1') await waiting(context);
      ran.push(payload);
    }, options);
    let response: KinesisStreamBatchResponse | undefined;
    void handler(event(...names), lambdaContext({ remainingMs: 30_000 })).then((got) => {
      response = got;
    });
    await jest.advanceTimersByTimeAsync(until - 1);
    expect(response).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    return { ran, named: response && named(response), options };
  }

  const aborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  test('one that gives up at the signal is not a failure', async () => {
    const { named, options } = await run(async ({ signal }) => {
      await aborted(signal);
      throw signal.reason;
    }, SIGNAL);
    expect(named).toEqual([sequenceNumber(names, 'b1')]);
    expect(options.metrics.published).toMatchObject([
      { RecordsProcessed: 1, RecordsUnprocessed: 2, RecordsFailed: 0 },
    ]);
  });

  test('one that ends within the margin is done, and none follows', async () => {
    const { ran, named } = await run(({ signal }) => aborted(signal), SIGNAL);
    expect(ran).toEqual(['a1', 'b1']);
    expect(named).toEqual([sequenceNumber(names, 'b2')]);
  });

  test('one that never ends does not keep the answer beyond the last call', async () => {
    const { ran, named, options } = await run(() => new Promise(() => {}), LAST_CALL);
    expect(ran).toEqual(['a1']);
    expect(named).toEqual([sequenceNumber(names, 'b1')]);
    expect(options.metrics.published).toMatchObject([{ RecordsProcessed: 1, RecordsUnprocessed: 2 }]);
  });

  const late = () => new Promise<void>((resolve) => setTimeout(resolve, SIGNAL + 1_000));
  /** Runs a handler that gets to its work late, and gives the metrics of the batch. */
  async function runLate(
    make: (options: ReturnType<typeof quiet>) => ReturnType<typeof processRecords>,
    data: unknown[],
  ) {
    const options = quiet();
    const batch = kinesisEvent(data.map((one) => ({ partitionKey: 'k', data: one })));
    const answer = make(options)(batch, lambdaContext({ remainingMs: 30_000 }));
    await jest.advanceTimersByTimeAsync(SIGNAL + 1_000);
    expect(named(await answer)).toEqual([batch.Records[0].kinesis.sequenceNumber]);
    expect(options.logger.records.filter(({ level }) => level === 'error')).toEqual([]);
    return options.metrics.published[0];
  }

  test.each([
    ['store', { idempotency: { runOnce: (_: string, work: () => Promise<void>) => late().then(work) } }],
    ['schema', { schema: schemaOf((value) => late().then(() => ({ value }))) }],
  ])('one whose %s takes all the time is not started', async (_, slow) => {
    const handler = jest.fn();
    const published = await runLate(
      (options) => processRecords<unknown>(handler, { ...slow, ...options }),
      [1],
    );
    expect(handler).not.toHaveBeenCalled();
    expect(published).toMatchObject({ RecordsUnprocessed: 1, RecordsFailed: 0, RecordsSkipped: 0 });
  });

  test('nor is an invalid one given to onInvalid', async () => {
    const onInvalid = jest.fn();
    const idempotency = { runOnce: (_: string, work: () => Promise<void>) => late().then(work) };
    const steps = { onInvalid, idempotency };
    const published = await runLate((options) => processRecords(() => {}, { ...steps, ...options }), ['{']);
    expect(onInvalid).not.toHaveBeenCalled();
    expect(published).toMatchObject({ RecordsUnprocessed: 1, RecordsInvalid: 0 });
  });

  test.each([
    ['the group', [1, '{'], 1],
    ['the next invalid record and the group', [1, '{', '{'], 2],
  ])('when onInvalid takes all the time, %s is not started', async (_, data, unprocessed) => {
    const handler = jest.fn();
    const onInvalid = jest.fn(late);
    const published = await runLate((options) => processGroups(handler, { onInvalid, ...options }), data);
    expect(onInvalid).toHaveBeenCalledTimes(1);
    expect(handler).not.toHaveBeenCalled();
    expect(published).toMatchObject({ RecordsUnprocessed: unprocessed, RecordsInvalid: 1, RecordsFailed: 0 });
  });

  test('any number may listen to the signal, without the warning of a leak', async () => {
    const setMaxListeners = jest.spyOn(events, 'setMaxListeners');
    let signal: AbortSignal | undefined;
    const keep = processRecords((_, context) => {
      signal = context.signal;
    }, quiet());
    await keep(kinesisEvent([{ data: 1 }]), lambdaContext());
    expect(setMaxListeners).toHaveBeenCalledWith(0, signal);
  });

  test('no timer is left behind', async () => {
    await processRecords(() => {}, quiet())(kinesisEvent([{ data: 1 }]), lambdaContext());
    expect(jest.getTimerCount()).toBe(0);
  });
});
