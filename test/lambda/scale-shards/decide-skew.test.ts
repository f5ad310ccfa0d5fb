import { decideOn, HOUR, loads, metrics, NOW, shards } from './support';

const hotRange = { start: 0n, end: 2n ** 127n, share: 0.9, fruitless: 0, time: NOW - HOUR };

describe('hot shards', () => {
  const refusing = { minutes: metrics(4, 0.02) };

  test('records refused on a stream that is not full ask for the load of each shard', () => {
    const { action, wantsShardLoads } = decideOn(10, 0, { observed: refusing });
    expect({ action, wantsShardLoads }).toEqual({ action: { kind: 'none' }, wantsShardLoads: true });
  });

  test('the hot ones are split in the middle', () => {
    const all = shards(10);
    const shardLoads = loads(all, 0.3, { s7: 1.2 });
    const { action, reason } = decideOn(10, 0, { observed: { ...refusing, shardLoads } });
    const { start, end } = all[7];
    expect(action).toEqual({
      kind: 'split',
      splits: [{ shardId: 's7', at: start + (end - start + 1n) / 2n }],
    });
    expect(reason).toBe('1 of 10 shards are hot: split them');
  });

  test('not beyond the maximum, the account, or the splits of the day', () => {
    const observed = { ...refusing, shardLoads: loads(shards(10), 0.3, { s7: 1.2 }) };
    expect(decideOn(10, 0, { observed, settings: { maxShards: 10 } }).action.kind).toBe('none');
    expect(decideOn(10, 0, { observed: { ...observed, shardsFree: 0 } }).action.kind).toBe('none');
    expect(decideOn(10, 0, { observed, settings: { dailyReshards: 0 } }).action.kind).toBe('none');
  });

  test('a key that no split helps is named, and left alone', () => {
    const all = shards(10);
    const parent = { start: all[7].start, end: all[7].end, share: 0.2, fruitless: 2, time: NOW - HOUR };
    const observed = { minutes: metrics(6.5, 0.02), shardLoads: loads(all, 0.6, { s7: 1.2 }) };
    const { action, hotKey, reason } = decideOn(10, 0, { observed, state: { hotRanges: [parent] } });
    expect({ kind: action.kind, hotKey }).toEqual({ kind: 'none', hotKey: true });
    expect(reason).toBe('a single key fills a shard, which no split helps');
  });

  test('without the load of each shard, the stream grows as a whole if its demand asks for it', () => {
    const settings = { targetUtilisation: 0.5 };
    const observed = { minutes: metrics(7.5, 0.01), shardLoads: new Map() };
    expect(decideOn(10, 0, { observed, settings }).action).toEqual({ kind: 'update', target: 15 });
  });

  test('without the load of each shard, it never shrinks while records are refused', () => {
    const observed = { ...refusing, shardLoads: new Map() };
    const { action, reason } = decideOn(20, 0, { observed });
    expect(action.kind).toBe('none');
    expect(reason).toBe(
      'records are refused though the stream is not full, but the metrics of the shards are incomplete',
    );
  });

  test('a call spreads the hash keys evenly: what was split before it does not keep the next one away', () => {
    const calls = [NOW - HOUR / 2];
    const state = { calls, hotRanges: [hotRange], lastChange: calls[0] };
    expect(decideOn(8, 7, { state }).action.kind).toBe('update');
    expect(decideOn(20, 2, { state }).action).toEqual({ kind: 'update', target: 10 });
    const since = { ...state, hotRanges: [{ ...hotRange, time: NOW - HOUR / 4 }] };
    expect(decideOn(8, 7, { state: since }).wantsShardLoads).toBe(true);
    expect(decideOn(20, 2, { state: since }).wantsShardLoads).toBe(true);
  });

  test('a memory of a week ago is dropped', () => {
    const old = { ...hotRange, time: NOW - 8 * 24 * HOUR };
    expect(decideOn(8, 7, { state: { hotRanges: [old] } })).toMatchObject({
      action: { kind: 'update' },
      state: { hotRanges: [] },
    });
  });
});
