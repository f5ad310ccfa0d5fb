import {
  bytes,
  clock,
  count,
  duration,
  hashKeys,
  rate,
  shardNumber,
} from '../../../../bin/local/watch/client/format';

test('numbers are short, and exact where it matters', () => {
  expect([0, 999, 1000, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0, 0.25, 9.96, 10, 1234.4].map(rate)).toEqual(['0/s', '0.3/s', '10/s', '10/s', '1,234/s']);
  expect([0, 999, 1000, 1_550_000, 5e12].map(bytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1 KB',
    '1.6 MB',
    '5,000 GB',
  ]);
});

test('times have the units that matter', () => {
  expect([0, 449, 59_900, 60_000, 125_000, 300_000, 8_640_000, 43_200_000].map(duration)).toEqual([
    '0.0 s',
    '0.4 s',
    '59.9 s',
    '1 min',
    '2 min 5 s',
    '5 min',
    '2 h 24 min',
    '12 h',
  ]);
  expect([0, 65_000, 3_605_999].map(clock)).toEqual(['0:00', '1:05', '1:00:05']);
});

test('shards are named by their numbers, hash keys by their first digits', () => {
  expect(shardNumber('shardId-000000000012')).toBe('12');
  expect(hashKeys('40000000000000000000000000000000', '7fffffffffffffffffffffffffffffff')).toBe(
    '4000…–7fff…',
  );
});
