import { List } from '../../../lambda/producer/list';
import type { ProducerOptions } from '../../../lambda/producer/options';
import { packTogether } from '../../../lambda/producer/pack';
import { deaggregate } from '../../../lambda/records';
import { idsIn } from './play';
import { records, setUp } from './setup';

const MIB = 1024 * 1024;

describe('calls', () => {
  test('take 500 records', async () => {
    const { time, producer, callSizes } = setUp();
    await time.until(Promise.all(records(1_001).map((record) => producer.put(record))));
    expect(callSizes()).toEqual([500, 500, 1]);
  });

  test('take 10 MiB', async () => {
    const { time, producer, callSizes } = setUp();
    await time.until(Promise.all(records(25, MIB).map((record) => producer.put(record))));
    expect(callSizes()).toEqual([10, 10, 5]);
  });

  test('take no more than the limits given', async () => {
    const { time, producer, callSizes } = setUp({
      limits: { callRecords: 3, recordBytes: 50, callBytes: 100 },
    });
    await time.until(Promise.all([...records(4), ...records(3, 50)].map((record) => producer.put(record))));
    expect(callSizes()).toEqual([3, 2, 2]);
    const one = setUp({ limits: { callRecords: 3, callsInFlight: 1 } });
    await one.time.until(Promise.all(records(8).map((record) => one.producer.put(record))));
    expect(one.callSizes()).toEqual([3, 3, 2]);
  });

  test('go at once when they are full, and else after lingerMs', async () => {
    const { time, producer, callTimes } = setUp({ lingerMs: 70, limits: { callRecords: 3 } });
    await time.until(Promise.all(records(4).map((record) => producer.put(record))));
    expect(callTimes).toEqual([0, 70]);
  });

  test('are full by their bytes too, also when those will travel in an aggregate', async () => {
    const limits = { recordBytes: 100, aggregateBytes: 100, callBytes: 100 };
    const plain = setUp({ lingerMs: 70, limits });
    await plain.time.until(Promise.all(records(3, 50).map((record) => plain.producer.put(record))));
    expect(plain.callTimes).toEqual([0, 70]);
    const packed = setUp({ lingerMs: 70, limits, aggregate: true });
    const small = { partitionKey: 'a', data: 'x'.repeat(9) };
    await packed.time.until(Promise.all(records(10).map(() => packed.producer.put(small))));
    expect(packed.callTimes[0]).toBe(0);
  });

  test('of records put in one turn go together without linger', async () => {
    const { time, producer, callSizes } = setUp({ lingerMs: 0 });
    await time.until(Promise.all(records(7).map((record) => producer.put(record))));
    expect(callSizes()).toEqual([7]);
  });

  test('do not wait for each other, nor for records that pause', async () => {
    const retry = { callTimeoutMs: 5_000, baseMs: 60_000, capMs: 60_000 };
    for (const fault of ['lost before', 'throttled call'] as const) {
      const { time, producer, callTimes } = setUp({ retry }, [fault]);
      const [first, second] = records(2);
      const held = producer.put(first);
      await time.pass(100);
      await time.until(producer.put(second));
      expect(callTimes).toEqual([20, 120]);
      await time.until(Promise.allSettled([held]));
    }
  });

  test('are no more at once than callsInFlight', async () => {
    const { time, kinesis, producer } = setUp({ limits: { callRecords: 1, callsInFlight: 3 } });
    const open: number[] = [];
    const send = kinesis.send.bind(kinesis);
    jest.spyOn(kinesis, 'send').mockImplementation((...call) => {
      const answer = send(...call);
      open.push(kinesis.calls.filter((other) => other.open).length);
      return answer;
    });
    await time.until(Promise.all(records(20).map((record) => producer.put(record))));
    expect(Math.max(...open)).toBe(3);
  });

  test('name the stream, or give its ARN', async () => {
    for (const stream of [
      { StreamName: 'orders' },
      { StreamARN: 'arn:aws:kinesis:eu-west-1:111111111111:stream/o' },
    ]) {
      const { time, kinesis, producer } = setUp({
        streamName: stream.StreamName,
        streamArn: stream.StreamARN,
      });
      const send = jest.spyOn(kinesis, 'send');
      await time.until(producer.put({ partitionKey: 'a', data: '' }));
      expect(send.mock.calls[0][0].input).toMatchObject(stream);
    }
  });

  test('carry keys, explicit hash keys and text as UTF-8', async () => {
    const { time, kinesis, producer } = setUp();
    await time.until(producer.put({ partitionKey: 'ключ', explicitHashKey: '0', data: 'Grüße' }));
    expect(kinesis.written).toMatchObject([
      { PartitionKey: 'ключ', ExplicitHashKey: '0', Data: Buffer.from('Grüße') },
    ]);
  });
});

describe('with order', () => {
  test('a call holds one record of a key, and the next goes when it is acknowledged', async () => {
    const { time, kinesis, producer } = setUp({ ordered: true, lingerMs: 0 });
    const keys = ['a', 'a', 'b', 'a'];
    await time.until(Promise.all(keys.map((partitionKey) => producer.put({ partitionKey, data: '' }))));
    expect(kinesis.calls.map((call) => call.records.map((record) => record.PartitionKey).join(''))).toEqual([
      'ab',
      'a',
      'a',
    ]);
  });
});

describe('with order and fullCalls', () => {
  const options = { ordered: true, lingerMs: 0, fullCalls: true, limits: { callRecords: 3 } };
  const keysOf = ({ kinesis }: ReturnType<typeof setUp>) =>
    kinesis.calls.map((call) => call.records.map((record) => record.PartitionKey).join(''));

  /** The keys in each call, when records of `keys` are put at once. */
  async function callsFor(keys: string, more: Partial<ProducerOptions> = {}): Promise<string[]> {
    const scene = setUp({ ...options, ...more });
    const puts = [...keys].map((partitionKey) => scene.producer.put({ partitionKey, data: '' }));
    await scene.time.until(Promise.all([...puts, scene.producer.flush()]));
    return keysOf(scene);
  }

  test('a call that is not full takes along what calls under way let through', async () => {
    expect(await callsFor('aabcde')).toEqual(['abc', 'dea']);
    expect(await callsFor('aabcde', { fullCalls: false })).toEqual(['abc', 'de', 'a']);
  });

  test('full calls do not wait', async () => {
    expect(await callsFor('aabcdefg')).toEqual(['abc', 'def', 'ga']);
  });

  test('nor does one that has nothing to wait for', async () => {
    const scene = setUp(options);
    const puts = [...'abcde'].map((partitionKey) => scene.producer.put({ partitionKey, data: '' }));
    await scene.time.until(Promise.all([...puts, scene.producer.flush()]));
    expect(keysOf(scene)).toEqual(['abc', 'de']);
    expect(scene.callTimes).toEqual([0, 0]);
  });

  test('a record that is put behind one under way is waited for as well', async () => {
    const scene = setUp(options);
    const first = [...'abc'].map((partitionKey) => scene.producer.put({ partitionKey, data: '' }));
    const then = [...'ad'].map((partitionKey) => scene.producer.put({ partitionKey, data: '' }));
    await scene.time.until(Promise.all([...first, ...then, scene.producer.flush()]));
    expect(keysOf(scene)).toEqual(['abc', 'da']);
  });
});

describe('with aggregation', () => {
  test('records of a key travel together, in order, and learn their place', async () => {
    const { time, kinesis, producer } = setUp({ aggregate: true });
    const puts = ['a', 'b', 'a', 'a'].map((partitionKey, i) => producer.put({ partitionKey, data: `${i} ` }));
    const results = await time.until(Promise.all(puts));
    expect(kinesis.calls[0].records.map(idsIn)).toEqual([['0', '2', '3'], ['1']]);
    expect(results.map((result) => result.subSequenceNumber)).toEqual([0, 0, 1, 2]);
    expect(new Set(results.map((result) => result.sequenceNumber)).size).toBe(2);
  });

  test('a record alone travels as it is', async () => {
    const { time, kinesis, producer } = setUp({ aggregate: true });
    await time.until(producer.put({ partitionKey: 'a', data: 'plain' }));
    expect(kinesis.written[0].Data).toEqual(Buffer.from('plain'));
  });

  test('records of different explicit hash keys do not travel together', async () => {
    const { time, kinesis, producer } = setUp({ aggregate: true });
    const hashKeys = ['1', '1', '2', undefined];
    const puts = hashKeys.map((explicitHashKey, i) =>
      producer.put({ partitionKey: 'a', explicitHashKey, data: `${i} ` }),
    );
    await time.until(Promise.all(puts));
    expect(kinesis.written.map((record) => [record.ExplicitHashKey, idsIn(record)])).toEqual([
      ['1', ['0', '1']],
      ['2', ['2']],
      [undefined, ['3']],
    ]);
  });

  test('no aggregate is larger than aggregateBytes, and a larger record travels alone', async () => {
    const { time, kinesis, producer } = setUp({ aggregate: true, limits: { aggregateBytes: 1_000 } });
    const sizes = [400, 400, 5_000, 400, 1_000, 999, 1];
    const puts = sizes.map((size, i) => producer.put({ partitionKey: 'a', data: `${i} `.padEnd(size - 1) }));
    await time.until(Promise.all(puts));
    expect(kinesis.written.map(idsIn)).toEqual([['0', '1'], ['2'], ['3'], ['4'], ['5'], ['6']]);
    const lengths = kinesis.written.map(({ Data }) => (Data?.length ?? 0) + 1);
    expect(lengths.filter((length) => length > 1_000)).toEqual([5_000]);
  });

  test('data that look like an aggregate come out as they went in', async () => {
    const { time, kinesis, producer } = setUp({ aggregate: true });
    await time.until(Promise.all(['x', 'y'].map((data) => producer.put({ partitionKey: 'a', data }))));
    const aggregate = kinesis.written[0].Data ?? Buffer.alloc(0);
    await time.until(producer.put({ partitionKey: 'b', data: aggregate }));
    const { PartitionKey: partitionKey = '', Data: data = Buffer.alloc(0) } = kinesis.written[1];
    expect(deaggregate({ partitionKey, data }).map((record) => record.data)).toEqual([
      Buffer.from(aggregate),
    ]);
  });

  test('a lane without records is a mistake that shows', () => {
    expect(() => packTogether(100, 100)(new List())).toThrow('a lane without records');
  });
});
