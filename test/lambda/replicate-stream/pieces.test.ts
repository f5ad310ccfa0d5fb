import { createHash } from 'node:crypto';
import { aggregate, deaggregate, type UserRecord } from '../../../lambda/records';
import { piecesOf } from '../../../lambda/replicate-stream/pieces';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import { SOURCE } from './schedule';

function aggregated(users: readonly Omit<UserRecord, 'data'>[], partitionKey = 'a'): SourceRecord {
  const records = users.map((user, i) => ({ ...user, data: Buffer.from(`record ${i}`) }));
  const [{ data }] = aggregate(records, { mixedKeys: true });
  return { ...SOURCE, partitionKey, data, sequenceNumber: '100', arrivedAt: 1 };
}

const piecesFor = (source: SourceRecord) =>
  piecesOf(source).map(({ record, data, ...piece }) => ({ ...piece, data: data.toString() }));

test('an aggregate as the KPL writes it is taken apart, each user record with its keys', () => {
  const users = [{ partitionKey: 'x', explicitHashKey: '7' }, { partitionKey: 'a' }, { partitionKey: 'x' }];
  const source = aggregated(users);
  expect(piecesFor(source)).toEqual([
    { partitionKey: 'x', explicitHashKey: '7', data: 'record 0', subSequenceNumber: 0 },
    { partitionKey: 'a', data: 'record 1', subSequenceNumber: 1 },
    { partitionKey: 'x', data: 'record 2', subSequenceNumber: 2 },
  ]);
  expect(piecesOf(source).every(({ record }) => record === source)).toBe(true);
});

test('so is one whose explicit hash keys place it elsewhere than its partition key does', () => {
  const user = { partitionKey: 'x', explicitHashKey: '7' };
  expect(piecesOf(aggregated([user, user], 'x'))).toHaveLength(2);
});

test('an aggregate of its own partition key alone goes as it is', () => {
  const source = aggregated([{ partitionKey: 'x' }, { partitionKey: 'x' }], 'x');
  expect(piecesOf(source)).toEqual([{ partitionKey: 'x', data: source.data, record: source }]);
});

test.each<[string, Omit<UserRecord, 'data'>]>([
  ['an empty partition key', { partitionKey: '' }],
  ['too long a partition key', { partitionKey: 'x'.repeat(257) }],
  ['an explicit hash key that is no number', { partitionKey: 'x', explicitHashKey: 'left' }],
])('one with %s, which Kinesis would not take, goes as it is', (_, user) => {
  const source = aggregated([{ partitionKey: 'y' }, user]);
  expect(piecesOf(source)).toEqual([{ partitionKey: 'a', data: source.data, record: source }]);
});

test('one that cannot be read goes as it is', () => {
  const message = Buffer.from([0xff, 0xff]);
  const digest = createHash('md5').update(message).digest();
  const data = Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), message, digest]);
  const source = { ...aggregated([{ partitionKey: 'x' }]), data };
  expect(piecesOf(source)).toEqual([{ partitionKey: 'a', data, record: source }]);
});

test('data that look like an aggregate stay one layer deep', () => {
  const inner = aggregated([{ partitionKey: 'x' }, { partitionKey: 'y' }]).data;
  const users = [
    { partitionKey: 'x', data: inner },
    { partitionKey: 'y', data: Buffer.from('plain') },
  ];
  const data = aggregate(users, { mixedKeys: true })[0].data;
  const [piece] = piecesOf({ ...SOURCE, partitionKey: 'a', data, sequenceNumber: '100', arrivedAt: 1 });
  expect(deaggregate(piece).map((user) => user.data)).toEqual([inner]);
});
