import { createHash } from 'node:crypto';
import {
  Aggregator,
  type AggregatorOptions,
  aggregate,
  deaggregate,
  isAggregate,
  type UserRecord,
} from '../../../lambda/records';
import { asUserRecord, inOrder } from './support';

const MIB = 1024 * 1024;

const record = (partitionKey: string, text: string, explicitHashKey?: string): UserRecord => ({
  partitionKey,
  ...(explicitHashKey !== undefined && { explicitHashKey }),
  data: Buffer.from(text),
});

/** Keys and number of records of what comes out. */
const shape = (records: UserRecord[], options?: AggregatorOptions) =>
  aggregate(records, options).map((r) => [r.partitionKey, r.explicitHashKey, r.userRecords]);

describe('what goes together', () => {
  test('an aggregate is magic number, tables, records and digest', () => {
    const [packed] = aggregate([record('k', 'ab', '7'), record('k', '', '7')]);
    const message = Buffer.from(
      '0a016b' + '120137' + '1a0808001000' + '1a026162' + '1a0608001000' + '1a00',
      'hex',
    );
    const digest = createHash('md5').update(message).digest('hex');
    expect(packed.data.toString('hex')).toBe(`f3899ac2${message.toString('hex')}${digest}`);
    expect(packed).toMatchObject({ partitionKey: 'k', explicitHashKey: '7', userRecords: 2 });
  });

  test('records of one partition key do, and those of another do not', () => {
    expect(shape([record('a', '1'), record('b', '2'), record('a', '3'), record('b', '4')])).toEqual([
      ['a', undefined, 2],
      ['b', undefined, 2],
    ]);
  });

  test('records of one explicit hash key do, whatever their partition keys are', () => {
    expect(shape([record('a', '1', '9'), record('b', '2', '9'), record('a', '3', '8')])).toEqual([
      ['a', '9', 2],
      ['a', '8', 1],
    ]);
  });

  test('a record without explicit hash key does not go with one that has it, even of its partition key', () => {
    expect(shape([record('a', '1'), record('a', '2', '9'), record('9', '3')])).toEqual([
      ['a', undefined, 1],
      ['a', '9', 1],
      ['9', undefined, 1],
    ]);
  });

  test('an empty explicit hash key is one, not none', () => {
    expect(shape([record('a', '1', ''), record('a', '2')])).toEqual([
      ['a', '', 1],
      ['a', undefined, 1],
    ]);
  });

  test('with mixed keys all do, and the first record says where to', () => {
    const records = [record('a', '1'), record('b', '2', '9'), record('c', '3')];
    const [packed, ...more] = aggregate(records, { mixedKeys: true });
    expect(more).toEqual([]);
    expect(packed).toMatchObject({ partitionKey: 'a', userRecords: 3 });
    expect(packed).not.toHaveProperty('explicitHashKey');
    expect(deaggregate(packed)).toStrictEqual(inOrder(records));
  });

  test('the aggregator ends an aggregate at another key and starts the next with it', () => {
    const aggregator = new Aggregator();
    expect(aggregator.add(record('a', '1'))).toBeUndefined();
    expect(aggregator.add(record('a', '2'))).toBeUndefined();
    expect(aggregator.add(record('b', '3'))).toMatchObject({ partitionKey: 'a', userRecords: 2 });
    expect(aggregator.flush()).toMatchObject({ partitionKey: 'b', userRecords: 1 });
  });

  test('nothing comes of nothing', () => {
    expect(aggregate([])).toEqual([]);
    expect(new Aggregator().flush()).toBeUndefined();
    expect(new Aggregator().byteLength).toBe(0);
  });
});

describe('a record alone', () => {
  test('is passed on as it is', () => {
    const alone = record('a', 'one', '9');
    const [packed] = aggregate([alone]);
    expect(packed).toStrictEqual({ ...alone, userRecords: 1 });
    expect(packed.data).toBe(alone.data);
    expect(aggregate([record('a', 'one')])[0]).not.toHaveProperty('explicitHashKey');
  });

  test('is wrapped when readers would take it apart', () => {
    const [inner] = aggregate([record('a', '1'), record('a', '2')]);
    const [outer] = aggregate([{ partitionKey: 'x', data: inner.data }]);
    expect(outer.userRecords).toBe(1);
    expect(deaggregate(outer).map(asUserRecord)).toStrictEqual([{ partitionKey: 'x', data: inner.data }]);
  });

  test('is not wrapped for a magic number alone', () => {
    const data = Buffer.concat([Buffer.from('f3899ac2', 'hex'), Buffer.alloc(40)]);
    expect(aggregate([{ partitionKey: 'a', data }])[0].data).toBe(data);
  });
});

describe('size', () => {
  const ofSize = (bytes: number, partitionKey = 'k') => ({ partitionKey, data: Buffer.alloc(bytes) });

  test('a record of 1 MiB with its key fits, one byte more does not', () => {
    expect(aggregate([ofSize(MIB - 1)])).toHaveLength(1);
    expect(() => aggregate([ofSize(MIB)])).toThrow(
      new RangeError('record takes 1048577 bytes with its partition key, more than the 1048576 allowed'),
    );
  });

  test('keys count in bytes of UTF-8', () => {
    expect(aggregate([ofSize(7, '€')], { maxRecordBytes: 10 })).toHaveLength(1);
    expect(() => aggregate([ofSize(8, '€')], { maxRecordBytes: 10 })).toThrow('record takes 11 bytes');
    const aggregator = new Aggregator();
    aggregator.add(ofSize(7, '😀'));
    expect(aggregator.byteLength).toBe(11);
  });

  test('up to 10 MiB when the stream takes as much', () => {
    const options = { maxRecordBytes: 10 * MIB };
    expect(aggregate([ofSize(10 * MIB - 1)], options)).toHaveLength(1);
    expect(() => aggregate([ofSize(10 * MIB)], options)).toThrow(RangeError);
    const [packed, ...more] = aggregate([ofSize(4 * MIB), ofSize(5 * MIB)], options);
    expect(more).toEqual([]);
    expect(deaggregate(packed).map((r) => r.data.length)).toEqual([4 * MIB, 5 * MIB]);
  });

  test('an aggregate is filled to the last byte', () => {
    const aggregator = new Aggregator();
    const two = new Aggregator();
    two.add(ofSize(500_000));
    two.add(ofSize(500_000));
    const rest = MIB - two.byteLength;
    aggregator.add(ofSize(500_000));
    expect(aggregator.add(ofSize(500_000 + rest))).toBeUndefined();
    expect(aggregator.byteLength).toBe(MIB);
    const packed = aggregator.flush();
    expect(packed?.data.length).toBe(MIB - 1);

    aggregator.add(ofSize(500_000));
    expect(aggregator.add(ofSize(500_000 + rest + 1))).toMatchObject({ userRecords: 1 });
  });

  test('a record that fits alone goes alone when an aggregate around it would not fit', () => {
    const packed = aggregate([ofSize(1), ofSize(MIB - 1), ofSize(1)]);
    expect(packed.map((each) => [each.userRecords, each.data.length])).toEqual([
      [1, 1],
      [1, MIB - 1],
      [1, 1],
    ]);
  });

  test('an aggregate that has to be wrapped counts with its wrapping', () => {
    const [{ data }] = aggregate([record('a', '1'), record('a', '2')]);
    const wrapped = 1 + 20 + 3 + 6 + data.length;
    const pack = (maxRecordBytes: number) => aggregate([{ partitionKey: 'k', data }], { maxRecordBytes });
    expect(pack(wrapped)[0].data.length).toBe(wrapped - 1);
    expect(() => pack(wrapped - 1)).toThrow(RangeError);
  });

  test('a refused record changes nothing', () => {
    const aggregator = new Aggregator({ maxRecordBytes: 100 });
    aggregator.add(record('a', '1'));
    const before = aggregator.byteLength;
    expect(() => aggregator.add(ofSize(100))).toThrow(RangeError);
    expect(() => aggregator.add(record('\ud800', '1'))).toThrow(TypeError);
    expect([aggregator.byteLength, aggregator.userRecords]).toEqual([before, 1]);
    expect(aggregator.add(record('a', '2'))).toBeUndefined();
    expect(aggregator.flush()).toMatchObject({ partitionKey: 'a', userRecords: 2 });
  });

  test.each([
    0,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10 * MIB + 1,
  ])('refuses a limit of %s', (maxRecordBytes) => {
    expect(() => new Aggregator({ maxRecordBytes })).toThrow(
      new RangeError(`maxRecordBytes must be a whole number from 1 to 10485760, got ${maxRecordBytes}`),
    );
  });
});

describe('keys', () => {
  test('a lone surrogate is refused, a pair is not', () => {
    expect(() => aggregate([record('a\ud800', '1')])).toThrow(
      new TypeError('partitionKey must not hold a lone surrogate'),
    );
    expect(() => aggregate([record('a', '1', '\udc00')])).toThrow(
      new TypeError('explicitHashKey must not hold a lone surrogate'),
    );
    expect(aggregate([record('\ud83d\ude00', '1')])[0].partitionKey).toBe('😀');
  });

  test('many keys and records take indexes of more than one byte', () => {
    const records = Array.from({ length: 20_000 }, (_, i) => record(`key-${i}`, String(i), String(i % 300)));
    const packed = aggregate(records, { mixedKeys: true });
    expect(packed).toHaveLength(1);
    expect(isAggregate(packed[0].data)).toBe(true);
    const show = (r: UserRecord) => `${r.partitionKey} ${r.explicitHashKey} ${r.data}`;
    expect(deaggregate(packed[0]).map(show)).toEqual(records.map(show));
  });
});
