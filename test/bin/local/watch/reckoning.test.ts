import { Ledger } from '../../../../bin/local/watch/ledger';
import { makePoison } from '../../../../bin/local/watch/poison';
import { expectedOf, reckon, targetOf } from '../../../../bin/local/watch/reckoning';
import { flight } from './flights';

const place = { shardId: 's', bytes: 1, at: 0 };
const poison = [makePoison('run', 0), makePoison('run', 1)];
const one = flight('ORD', 61);

/** A flight and two records of poison. */
function sent(): Ledger {
  const ledger = new Ledger();
  ledger.addFlight(one, place);
  for (const record of poison) ledger.addPoison(record, place);
  ledger.landingTimes.push(100, 200, 300);
  return ledger;
}

const expected = expectedOf(sent());
const archived = [...expected.archived.keys()];
const observed = (failed: readonly string[]) => ({
  archive: {
    objects: 2,
    bytes: 10,
    archived: new Map(archived.map((text) => [text, 1])),
    failed: new Map(failed.map((text) => [text, 1])),
  },
  tallies: [
    {
      shardId: 's',
      first: '1',
      last: '3',
      received: 3,
      ok: 1,
      dropped: 0,
      failed: 2,
      objects: [],
      landedAt: 0,
    },
  ],
  delays: new Map([['ORD', 1]]),
  alerts: expected.alerts,
});
const smooth = { refused: 0, refusal: undefined, possibleDuplicates: 0, shortfall: undefined };
const texts = poison.map(({ data }) => data);

test('poison has to be in the error output, and nowhere else', () => {
  expect(targetOf(expected, sent())).toEqual({ settled: 3, delays: 1, alerts: 1, poison: 2 });
  expect(archived).toEqual([expect.stringMatching(/\|ORD\|LAS\|Chicago O'Hare/)]);
  const { faults, totals, rows, json } = reckon(expected, observed(texts), sent(), smooth);
  expect(faults).toEqual([]);
  expect(totals).toMatchObject({ sent: 3, archived: 1, failed: 2, lost: 0 });
  expect(rows.find(([name]) => name === 'poison')?.[1]).toBe(2);
  expect(json).toMatchObject({ poison: 2, refused: 0, latency: { median: 200, p99: 300 } });
});

test('poison that is not in the error output is lost', () => {
  const { faults, totals } = reckon(expected, observed(texts.slice(1)), sent(), smooth);
  expect(totals.lost).toBe(1);
  expect(faults).toEqual([
    expect.stringMatching(/^1 missing and 0 too many in the error output: \{"poison":"run-0"/),
  ]);
});

test('what did not land in time, and what the stream did not take, is said', () => {
  const mishaps = { ...smooth, refused: 3, refusal: 'no room', shortfall: 'nothing more has arrived' };
  const { faults } = reckon(expected, observed(texts), sent(), mishaps);
  expect(faults).toEqual(['nothing more has arrived', '3 records were not taken by the stream: no room']);
});

test('without poison there is no row for it', () => {
  const ledger = new Ledger();
  const { rows } = reckon(expectedOf(ledger), observed([]), ledger, smooth);
  expect(rows.map(([name]) => name)).not.toContain('poison');
});

test('what may be in the stream twice is said where there is too much', () => {
  const mishaps = { ...smooth, possibleDuplicates: 5 };
  expect(reckon(expected, observed(texts), sent(), mishaps).faults).toEqual([]);
  const twice = { ...observed(texts), delays: new Map([['ORD', 2]]) };
  expect(reckon(expected, twice, sent(), mishaps).faults).toEqual([
    expect.stringMatching(/^0 missing and 1 too many counted by airport/),
    '5 records were put again after a call without an answer: the stream may have them twice',
  ]);
});
