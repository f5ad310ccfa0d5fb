import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { HASH_KEYS, hashKeyOf, shardOf } from '../../../lambda/producer/hash-key';

/** Shards that divide the hash keys evenly, as a new stream has them. */
function shards(count: number) {
  const start = (i: number) => (HASH_KEYS * BigInt(i)) / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({
    ShardId: `shard ${i}`,
    HashKeyRange: { StartingHashKey: String(start(i)), EndingHashKey: String(start(i + 1) - 1n) },
  }));
}

test('the hash key of a partition key is the MD5 of its UTF-8 form', () => {
  expect(hashKeyOf('a')).toBe(0x0cc175b9c0f1b6a831c399e269772661n);
  expect(hashKeyOf('')).toBe(0xd41d8cd98f00b204e9800998ecf8427en);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      expect(hashKeyOf(key).toString(16).padStart(32, '0')).toBe(createHash('md5').update(key).digest('hex'));
    }),
  );
});

test('every record has one shard, the one whose range covers its hash key', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 9 }), (partitionKey, count) => {
      const { ShardId, HashKeyRange } = shardOf({ partitionKey }, shards(count)) ?? shards(1)[0];
      expect(ShardId).toBeDefined();
      expect(BigInt(HashKeyRange.StartingHashKey)).toBeLessThanOrEqual(hashKeyOf(partitionKey));
      expect(BigInt(HashKeyRange.EndingHashKey)).toBeGreaterThanOrEqual(hashKeyOf(partitionKey));
    }),
  );
});

test('the explicit hash key comes first, and ranges include both ends', () => {
  const [low, high] = shards(2);
  const at = (explicitHashKey: string) =>
    shardOf({ partitionKey: 'a', explicitHashKey }, [low, high])?.ShardId;
  expect(at('0')).toBe('shard 0');
  expect(at(low.HashKeyRange.EndingHashKey)).toBe('shard 0');
  expect(at(high.HashKeyRange.StartingHashKey)).toBe('shard 1');
  expect(at(String(HASH_KEYS - 1n))).toBe('shard 1');
});

test('closed shards take nothing', () => {
  const [parent] = shards(1);
  const closed = { ...parent, ShardId: 'parent', SequenceNumberRange: { EndingSequenceNumber: '9' } };
  expect(shardOf({ partitionKey: 'a' }, [closed, ...shards(1)])?.ShardId).toBe('shard 0');
  expect(shardOf({ partitionKey: 'a' }, [closed])).toBeUndefined();
  expect(shardOf({ partitionKey: 'a' }, [{ ShardId: 'no range' }])).toBeUndefined();
});
