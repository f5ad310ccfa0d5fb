import { makePoison } from '../../../../bin/local/watch/poison';
import { flight } from './flights';
import { NOTHING, watching } from './watching';

const tally = {
  shardId: 's',
  first: '1',
  last: '3',
  received: 3,
  ok: 1,
  dropped: 1,
  failed: 1,
  objects: [
    { key: 'data/1.gz', bytes: 100 },
    { key: 'errors/processing-failed/1.gz', bytes: 50 },
  ],
  landedAt: 4500,
};

/** Three records sent, all of them seen everywhere but one alert. */
function seen() {
  const it = watching();
  it.ledger.addFlight(flight('ORD', 61), { shardId: 's', bytes: 100, at: 1000 });
  it.ledger.addFlight(flight('SFO'), { shardId: 's', bytes: 100, at: 2000 });
  it.ledger.addPoison(makePoison('run', 0), { shardId: 's', bytes: 20, at: 3000 });
  const before = it.state.moment(4000);
  it.state.observe(
    {
      tallies: [{ key: 'd/s/1', tally }],
      delays: new Map([['ORD', 1]]),
      alerts: 0,
      batches: [
        { functionId: 'Track', batch: { seen: 2, invalid: 0, iteratorAge: 5 } },
        { functionId: 'Track', batch: { seen: 1, invalid: 1, iteratorAge: 9 } },
        { functionId: 'Alert', batch: { seen: 1, invalid: 0, iteratorAge: 5 } },
      ],
    },
    5000,
  );
  return { ...it, before, after: it.state.moment(5000) };
}

test('what was sent and not seen is on its way', () => {
  const { before } = seen();
  expect(before.totals).toMatchObject({ sent: 3, poison: 1, settled: 0, counted: 0, alertsDue: 1 });
  expect(before.lag).toEqual({ archive: 3000, delays: 3000, alerts: 3000 });
  expect(before.shards).toEqual([{ id: 's', from: '0', to: 'f', share: 1, records: 3, bytes: 220, rate: 0 }]);
});

test('what was seen is counted where it was seen', () => {
  const { after, state } = seen();
  expect(after.totals).toMatchObject({ sent: 3, settled: 3, archived: 1, dropped: 1, failed: 1, counted: 1 });
  expect(after.lag).toEqual({ archive: 0, delays: 3000, alerts: 3000 });
  expect(after.edges).toEqual({
    e0: { count: 3, rate: 0 },
    e1: { count: 3, rate: 3 },
    e2: { count: 2, rate: 2 },
    e3: { count: 1, rate: 1 },
  });
  expect(after.invalid).toEqual({ track: 1, alert: 0 });
  expect(after.landed).toMatchObject({ objects: 2, errorObjects: 1, bytes: 150 });
  expect(after.facts).toMatchObject({
    n1: '1 shard',
    n2: '1 refused',
    n3: '',
    n4: '2 objects',
    n5: '1 airport',
  });
  expect(state.landed).toEqual({ settled: 3, delays: 1, alerts: 0, poison: 0 });
});

test('a page that comes late has each second that there was', () => {
  const { state } = watching();
  expect([0, 500, 1000, 1900, 2100].map((at) => state.moment(10_000 + at).point?.at)).toEqual([
    10_000,
    undefined,
    11_000,
    undefined,
    12_100,
  ]);
  expect(state.history(12_200).columns.at).toEqual([10_000, 11_000, 12_100]);
  for (let second = 20; second < 2000; second++) state.moment(second * 1000);
  expect(state.history(0).columns.at).toHaveLength(600);
});

test('the phase is what the run is at', () => {
  const { state, feeder } = watching();
  expect(state.phase).toBe('flowing');
  feeder.paused = true;
  expect(state.phase).toBe('paused');
  state.ending = 'landing';
  expect(state.phase).toBe('landing');
  state.outcome = { rows: [], faults: [] };
  expect(state.phase).toBe('ended');
});

test('a notice stays until it is over', () => {
  const { state } = watching();
  state.notices.raise('emulator', 'one');
  state.notices.raise('emulator', 'two');
  state.observe(NOTHING, 0);
  expect(state.moment(0).notices).toEqual(['two']);
  state.notices.clear('emulator');
  expect(state.moment(0).notices).toEqual([]);
});
