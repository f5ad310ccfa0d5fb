import { deaggregate } from '../../../lambda/records';
import { readByProtobufjs, seal } from './support';

/** A message with the keys a and b and the hash key 5, then `rest`, all in hex. */
const message = (...rest: string[]) => Buffer.from(`0a0161${'0a0162'}120135${rest.join('')}`, 'hex');

/** A `Record` field with the given fields. */
const record = (...fields: string[]) => {
  const body = fields.join('');
  return `1a${(body.length / 2).toString(16).padStart(2, '0')}${body}`;
};

const key0 = '0800';
const data = '1a0178';
const usual = record(key0, data);
const groups = (depth: number) => `${'2b'.repeat(depth)}${'2c'.repeat(depth)}`;

/** Short form of what comes out: key, hash key, data of each record; or `plain`. */
function read(bytes: Buffer): string {
  const got = deaggregate({ partitionKey: 'outer', data: seal(bytes) });
  if (got.length === 1 && !got[0].aggregated) return 'plain';
  return got.map((r) => [r.partitionKey, r.explicitHashKey, r.data.toString()].join('/')).join(' ');
}

/** The same from protobufjs. */
function readAgain(bytes: Buffer): string {
  const got = readByProtobufjs(bytes);
  if (got === undefined) return 'plain';
  return got.map((r) => [r.partitionKey, r.explicitHashKey, r.data.toString()].join('/')).join(' ');
}

test.each<[string, Buffer, string]>([
  ['a record', message(usual), 'a//x'],
  ['a record with a hash key', message(record(key0, '1000', data)), 'a/5/x'],
  ['fields of a record in another order', message(record(data, '1000', '0801')), 'b/5/x'],
  [
    'tables after the records',
    Buffer.from(`${record('0801', '1000', data)}0a01611201350a0162`, 'hex'),
    'b/5/x',
  ],
  ['the last of a field that comes twice', message(record(key0, '1a0179', '0801', data)), 'b//x'],
  ['an index in a longer form than needed', message(record('088180808000', data)), 'b//x'],
  ['an index in ten bytes', message(record('0881808080808080808000', data)), 'b//x'],
  ['an index with bits beyond the 64th', message(record('0881808080808080808002', data)), 'b//x'],
  ['tags', message(record(key0, data, '22060a016b120176', '22030a016b')), 'a//x'],
  ['unknown varints', message('2801', record('2880808001', key0, data)), 'a//x'],
  ['unknown 64-bit values', message('290000000000000000', record(key0, '290000000000000000', data)), 'a//x'],
  ['unknown 32-bit values', message('2d00000000', record('2d00000000', key0, data)), 'a//x'],
  ['unknown bytes', message('2a03616263', record(key0, '2a00', data)), 'a//x'],
  ['unknown groups', message(groups(2), record('2b08000a01612c', key0, data)), 'a//x'],
  ['the largest field number', message(record('f8ffffff0f00', key0, data)), 'a//x'],
  [
    'a known field of another wire type',
    message('0801', '1500000000', record(key0, data, '0a00', '1801')),
    'a//x',
  ],
  ['100 groups in one another', message(groups(100), usual), 'a//x'],
])('reads %s', (_, bytes, expected) => {
  expect(read(bytes)).toBe(expected);
  expect(readAgain(bytes)).toBe(expected);
});

test.each<[string, Buffer]>([
  ['no data', message(record(key0))],
  ['no partition key index', message(record(data))],
  ['a partition key index outside the table', message(record('0802', data))],
  ['a hash key index outside the table', message(record(key0, '1001', data))],
  ['an index beyond 32 bits', message(record('088080808010', data))],
  ['an index of 2^63', message(record('0880808080808080808001', data))],
  ['an index in eleven bytes', message(record('088180808080808080808000', data))],
  ['an index in eleven bytes and a good one', message(record('0880808080808080808080', key0, data))],
  ['a hash key index in eleven bytes', message(record(key0, '108080808080808080808000', data))],
  ['a good record before a bad one', message(usual, record(key0))],
  ['data longer than the record', message(record(key0, '1a0278'))],
  ['a record longer than the message', message('1a0708001a0178')],
  ['a key longer than the message', message(usual, '0a0261')],
  ['a length beyond 32 bits', message(usual, '0a808080801061')],
  ['a length of 2^64 - 1', message(usual, '0affffffffffffffffff01')],
  ['a tag without value', message(usual, '28')],
  ['a varint cut short', message(usual, '2880')],
  ['an index cut short', message('1a0508001a00' + '08')],
  ['a hash key index cut short', message('1a0508001a0010')],
  ['a 64-bit value cut short', message(usual, '2900000000000000')],
  ['a 32-bit value cut short', message(usual, '2d000000')],
  ['unknown bytes cut short', message(usual, '2a0261')],
  ['field number 0', message(usual, '0001')],
  ['field number 0 of another wire type', message(usual, '0200')],
  ['field number 0 in a group', message(usual, '2b00002c')],
  ['a field number beyond 29 bits', message(usual, 'f8ffffff1f00')],
  ['wire type 6', message(usual, '2e')],
  ['wire type 7', message(record(key0, data, '2f'))],
  ['a group that does not end', message(usual, '2b0801')],
  ['a group that ends in another', message(usual, '2b332c34')],
  ['a group that ends without beginning', message(usual, '2c')],
  ['a group that ends outside its record', message(record(key0, data, '2b'), '2c')],
  ['a malformed value in a group', message(usual, '2b2a0561', '2c')],
  ['a tag without key', message(record(key0, data, '2203120176'))],
  ['a tag longer than its record', message(record(key0, data, '22050a016b'))],
  ['a malformed tag', message(record(key0, data, '22030a056b'))],
])('takes a message with %s for plain data', (_, bytes) => {
  expect(read(bytes)).toBe('plain');
  expect(readAgain(bytes)).toBe('plain');
});

test('takes 101 groups in one another for plain data, and deep nesting costs no stack', () => {
  expect(read(message(groups(101), usual))).toBe('plain');
  expect(read(message(groups(100_000), usual))).toBe('plain');
});
