import fc from 'fast-check';
import { aggregate, isAggregate } from '../../../lambda/records';
import { type EntryOptions, entriesOf, type ReplicaEntry } from '../../../lambda/replicate-stream/entries';
import {
  isCopy,
  openEnvelope,
  readReplicated,
  sealEnvelope,
} from '../../../lambda/replicate-stream/envelope';
import { piecesOf } from '../../../lambda/replicate-stream/pieces';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import { SOURCE } from './schedule';

const origin = {
  region: 'eu-west-1',
  streamName: 'orders',
  shardId: 'shardId-000000000001',
  sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
  arrivalTime: new Date(1_700_000_000_123),
};

function record(i: number, data: Buffer, partitionKey = 'a'): SourceRecord {
  return { ...SOURCE, partitionKey, data, sequenceNumber: String(100 + i), arrivedAt: i };
}

function entriesFor(records: readonly SourceRecord[], options: EntryOptions): ReplicaEntry[] {
  return entriesOf(records.flatMap(piecesOf), options);
}

test('what is put in comes out, byte for byte, with its origin', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
      const copy = openEnvelope(sealEnvelope(origin, data));
      expect(copy?.origin).toEqual(origin);
      expect(copy?.data.equals(data)).toBe(true);
    }),
  );
});

test('the place in an aggregate comes out with the origin', () => {
  const placed = { ...origin, subSequenceNumber: 0 };
  expect(openEnvelope(sealEnvelope(placed, Buffer.from('data')))?.origin).toStrictEqual(placed);
  expect(openEnvelope(sealEnvelope(origin, Buffer.from('data')))?.origin).toStrictEqual(origin);
});

test('any other bytes are no envelope, and none make it fail', () => {
  const sealed = sealEnvelope(origin, Buffer.from('data'));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(sealed.length - 1), (noise, cut) => {
      expect(openEnvelope(noise)).toBeUndefined();
      const head = sealed.subarray(0, 8);
      const opened = openEnvelope(Buffer.concat([head, noise]));
      expect(opened === undefined || opened.data.length <= noise.length).toBe(true);
      if (cut < sealed.length - 4) expect(openEnvelope(sealed.subarray(0, cut))).toBeUndefined();
    }),
  );
});

test.each([
  ['no JSON', 'nonsense'],
  ['no list', '{"region":"x"}'],
  ['too few', '["a","b","c","1"]'],
  ['a number for text', '[1,"b","c","1",5]'],
  ['no time', '["a","b","c","1","5"]'],
  ['a text for a place', '["a","b","c","1",5,"6"]'],
  ['too many', '["a","b","c","1",5,6,7]'],
])('a header with %s is no envelope', (_, json) => {
  const length = Buffer.from([0, json.length]);
  const head = sealEnvelope(origin, Buffer.alloc(0)).subarray(0, 8);
  expect(openEnvelope(Buffer.concat([head, length, Buffer.from(json)]))).toBeUndefined();
});

describe('a record on its way', () => {
  const user = { partitionKey: 'a', data: Buffer.from('user record') };
  const [aggregated] = aggregate([user, user]);
  const records = [
    record(0, Buffer.from('one')),
    record(1, aggregated.data),
    record(2, Buffer.from('three')),
  ];

  test('is itself, whatever it is, without envelope and packing', () => {
    const entries = entriesFor(records, { envelope: false, packing: false });
    expect(entries.map(({ data }) => data)).toEqual(records.map(({ data }) => data));
  });

  test('is packed with others of its key, unless it is an aggregate: that stays as it is', () => {
    const many = [...records, record(3, Buffer.from('four')), record(4, Buffer.from('other'), 'b')];
    const entries = entriesFor(many, { envelope: false, packing: true });
    expect(entries.map((entry) => entry.records.map(({ sequenceNumber }) => sequenceNumber))).toEqual([
      ['100'],
      ['101'],
      ['102', '103'],
      ['104'],
    ]);
    expect(entries[1].data).toBe(aggregated.data);
    expect(isAggregate(entries[2].data)).toBe(true);
  });

  test('is never in an entry of more than 51,200 bytes with others', () => {
    const large = Array.from({ length: 7 }, (_, i) => record(i, Buffer.alloc(20_000, i)));
    const entries = entriesFor([...large, record(7, Buffer.alloc(60_000))], {
      envelope: false,
      packing: true,
    });
    expect(entries.map((entry) => entry.records.length)).toEqual([2, 2, 2, 1, 1]);
    for (const { data } of entries.slice(0, 4)) expect(data.length).toBeLessThanOrEqual(51_200);
  });

  test.each([false, true])('is read again with its origin, packing %p', (packing) => {
    const entries = entriesFor(records, { envelope: true, packing });
    const read = entries.flatMap((entry) => readReplicated(entry));
    expect(read.map(({ data }) => data.toString())).toEqual(['one', 'user record', 'user record', 'three']);
    expect(read.map((copy) => copy.origin?.sequenceNumber)).toEqual(['100', '101', '101', '102']);
    expect(entries.every((entry) => isCopy(entry))).toBe(true);
  });

  test('is no copy when a producer wrote it', () => {
    expect(records.some((one) => isCopy(one))).toBe(false);
    expect(readReplicated(records[1]).map((copy) => copy.origin)).toEqual([undefined, undefined]);
  });
});

describe('an aggregate of several keys', () => {
  const texts = ['x0', 'y1', 'x2', 'x3'];
  const users = texts.map((text) => ({ partitionKey: text[0], data: Buffer.from(text) }));
  const [{ data }] = aggregate(users, { mixedKeys: true });
  const whole = record(0, data);

  test.each([
    [false, [['x3', 'x0', 'x2', 'x3'], ['later'], ['y1', 'y1']]],
    [
      true,
      [
        ['x3', 'x0', 'x2', 'x3', 'later'],
        ['y1', 'y1'],
      ],
    ],
  ])('is packed again by key, in order, packing %p', (packing, expected) => {
    const records = [
      record(0, aggregate([users[3], users[1]], { mixedKeys: true })[0].data),
      record(1, data),
      record(2, Buffer.from('later'), 'x'),
    ];
    const entries = entriesFor(records, { envelope: false, packing });
    const read = entries.map((entry) => readReplicated(entry).map((user) => user.data.toString()));
    expect(read.sort()).toEqual([...expected].sort());
    expect(entries.find(({ partitionKey }) => partitionKey === 'y')?.records).toEqual([
      records[0],
      records[1],
    ]);
  });

  test('is packed by explicit hash key too, and takes it along', () => {
    const keys = ['7', '7', '8', undefined];
    const placed = keys.map((explicitHashKey, i) => ({
      ...users[0],
      explicitHashKey,
      data: Buffer.from([i]),
    }));
    const [{ data }] = aggregate(placed, { mixedKeys: true });
    const entries = entriesFor([record(0, data)], { envelope: true, packing: false });
    expect(entries.map(({ explicitHashKey, records }) => [explicitHashKey, records.length])).toEqual([
      ['7', 2],
      ['8', 1],
      [undefined, 1],
    ]);
    expect(readReplicated(entries[0]).map(({ explicitHashKey }) => explicitHashKey)).toEqual(['7', '7']);
  });

  test('is read again with the place of each in the source, and known for a copy', () => {
    const entries = entriesFor([whole], { envelope: true, packing: false });
    const read = entries.flatMap((entry) => readReplicated(entry));
    expect(read.map((user) => [user.data.toString(), user.subSequenceNumber]).sort()).toEqual(
      texts.map((text, i) => [text, i]).sort(),
    );
    expect(new Set(read.map((user) => user.origin?.sequenceNumber))).toEqual(new Set(['100']));
    expect(entries.every((entry) => isCopy(entry))).toBe(true);
  });

  test.each([false, true])('keeps an aggregate among its user records whole, envelope %p', (envelope) => {
    const [inner] = aggregate([users[0], users[2]]);
    const [outer] = aggregate([users[1], { partitionKey: 'x', data: inner.data }], { mixedKeys: true });
    const entries = entriesFor([record(0, outer.data)], { envelope, packing: true });
    const read = entries.flatMap((entry) => readReplicated(entry));
    expect(read.map((user) => user.data.toString('hex')).sort()).toEqual(
      [users[1].data, inner.data].map((bytes) => bytes.toString('hex')).sort(),
    );
  });
});
