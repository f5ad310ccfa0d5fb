import { MINUTE } from '../../../lambda/scale-shards/model';
import { decideOn, HOUR, hourly, loads, metrics, NOW, shards } from './support';

const hotRange = { start: 0n, end: 2n ** 127n, share: 0.9, fruitless: 0, time: NOW - HOUR };

describe('growing', () => {
  test('a stream above its target grows to what the demand needs, in quarters', () => {
    const { action, reason, desired } = decideOn(8, 7);
    expect(action).toEqual({ kind: 'update', target: 10 });
    expect(desired).toBe(10);
    expect(reason).toBe('demand of 7.0 shards: grow from 8 to 10 shards');
  });

  test('a few per cent above the target are left alone', () => {
    expect(decideOn(10, 7.5).action.kind).toBe('none');
    expect(decideOn(10, 7.6).action.kind).toBe('update');
  });

  test('never more than double, however large the demand', () => {
    expect(decideOn(4, 60).action).toEqual({ kind: 'update', target: 8 });
  });

  test('never beyond the maximum, and then it says so', () => {
    expect(decideOn(8, 20, { settings: { maxShards: 9 } }).action).toEqual({ kind: 'update', target: 9 });
    const full = decideOn(8, 20, { settings: { maxShards: 8 } });
    expect(full.action.kind).toBe('none');
    expect(full.reason).toContain('but the maximum is 8');
  });

  test('never beyond what the account may open, and then it says so', () => {
    expect(decideOn(8, 20, { observed: { shardsFree: 3 } }).action).toEqual({ kind: 'update', target: 11 });
    const { action, reason } = decideOn(8, 20, { observed: { shardsFree: 0 } });
    expect(action.kind).toBe('none');
    expect(reason).toContain("but the account's shards are used up");
  });

  test('the last calls of the day go further', () => {
    const target = (used: number) => {
      const { action } = decideOn(40, 32, { state: { calls: hourly(used) } });
      return action.kind === 'update' ? action.target : undefined;
    };
    expect([5, 6, 9].map(target)).toEqual([50, 60, 70]);
  });

  test('calls that seem to lie ahead count: no jump of the clock makes room for more', () => {
    const ahead = hourly(10).map((time) => time + 1000 * HOUR);
    const { action, callsLeft } = decideOn(8, 7, { state: { calls: ahead } });
    expect({ kind: action.kind, callsLeft }).toEqual({ kind: 'split', callsLeft: 0 });
  });

  test('only the latest calls are remembered, in whatever order they were made', () => {
    const [old, ...recent] = [NOW - 30 * HOUR, ...hourly(9)];
    expect(decideOn(8, 7, { state: { calls: [...recent, old] } }).state.calls).toEqual([...recent, NOW]);
  });

  test('grows ahead of a demand that rises', () => {
    const rising = metrics((ago) => 6 - ago * 0.1);
    const { action, reason } = decideOn(8, 0, { observed: { minutes: rising } });
    expect(action.kind).toBe('update');
    expect(reason).toMatch(/demand of 5\.8 shards, 6\.\d soon/);
  });

  test('a full stream that refuses grows although it accepts less than it could', () => {
    const minutes = metrics(8, 0.1);
    expect(decideOn(8, 0, { observed: { minutes } }).action).toEqual({ kind: 'update', target: 12 });
  });

  test('splits the widest shards when no call is left', () => {
    const { action, reason, callsLeft } = decideOn(8, 7, { state: { calls: hourly(10) } });
    expect(callsLeft).toBe(0);
    expect(reason).toContain('as no call is left');
    expect(action.kind === 'split' && action.splits.length).toBe(2);
  });

  test('does nothing when calls and splits are used up, and says so', () => {
    const { action, reason } = decideOn(8, 7, {
      state: { calls: hourly(10), reshards: Array(48).fill(NOW - HOUR) },
    });
    expect(action.kind).toBe('none');
    expect(reason).toContain('the calls and splits of the day are used up');
  });

  test('an uneven stream grows by splitting its fullest shards', () => {
    const state = { hotRanges: [hotRange] };
    expect(decideOn(8, 7, { state })).toMatchObject({ action: { kind: 'none' }, wantsShardLoads: true });
    const shardLoads = loads(shards(8), 0.85, { s3: 0.95, s5: 0.9 });
    const { action } = decideOn(8, 7, { state, observed: { shardLoads } });
    expect(action).toMatchObject({ kind: 'split', splits: [{ shardId: 's3' }, { shardId: 's5' }] });
  });

  test('to the minimum at once, without metrics too', () => {
    const { action, reason } = decideOn(2, 1, { settings: { minShards: 3 }, observed: { minutes: [] } });
    expect(action).toEqual({ kind: 'update', target: 3 });
    expect(reason).toContain('fewer shards than the minimum of 3');
  });
});

describe('shrinking', () => {
  test('to what the highest minute of half an hour needs', () => {
    const { action, reason } = decideOn(10, 0, {
      observed: { minutes: metrics((ago) => (ago === 20 ? 4.2 : 3)) },
    });
    expect(action).toEqual({ kind: 'update', target: 6 });
    expect(reason).toBe('at most 4.2 shards in demand for half an hour: shrink from 10 to 6 shards');
  });

  test('never below half, nor below the minimum', () => {
    expect(decideOn(9, 0.1).action).toEqual({ kind: 'update', target: 5 });
    expect(decideOn(9, 0.1, { settings: { minShards: 7 } }).action).toEqual({ kind: 'update', target: 7 });
  });

  test('only if it saves 15 %, and more as calls run short', () => {
    expect(decideOn(20, 12.5).action.kind).toBe('none');
    expect(decideOn(20, 11.8).action).toEqual({ kind: 'update', target: 17 });
    expect(decideOn(20, 11.8, { state: { calls: hourly(2) } }).action.kind).toBe('none');
    expect(decideOn(20, 10, { state: { calls: hourly(2) } }).action).toEqual({ kind: 'update', target: 15 });
  });

  test('not within half an hour of a change', () => {
    const soon = decideOn(10, 2, { state: { lastChange: NOW - 29 * MINUTE } });
    expect(soon).toMatchObject({
      action: { kind: 'none' },
      reason: 'the shards changed less than 30 minutes ago',
    });
    expect(decideOn(10, 2, { state: { lastChange: NOW - 30 * MINUTE } }).action.kind).toBe('update');
  });

  test('not while readers lag', () => {
    expect(decideOn(10, 2, { observed: { lagShare: 0.06 } }).reason).toBe(
      'readers lag: shards are kept for them',
    );
    expect(decideOn(10, 2, { observed: { lagShare: 0.04 } }).action.kind).toBe('update');
    expect(decideOn(10, 2, { observed: { lagShare: Number.NaN } }).action.kind).toBe('update');
  });

  test('not on too few metrics', () => {
    const minutes = metrics(2).filter((_, i) => i % 3 !== 0);
    expect(decideOn(10, 2, { observed: { minutes } }).reason).toBe('too few metrics to shrink on');
  });

  test('never with the last four calls', () => {
    expect(decideOn(20, 6, { state: { calls: hourly(5) } }).action.kind).toBe('update');
    const { action, reason } = decideOn(25, 9, { state: { calls: hourly(6) } });
    expect(action.kind).toBe('none');
    expect(reason).toContain('the 4 calls left today are kept for growth');
  });

  test('but a stream with room to grow even when halved keeps only two', () => {
    expect(decideOn(20, 3.5, { state: { calls: hourly(7) } }).action).toEqual({ kind: 'update', target: 10 });
    expect(decideOn(20, 3.5, { state: { calls: hourly(8) } }).action.kind).toBe('merge');
    expect(decideOn(20, 4, { state: { calls: hourly(7) } }).action.kind).toBe('merge');
  });

  test('when half would do and calls are short, merges all pairs, a few at a time', () => {
    const first = decideOn(20, 4, { state: { calls: hourly(6) } });
    expect(first.action.kind === 'merge' && first.action.merges.length).toBe(4);
    expect(first.state.halving).toBe(10);
    const next = decideOn(16, 4, { state: first.state, now: NOW + 5 * MINUTE });
    expect(next).toMatchObject({ action: { kind: 'merge' }, state: { halving: 10 } });
    expect(next.reason).toContain('merging all pairs goes on');
    const risen = decideOn(16, 9, { state: first.state, now: NOW + 5 * MINUTE });
    expect(risen).toMatchObject({ action: { kind: 'none' }, state: { halving: undefined } });
  });

  test('leaves a quarter of the splits and merges of the day to splits', () => {
    const state = { calls: hourly(6), reshards: Array(27).fill(NOW - HOUR) };
    expect(decideOn(20, 4, { state }).action.kind).toBe('none');
    expect(decideOn(18, 4, { state }).action.kind).toBe('merge');
  });

  test('an uneven stream shrinks by merging its coldest neighbours', () => {
    const state = { hotRanges: [hotRange] };
    expect(decideOn(10, 2, { state })).toMatchObject({ action: { kind: 'none' }, wantsShardLoads: true });
    const shardLoads = loads(shards(10), 0.3, { s0: 0.9, s4: 0.02, s5: 0.02 });
    const { action } = decideOn(10, 2, { state, observed: { shardLoads } });
    expect(action.kind === 'merge' && action.merges[0]).toEqual({ shardId: 's4', adjacentShardId: 's5' });
  });

  test('not by the metrics of a few shards only', () => {
    const observed = { shardLoads: loads(shards(10).slice(0, 2), 0.1) };
    const { action, reason, wantsShardLoads } = decideOn(10, 2, {
      state: { hotRanges: [hotRange] },
      observed,
    });
    expect({ action, wantsShardLoads }).toEqual({ action: { kind: 'none' }, wantsShardLoads: false });
    expect(reason).toContain('the metrics of the shards are incomplete');
  });

  test('to a lowered maximum', () => {
    const { action, reason } = decideOn(10, 9, { settings: { maxShards: 8 } });
    expect(action).toEqual({ kind: 'update', target: 8 });
    expect(reason).toContain('more shards than the maximum of 8');
  });
});

describe('what it waits for', () => {
  test('a stream that is being changed, and counts the change from then', () => {
    const { action, reason, state } = decideOn(8, 20, { observed: { active: false } });
    expect({ action, reason }).toEqual({ action: { kind: 'none' }, reason: 'the stream is being changed' });
    expect(state.lastChange).toBe(NOW);
  });

  test('metrics that are missing, stale or from the future', () => {
    const reason = 'no metrics from the last ten minutes';
    expect(decideOn(8, 20, { observed: { minutes: [] } }).reason).toBe(reason);
    expect(decideOn(8, 0, { observed: { minutes: metrics(20, 0, NOW - 10 * MINUTE) } }).reason).toBe(reason);
    expect(decideOn(8, 0, { observed: { minutes: metrics(20, 0, NOW + HOUR).slice(-40) } }).reason).toBe(
      reason,
    );
  });

  test('shards that are not known', () => {
    expect(decideOn(0, 20).reason).toBe('no open shards are known');
  });

  test('a last change that seems to lie ahead does not stop shrinking for longer than a change now', () => {
    const { state } = decideOn(10, 2, { state: { lastChange: NOW + 1000 * HOUR } });
    expect(state.lastChange).toBe(NOW);
    expect(decideOn(10, 2, { state, now: NOW + HOUR }).action.kind).toBe('update');
  });
});

test('reports the figures behind the decision', () => {
  expect(decideOn(10, 6, { state: { calls: hourly(3) } })).toMatchObject({
    utilisation: expect.closeTo(0.6),
    throttledShare: 0,
    callsLeft: 7,
    desired: 9,
    hotKey: false,
  });
  expect(decideOn(10, 9, { state: { calls: hourly(3) } }).callsLeft).toBe(6);
});
