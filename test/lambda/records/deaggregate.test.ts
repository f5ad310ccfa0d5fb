import { deaggregate, isAggregate } from '../../../lambda/records';
import { encode, inOrder, seal } from './support';

const data = Buffer.from('{"id":1}');
const outer = {
  partitionKey: 'outer',
  sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
};

const records = [
  { partitionKey: 'a', data: Buffer.from('one') },
  { partitionKey: 'b', explicitHashKey: '5', data: Buffer.alloc(0) },
  { partitionKey: 'a', data: Buffer.from([0xff, 0x00]) },
];

const aggregate = seal(
  encode({
    partition_key_table: ['a', 'b'],
    explicit_hash_key_table: ['5'],
    records: [
      { partition_key_index: 0, data: Buffer.from('one') },
      { partition_key_index: 1, explicit_hash_key_index: 0, data: Buffer.alloc(0) },
      { partition_key_index: 0, data: Buffer.from([0xff, 0x00]) },
    ],
  }),
);

describe('an aggregate', () => {
  test('gives its records in order, from base64 as Lambda delivers it', () => {
    expect(deaggregate({ ...outer, data: aggregate.toString('base64') })).toStrictEqual(inOrder(records));
  });

  test('gives the same from bytes, wherever they lie in memory', () => {
    const memory = new Uint8Array(aggregate.length + 20);
    memory.set(aggregate, 13);
    const bytes = memory.subarray(13, 13 + aggregate.length);
    expect(deaggregate({ ...outer, data: aggregate })).toStrictEqual(inOrder(records));
    expect(deaggregate({ ...outer, data: bytes })).toStrictEqual(inOrder(records));
    expect(isAggregate(bytes)).toBe(true);
  });

  test('leaves an explicit hash key absent where the record has none', () => {
    const [first, second] = deaggregate({ ...outer, data: aggregate });
    expect(first).not.toHaveProperty('explicitHashKey');
    expect(second).toHaveProperty('explicitHashKey', '5');
  });

  test('does not pass its own explicit hash key on', () => {
    const [first] = deaggregate({ ...outer, explicitHashKey: '7', data: aggregate });
    expect(first).not.toHaveProperty('explicitHashKey');
  });

  test('gives views of its bytes that are Buffers', () => {
    const [first] = deaggregate({ ...outer, data: new Uint8Array(aggregate) });
    expect(Buffer.isBuffer(first.data)).toBe(true);
    expect(first.data.toString('latin1')).toBe('one');
    const [view] = deaggregate({ ...outer, data: aggregate });
    expect(view.data.buffer).toBe(aggregate.buffer);
  });

  test('without records gives none', () => {
    const empty = seal(encode({ partition_key_table: ['a'], explicit_hash_key_table: [], records: [] }));
    expect(deaggregate({ ...outer, data: empty })).toEqual([]);
  });

  test('gives keys of any length, one or many', () => {
    const keys = ['short', 'é'.repeat(200), 'k'.repeat(20_000), '', 'last'];
    for (const table of [
      keys,
      keys.map((key) => key.slice(0, 100)),
      keys.slice(0, 2),
      ['k1', 'k2', 'k3', 'k4', ''],
    ]) {
      const message = encode({
        partition_key_table: table,
        explicit_hash_key_table: table,
        records: table.map((_, index) => ({
          partition_key_index: index,
          explicit_hash_key_index: index,
          data,
        })),
      });
      const got = deaggregate({ ...outer, data: seal(message) });
      expect(got.map((record) => record.partitionKey)).toEqual(table);
      expect(got.map((record) => record.explicitHashKey)).toEqual(table);
    }
  });

  test('gives U+FFFD for what is not UTF-8 in a key, and keeps a byte order mark', () => {
    const message = Buffer.concat([
      Buffer.from('0a0361ff62' + '0a04efbbbf61', 'hex'),
      Buffer.from('1a0408001a00' + '1a0408011a00', 'hex'),
    ]);
    expect(deaggregate({ ...outer, data: seal(message) }).map((record) => record.partitionKey)).toEqual([
      'a\ufffdb',
      '\ufeffa',
    ]);
  });
});

describe('a plain record', () => {
  const plain = (bytes: Buffer) => [
    { partitionKey: 'outer', data: bytes, subSequenceNumber: 0, aggregated: false },
  ];

  test('comes back as it is', () => {
    expect(deaggregate({ ...outer, data: data.toString('base64') })).toStrictEqual(plain(data));
    expect(deaggregate({ ...outer, data: new Uint8Array(data) })).toStrictEqual(plain(data));
    expect(deaggregate({ ...outer, data })[0].data).toBe(data);
  });

  test('keeps its explicit hash key', () => {
    const [record] = deaggregate({ ...outer, explicitHashKey: '7', data });
    expect(record).toStrictEqual({ ...plain(data)[0], explicitHashKey: '7' });
  });

  test.each<[string, Buffer]>([
    ['without bytes', Buffer.alloc(0)],
    ['cut inside the magic number', Buffer.from('f3899a', 'hex')],
    ['of the magic number alone', Buffer.from('f3899ac2', 'hex')],
    ['too short for a digest', Buffer.from('f3899ac20102', 'hex')],
    ['with no message', seal(Buffer.alloc(0))],
    ['with another magic number', Buffer.concat([Buffer.from('f3899ac3', 'hex'), aggregate.subarray(4)])],
    ['cut by a byte', aggregate.subarray(0, -1)],
    ['longer by a byte', Buffer.concat([aggregate, Buffer.alloc(1)])],
    ['with a changed byte in the message', changed(aggregate, 20)],
    ['with a changed byte in the digest', changed(aggregate, aggregate.length - 1)],
  ])('is what a record %s is', (_, bytes) => {
    expect(isAggregate(bytes)).toBe(false);
    expect(deaggregate({ ...outer, data: bytes })).toStrictEqual(plain(bytes));
    expect(deaggregate({ ...outer, data: bytes.toString('base64') })).toStrictEqual(plain(bytes));
  });
});

function changed(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] ^= 1;
  return copy;
}
