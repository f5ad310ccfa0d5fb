import { Ledger } from '../../../../bin/local/watch/ledger';
import { makePoison } from '../../../../bin/local/watch/poison';
import { flight } from './flights';

function filled(): Ledger {
  const ledger = new Ledger();
  ledger.addFlight(flight('ORD', 61), { shardId: 'a', bytes: 100, at: 1000 });
  ledger.addFlight(flight('SFO', 60), { shardId: 'b', bytes: 90, at: 2000 });
  ledger.addPoison(makePoison('run', 0), { shardId: 'a', bytes: 10, at: 3000 });
  return ledger;
}

test('knows what was sent, what fell on which shard, and what alerts are due', () => {
  const ledger = filled();
  expect(ledger.sent).toBe(3);
  expect(ledger.alertsDue).toBe(1);
  expect(ledger.load('a')).toEqual({ records: 2, bytes: 110 });
  expect(ledger.load('b')).toEqual({ records: 1, bytes: 90 });
  expect(ledger.load('c')).toEqual({ records: 0, bytes: 0 });
});

test('says how old what has not arrived is, each place for itself', () => {
  const ledger = filled();
  expect(ledger.oldest).toEqual({ archive: 1000, delays: 1000, alerts: 1000 });
  ledger.delivered('a', 1, 4000);
  expect(ledger.oldest.archive).toBe(2000);
  ledger.counted(new Map([['ORD', 1]]));
  expect(ledger.oldest.delays).toBe(2000);
  ledger.seenByAlerts(2);
  expect(ledger.oldest.alerts).toBe(3000);
  ledger.delivered('a', 1, 5000);
  ledger.delivered('b', 1, 5500);
  ledger.counted(
    new Map([
      ['ORD', 1],
      ['SFO', 1],
    ]),
  );
  ledger.seenByAlerts(3);
  expect(ledger.oldest).toEqual({ archive: undefined, delays: undefined, alerts: undefined });
  expect(ledger.landingTimes).toEqual([3000, 2000, 3500]);
});
