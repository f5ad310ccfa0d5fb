import { PutRecordsCommand, type PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { pauseMs } from '../../../lambda/producer/backoff';
import { StreamProducer } from '../../../lambda/producer/stream-producer';
import { FaultyKinesis } from '../../support/faulty-kinesis';
import { errorOf, records, setUp } from './setup';
import { VirtualTime } from './virtual-time';

const record = { partitionKey: 'a', data: 'x' };
const retry = { baseMs: 100, capMs: 400, deadlineMs: 10_000, callTimeoutMs: 1_000 };

describe('after a failure', () => {
  test('the pause is any part of a bound that doubles up to its cap', () => {
    const policy = { baseMs: 100, capMs: 1_000 };
    expect([1, 2, 3, 4, 5, 99, 5_000].map((attempts) => pauseMs(attempts, policy, () => 1))).toEqual([
      100, 200, 400, 800, 1_000, 1_000, 1_000,
    ]);
    fc.assert(
      fc.property(
        fc.nat(2_000),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (attempts, chance) => {
          const pause = pauseMs(attempts + 1, policy, () => chance);
          expect(pause).toBe(chance * pauseMs(attempts + 1, policy, () => 1));
        },
      ),
    );
  });

  test('only what failed is sent again, together and after its pause', async () => {
    const options = { retry, lingerMs: 60_000, limits: { callRecords: 100 } };
    const { time, producer, callSizes, callTimes } = setUp(options, ['internal failures']);
    const results = await time.until(Promise.all(records(100).map((each) => producer.put(each))));
    const again = results.filter((result) => result.attempts === 2).length;
    expect(callSizes()).toEqual([100, again]);
    expect(again).toBeGreaterThan(20);
    expect(again).toBeLessThan(80);
    expect(callTimes[1]).toBeLessThanOrEqual(40 + retry.baseMs);
  });

  test('a throttled record is counted as such, and a failed one as failed', async () => {
    const { time, producer } = setUp({}, ['throttled shard', 'none', 'internal failures']);
    await time.until(Promise.all(records(50).map((each) => producer.put(each))));
    const { throttled, retries } = producer.stats();
    expect(throttled).toBeGreaterThan(0);
    expect(producer.stats()).toMatchObject({ internalFailures: 0, retries: throttled, calls: 2 });
    await time.until(Promise.all(records(50).map((each) => producer.put(each))));
    expect(producer.stats()).toMatchObject({
      throttled,
      internalFailures: producer.stats().retries - retries,
    });
  });
});

describe('a record is given up', () => {
  test('when its deadline passes', async () => {
    const policy = { deadlineMs: 2_000, baseMs: 60_000, capMs: 60_000 };
    const { time, producer } = setUp({ retry: policy }, ['throttled call'], true);
    const error = await time.until(errorOf(producer.put(record)));
    expect(error).toMatchObject({ name: 'RecordGivenUpError', reason: 'deadline', mayBeInStream: false });
    expect(String(error)).toMatch(
      /^RecordGivenUpError: record given up after 1 attempt: its deadline passed; last failure: ProvisionedThroughputExceededException: rate$/,
    );
    expect(time.now()).toBe(2_000);
  });

  test('when the call that it is in at its deadline ends', async () => {
    const { time, producer } = setUp({ retry: { ...retry, deadlineMs: 300 }, lingerMs: 0 }, ['lost after']);
    const error = await time.until(errorOf(producer.put(record)));
    expect(error).toMatchObject({ reason: 'deadline', attempts: 1, mayBeInStream: true });
    expect(String(error)).toMatch(
      /CallTimeoutError: PutRecords gave no answer within 1000 ms; it may be in the/,
    );
    expect(time.now()).toBe(1_000);
  });

  test('when its deadline passes before there was room for it', async () => {
    const limits = { bufferRecords: 1 };
    const { time, producer } = setUp({ retry: { ...retry, deadlineMs: 500 }, limits }, ['lost before'], true);
    const first = errorOf(producer.put(record));
    const second = errorOf(producer.put(record));
    expect(await time.until(second)).toMatchObject({ reason: 'deadline', attempts: 0, mayBeInStream: false });
    expect(time.now()).toBe(500);
    await time.until(first);
    expect(producer.stats()).toMatchObject({ accepted: 1, failed: 2, heldRecords: 0 });
  });

  test('when its attempts are used up', async () => {
    const { time, producer } = setUp({ retry: { ...retry, attempts: 3 } }, ['throttled call'], true);
    const error = await time.until(errorOf(producer.put(record)));
    expect(error).toMatchObject({ reason: 'attempts', attempts: 3, cause: { message: 'rate' } });
    expect(producer.stats()).toMatchObject({ calls: 3, retries: 2, failed: 1 });
  });

  test('at once when Kinesis refuses it', async () => {
    const { time, producer } = setUp({ retry }, ['denied']);
    const error = await time.until(errorOf(producer.put(record)));
    expect(error).toMatchObject({ reason: 'refused', attempts: 1, cause: { name: 'AccessDeniedException' } });
    await time.until(producer.put(record));
  });

  test('at once when the client has no Region, and cannot be in the stream then', async () => {
    const time = new VirtualTime();
    const send = jest.fn().mockRejectedValue(new Error('Region is missing'));
    const producer = new StreamProducer({ streamName: 'orders', client: { send }, retry }, time);
    const error = await time.until(errorOf(producer.put(record)));
    expect(error).toMatchObject({ reason: 'refused', attempts: 1, mayBeInStream: false });
    expect(String(error)).toBe(
      'RecordGivenUpError: record given up after 1 attempt: another attempt would fail alike; last failure: Error: Region is missing',
    );
    expect(producer.stats()).toMatchObject({
      calls: 1,
      failed: 1,
      unansweredCalls: 0,
      possibleDuplicates: 0,
    });
  });

  test('when its deadline passes without credentials, and cannot be in the stream then', async () => {
    const time = new VirtualTime();
    const missing = Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    const send = jest.fn().mockRejectedValue(missing);
    const producer = new StreamProducer({ streamName: 'orders', client: { send }, retry }, time);
    const error = await time.until(errorOf(producer.put(record)));
    expect(error).toMatchObject({ reason: 'deadline', mayBeInStream: false });
    expect(producer.stats()).toMatchObject({ failed: 1, unansweredCalls: 0, possibleDuplicates: 0 });
  });

  test('alone, not with the others of its call, when it alone is at fault', async () => {
    const { time, producer } = setUp({ limits: { recordBytes: 2 * 1024 * 1024 } });
    const large = { partitionKey: 'a', data: Buffer.alloc(1024 * 1024) };
    const puts = [...records(10), large, ...records(10)].map((each) => producer.put(each));
    const ends = await time.until(Promise.allSettled(puts));
    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual(ends.map((_, i) => i !== 10));
    expect(ends[10]).toMatchObject({
      reason: { reason: 'refused', cause: { name: 'InvalidArgumentException' } },
    });
  });

  test('with order, together with the later ones of its key, which can then be put again in turn', async () => {
    const failures: string[] = [];
    const { time, kinesis, producer } = setUp(
      {
        ordered: true,
        lingerMs: 0,
        limits: { bufferRecords: 3 },
        retry: { ...retry, attempts: 1 },
        onFailure: ({ partitionKey, data }, { reason }) => {
          failures.push(`${data} ${reason}`);
          void producer.enqueue({ partitionKey, data });
        },
      },
      ['throttled call'],
    );
    const late = ['1', '2', '3'].map((data) => producer.enqueue({ partitionKey: 'a', data }));
    await time.until(Promise.all(late));
    const unaccepted = errorOf(producer.enqueue({ partitionKey: 'a', data: '4' }));
    await time.until(producer.flush());
    await time.until(producer.flush());
    expect(await unaccepted).toMatchObject({ reason: 'predecessor', attempts: 0 });
    expect(failures).toEqual(['1 attempts', '2 predecessor', '3 predecessor']);
    expect(kinesis.written.map(({ Data }) => String(Data))).toEqual(['1', '2', '3']);
  });
});

describe('a call', () => {
  const answer: PutRecordsCommandOutput = {
    Records: [{ ShardId: 'shardId-000000000000', SequenceNumber: '1' }],
    $metadata: {},
  };

  test('that takes too long is broken off, also when the client does not heed it', async () => {
    const time = new VirtualTime();
    const signals: AbortSignal[] = [];
    const send = jest.fn((_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => {
      signals.push(abortSignal);
      return signals.length === 1
        ? new Promise<PutRecordsCommandOutput>(() => undefined)
        : Promise.resolve(answer);
    });
    const producer = new StreamProducer({ streamName: 'orders', client: { send }, retry }, time);
    expect(await time.until(producer.put(record))).toMatchObject({ sequenceNumber: '1', attempts: 2 });
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    expect(producer.stats()).toMatchObject({ unansweredCalls: 1, possibleDuplicates: 1 });
  });

  test('that the client has tried more than once counts the attempts it hid', async () => {
    const time = new VirtualTime();
    const send = jest
      .fn()
      .mockRejectedValueOnce(Object.assign(new Error('reset'), { $metadata: { attempts: 3 } }))
      .mockRejectedValueOnce(
        Object.assign(new Error('rate'), { name: 'ThrottlingException', $metadata: { attempts: 2 } }),
      )
      .mockResolvedValueOnce({ ...answer, $metadata: { attempts: 2 } });
    const producer = new StreamProducer({ streamName: 'orders', client: { send } }, time);
    await time.until(producer.put(record));
    expect(producer.stats()).toMatchObject({
      calls: 3,
      unansweredCalls: 5,
      possibleDuplicates: 5,
      throttled: 1,
    });
  });

  test('that is answered for other records than it had counts as unanswered', async () => {
    const time = new VirtualTime();
    const Records = [...(answer.Records ?? []), ...(answer.Records ?? [])];
    const send = jest
      .fn()
      .mockResolvedValueOnce({ ...answer, Records })
      .mockResolvedValueOnce({ $metadata: {} })
      .mockResolvedValueOnce(answer);
    const producer = new StreamProducer({ streamName: 'orders', client: { send } }, time);
    expect(await time.until(producer.put(record))).toMatchObject({ attempts: 3 });
    expect(producer.stats()).toMatchObject({ unansweredCalls: 2 });
  });

  test('whose client throws fails like any other', async () => {
    const time = new VirtualTime();
    const send = jest.fn().mockImplementationOnce(() => {
      throw 'no error object';
    });
    const producer = new StreamProducer(
      { streamName: 'orders', client: { send }, retry: { attempts: 1 } },
      time,
    );
    expect(await time.until(errorOf(producer.put(record)))).toMatchObject({
      cause: { message: 'no error object' },
    });
  });
});

test('the model refuses what Kinesis refuses', async () => {
  const time = new VirtualTime();
  const kinesis = new FaultyKinesis({ clock: time, shards: 1, faults: [] });
  const Records = Array.from({ length: 501 }, () => ({ PartitionKey: 'a', Data: Buffer.alloc(0) }));
  const calls = [
    { Records },
    { Records: [{ PartitionKey: 'a', Data: Buffer.alloc(1024 * 1024) }] },
    { Records: Records.slice(0, 11).map((each) => ({ ...each, Data: Buffer.alloc(1024 * 1024 - 1) })) },
  ];
  for (const call of calls) {
    const error = await time.until(errorOf(kinesis.send(new PutRecordsCommand(call))));
    expect(error).toMatchObject({ name: 'InvalidArgumentException' });
  }
});
