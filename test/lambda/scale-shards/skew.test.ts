import type { HotRange } from '../../../lambda/scale-shards/decision';
import { HASH_KEYS, type Shard } from '../../../lambda/scale-shards/model';
import { mergeColdest, recall, splitHotShards, splitLargest } from '../../../lambda/scale-shards/skew';
import { HOUR, loads, NOW, shards } from './support';

/** Splits as long as it is told to, with all of the load on one key. */
function chaseKey(key: bigint): { rounds: number; hotKey: boolean } {
  let open: Shard[] = shards(4);
  let remembered: HotRange[] = [];
  for (let round = 0; round < 50; round++) {
    const shardLoads = new Map(
      open.map(({ id, start, end }) => [id, start <= key && key <= end ? 1.5 : 0.1]),
    );
    const { splits, hotRanges, hotKey } = splitHotShards(
      open,
      shardLoads,
      remembered,
      NOW + (round * HOUR) / 10,
      4,
    );
    if (splits.length === 0) return { rounds: round, hotKey };
    remembered = hotRanges;
    open = open.flatMap((shard) => {
      const split = splits.find(({ shardId }) => shardId === shard.id);
      if (split === undefined) return [shard];
      return [
        { id: `${shard.id}a`, start: shard.start, end: split.at - 1n },
        { id: `${shard.id}b`, start: split.at, end: shard.end },
      ];
    });
  }
  throw new Error('it splits for ever');
}

test('a single hot key is given up after three splits that did not help', () => {
  expect(chaseKey(HASH_KEYS / 3n)).toEqual({ rounds: 3, hotKey: true });
  expect(chaseKey(0n)).toEqual({ rounds: 3, hotKey: true });
});

test('a shard of one hash key cannot be split', () => {
  const open = [{ id: 'one', start: 5n, end: 5n }, ...shards(3)];
  const { splits, hotKey } = splitHotShards(open, loads(open, 0.1, { one: 2 }), [], NOW, 4);
  expect({ splits, hotKey }).toEqual({ splits: [], hotKey: true });
});

test('the hottest come first, as many as are allowed', () => {
  const open = shards(10);
  const shardLoads = loads(open, 0.2, { s1: 0.9, s4: 1.3, s6: 1.1, s8: 0.85 });
  const ids = (limit: number) =>
    splitHotShards(open, shardLoads, [], NOW, limit).splits.map((s) => s.shardId);
  expect(ids(4)).toEqual(['s4', 's6', 's1']);
  expect(ids(2)).toEqual(['s4', 's6']);
  expect(ids(0)).toEqual([]);
});

test('only a range much denser than the mean is remembered as hot', () => {
  const open = shards(4);
  const { hotRanges } = splitHotShards(open, loads(open, 0.7, { s0: 0.9, s1: 2 }), [], NOW, 4);
  expect(hotRanges.map(({ start }) => start)).toEqual([open[1].start]);
});

test('a day later a split is tried again where none helped', () => {
  const [shard, ...others] = shards(4);
  const parent = { start: shard.start, end: shard.end, share: 0.8, fruitless: 2, time: NOW - 25 * HOUR };
  const open = [shard, ...others];
  expect(splitHotShards(open, loads(open, 0.1, { s0: 2 }), [parent], NOW, 4).splits).toHaveLength(1);
});

test('at most a hundred ranges are remembered, for a week', () => {
  const range = (i: number, time = NOW): HotRange => ({
    start: BigInt(i),
    end: BigInt(i),
    share: 0.1,
    fruitless: 0,
    time,
  });
  const many = Array.from({ length: 150 }, (_, i) => range(i));
  expect(recall(many, NOW)).toEqual(many.slice(-100));
  expect(recall([range(1, NOW - 8 * 24 * HOUR), range(2)], NOW)).toEqual([range(2)]);
});

test('without loads the widest shards are split', () => {
  const [first, second, third] = shards(3);
  const open = [first, { id: 'wide', start: second.start, end: third.end }];
  expect(splitLargest(open, undefined, 1).map(({ shardId }) => shardId)).toEqual(['wide']);
});

test('neighbours merge, coldest first, each shard once, none beyond the limit of load', () => {
  const open = shards(6);
  const cold = loads(open, 0.3, { s0: 0.01, s1: 0.02, s2: 0.03, s4: 0.6 });
  const pairs = (limit: number) =>
    mergeColdest([...open].reverse(), cold, 0.7, limit).map(
      ({ shardId, adjacentShardId }) => shardId + adjacentShardId,
    );
  expect(pairs(4)).toEqual(['s0s1', 's2s3']);
  expect(pairs(1)).toEqual(['s0s1']);
});

test('shards with a gap between them are no neighbours', () => {
  const [first, , third] = shards(3);
  expect(mergeColdest([first, third], loads([first, third], 0), 0.7, 4)).toEqual([]);
});
