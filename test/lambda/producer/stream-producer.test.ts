import { KinesisClient } from '@aws-sdk/client-kinesis';
import { StreamProducer } from '../../../lambda/producer/stream-producer';
import { errorOf, records, setUp } from './setup';

const record = { partitionKey: 'a', data: 'x' };
const onFailure = (): void => undefined;

/** Whether `work` has ended, after everything that is ready has run. */
async function hasEnded(work: Promise<unknown>): Promise<boolean> {
  let ended = false;
  void work.then(() => {
    ended = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return ended;
}

describe('back-pressure', () => {
  test('enqueue ends when there is room, in the order of the calls', async () => {
    const { time, producer } = setUp({ onFailure, limits: { bufferRecords: 2 } });
    const accepted: number[] = [];
    const waits = records(6).map((each, i) => producer.enqueue(each).then(() => accepted.push(i)));
    expect(await hasEnded(waits[1])).toBe(true);
    expect(accepted).toEqual([0, 1]);
    expect(producer.stats()).toMatchObject({ accepted: 2, heldRecords: 2, heldBytes: 20 });
    await time.until(Promise.all(waits));
    expect(accepted).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('bytes count as records do, and nobody passes one who waits', async () => {
    const { producer } = setUp({ onFailure, limits: { recordBytes: 100, bufferBytes: 100 } });
    const [small, large, last] = [...records(1, 10), ...records(1, 100), ...records(1, 10)].map((each) =>
      producer.enqueue(each),
    );
    expect(await hasEnded(small)).toBe(true);
    expect(await hasEnded(large)).toBe(false);
    expect(await hasEnded(last)).toBe(false);
  });

  test('a full buffer is sent without linger', async () => {
    const { time, producer, callTimes } = setUp({ onFailure, lingerMs: 1_000, limits: { bufferRecords: 2 } });
    await time.until(Promise.all(records(3).map((each) => producer.enqueue(each))));
    expect(callTimes).toEqual([0]);
  });

  test('a loop that awaits put goes on', async () => {
    const { time, producer, callSizes } = setUp();
    const loop = async (): Promise<void> => {
      for (const each of records(3)) await producer.put(each);
    };
    await time.until(loop());
    expect(callSizes()).toEqual([1, 1, 1]);
  });
});

describe('enqueue', () => {
  test('needs onFailure', async () => {
    const { producer } = setUp();
    await expect(producer.enqueue(record)).rejects.toThrow(
      'StreamProducer needs onFailure to enqueue records',
    );
  });

  test('gives what is given up to onFailure, as it was put', async () => {
    const failures: unknown[] = [];
    const { time, producer } = setUp({ onFailure: (...failure) => failures.push(failure) }, ['denied']);
    await producer.enqueue(record);
    await time.until(producer.flush());
    expect(failures).toEqual([[record, expect.objectContaining({ reason: 'refused' })]]);
  });

  test('lets an error of onFailure surface, and goes on', async () => {
    const thrown: (() => void)[] = [];
    jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((action) => void thrown.push(action));
    const { time, producer } = setUp(
      {
        onFailure: () => {
          throw new Error('mine');
        },
      },
      ['denied'],
    );
    await producer.enqueue(record);
    await producer.enqueue(record);
    await time.until(producer.flush());
    jest.restoreAllMocks();
    expect(thrown).toHaveLength(2);
    expect(thrown[0]).toThrow('mine');
    await time.until(producer.put(record));
  });
});

describe('flush', () => {
  test('sends at once and waits for what was put before', async () => {
    const { time, producer, callTimes } = setUp({ onFailure, lingerMs: 5_000 });
    await producer.enqueue(record);
    const flushed = producer.flush();
    await producer.enqueue(record);
    await time.until(flushed);
    expect(callTimes).toEqual([0]);
    expect(producer.stats()).toMatchObject({ acknowledged: 1, heldRecords: 1 });
  });

  test('covers what waits for room and what has to be sent again', async () => {
    const limits = { bufferRecords: 2 };
    const { time, producer } = setUp({ onFailure, lingerMs: 60_000, limits }, [
      'mixed failures',
      'reset after',
    ]);
    for (const each of records(7)) void producer.enqueue(each);
    await time.until(producer.flush());
    expect(producer.stats()).toMatchObject({ acknowledged: 7, heldRecords: 0 });
    expect(time.now()).toBeLessThan(30_000);
  });

  test('ends at once when there is nothing to wait for, and never fails', async () => {
    const { time, producer } = setUp({ onFailure }, ['denied']);
    await producer.flush();
    void producer.enqueue(record);
    await time.until(producer.flush());
  });

  test('in order of the records, each flush as soon as its own are settled', async () => {
    const { time, producer } = setUp({ onFailure, limits: { callRecords: 1, callsInFlight: 1 } });
    const ended: string[] = [];
    await producer.enqueue(record);
    const first = producer.flush().then(() => ended.push('first'));
    await producer.enqueue(record);
    const second = producer.flush().then(() => ended.push('second'));
    await time.until(first);
    expect(ended).toEqual(['first']);
    await time.until(second);
  });
});

describe('close', () => {
  test('settles what was put before, refuses what comes after, and leaves nothing running', async () => {
    const { time, producer } = setUp({ onFailure, limits: { bufferRecords: 1 } }, ['throttled call']);
    const puts = records(3).map((each) => producer.put(each));
    const closed = producer.close();
    await expect(producer.put(record)).rejects.toThrow('the producer is closed');
    await expect(producer.enqueue(record)).rejects.toMatchObject({ name: 'ProducerClosedError' });
    await time.until(closed);
    await expect(Promise.all(puts)).resolves.toHaveLength(3);
    expect(producer.close()).toBe(closed);
    expect(time.pending).toBe(0);
  });

  test('leaves no timer behind for records given up in a pause', async () => {
    const retry = { deadlineMs: 100, baseMs: 60_000, capMs: 60_000 };
    const { time, producer } = setUp({ retry }, ['throttled call'], true);
    const end = errorOf(producer.put(record));
    await time.until(producer.close());
    expect(await end).toMatchObject({ reason: 'deadline' });
    expect(time.now()).toBe(100);
    expect(time.pending).toBe(0);
  });

  test.each([true, false])('forgets the keys it has seen, acknowledged %p', async (acknowledged) => {
    const options = { ordered: true, retry: { attempts: 1 } };
    const { time, producer } = setUp(options, acknowledged ? [] : ['throttled call']);
    await time.until(Promise.allSettled(records(10).map((each) => producer.put(each))));
    await time.until(producer.close());
    const lanes = Reflect.get(Reflect.get(producer, 'dispatcher'), 'lanes');
    expect(Reflect.get(lanes, 'byKey').size).toBe(0);
  });

  test('closes a client that the producer made, and no other', async () => {
    const destroy = jest.spyOn(KinesisClient.prototype, 'destroy');
    await setUp().producer.close();
    expect(destroy).toHaveBeenCalledTimes(0);
    await new StreamProducer({ streamName: 'orders' }).close();
    expect(destroy).toHaveBeenCalledTimes(1);
    destroy.mockRestore();
  });
});
