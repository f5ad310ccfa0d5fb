import { check } from '../../../bin/local/check';
import { countBy } from '../../../bin/local/counter';
import { expectOf, identify, identifyEnriched } from '../../../bin/local/expected';
import type { Observed } from '../../../bin/local/pipeline';
import type { Flight } from '../../../examples/streaming-etl/flight';

const AIRPORTS = new Map(
  ['ORD', 'LAS', 'SFO'].map((code) => [
    code,
    { name: `${code} Intl`, city: code.toLowerCase(), state: 'XX' },
  ]),
);
const flight = (origin: string, delay: number, distance = 500, destination = 'LAS'): Flight => ({
  date: '2001/01/01 00:47',
  delay,
  distance,
  origin,
  destination,
});
const FLIGHTS = [
  flight('ORD', 61),
  flight('ORD', 60, 100),
  flight('ORD', 60, 100), // the same once more
  flight('SFO', 0, 99), // too short
  flight('XXX', 200), // unknown airport of origin
  flight('SFO', -5, 500, 'YYY'), // unknown destination
  flight('YYY', -5, 10), // too short comes before unknown
];

const enriched = (one: Flight) =>
  identifyEnriched({
    ...one,
    originAirport: AIRPORTS.get(one.origin)!,
    destinationAirport: AIRPORTS.get(one.destination)!,
    late: one.delay > 0,
  });
const archived = [FLIGHTS[0]!, FLIGHTS[1]!, FLIGHTS[2]!].map(enriched);
const count = (texts: readonly string[]) => countBy(texts, (text) => text);

/** What a run without a fault leaves. */
function observed(): Observed {
  const tally = {
    shardId: 's',
    first: '1',
    last: '7',
    received: 7,
    ok: 3,
    dropped: 2,
    failed: 2,
    objects: [],
    landedAt: 0,
  };
  return {
    archive: {
      objects: 2,
      bytes: 1234,
      archived: count(archived),
      failed: count([FLIGHTS[4]!, FLIGHTS[5]!].map(identify)),
    },
    tallies: [tally],
    delays: new Map([
      ['ORD', 3],
      ['SFO', 2],
      ['XXX', 1],
      ['YYY', 1],
    ]),
    alerts: count([FLIGHTS[0]!, FLIGHTS[4]!].map(identify)),
  };
}

const expected = expectOf(FLIGHTS, AIRPORTS);

test('the rules of the example give what must come of the flights', () => {
  expect(expected).toEqual({
    sent: 7,
    archived: count(archived),
    failed: count([FLIGHTS[4]!, FLIGHTS[5]!].map(identify)),
    dropped: 2,
    delays: observed().delays,
    alerts: observed().alerts,
  });
});

test('a run in which everything arrived has no faults', () => {
  expect(check(expected, observed())).toEqual({
    totals: {
      sent: 7,
      transformed: 3,
      dropped: 2,
      failed: 2,
      archived: 3,
      objects: 2,
      bytes: 1234,
      processed: { delays: 7, alerts: 2 },
      lost: 0,
    },
    faults: [],
  });
});

describe('a fault is found:', () => {
  const archive = observed().archive;
  const [tally] = observed().tallies;

  test.each<[string, Partial<Observed>, number, RegExp]>([
    [
      'one flight missing in the archive',
      { archive: { ...archive, archived: count(archived.slice(1)) } },
      1,
      /^1 missing and 0 too many in the archive: 2001\/01\/01 00:47\|61\|500\|ORD\|LAS\|.* 0 of 1$/,
    ],
    [
      'one of two equal flights missing',
      { archive: { ...archive, archived: count(archived.slice(0, 2)) } },
      1,
      /^1 missing and 0 too many in the archive: .* 1 of 2$/,
    ],
    [
      'one flight doubled in the archive',
      { archive: { ...archive, archived: count([...archived, ...archived.slice(0, 1)]) } },
      0,
      /^0 missing and 1 too many in the archive: .* 2 of 1$/,
    ],
    [
      'one flight that is not as it was sent',
      { archive: { ...archive, archived: count([...archived.slice(1), enriched(flight('ORD', 62))]) } },
      1,
      /^1 missing and 1 too many in the archive/,
    ],
    [
      'one flight with the wrong airport added',
      {
        archive: { ...archive, archived: count([...archived.slice(1), archived[0]!.replace('ord', 'sfo')]) },
      },
      1,
      /^1 missing and 1 too many in the archive/,
    ],
    [
      'one flight missing in the error output',
      { archive: { ...archive, failed: count([identify(FLIGHTS[4]!)]) } },
      1,
      /^1 missing and 0 too many in the error output/,
    ],
    [
      'one flight that no consumer has counted',
      { delays: new Map([...observed().delays, ['ORD', 2]]) },
      1,
      /^1 missing and 0 too many counted by airport of origin by the consumer delays: ORD 2 of 3$/,
    ],
    [
      'one flight counted at the wrong airport',
      { delays: new Map([...observed().delays, ['ORD', 2], ['SFO', 3]]) },
      1,
      /^1 missing and 1 too many counted by airport/,
    ],
    ['no alert', { alerts: new Map() }, 2, /^2 missing and 0 too many in the queue of the consumer alerts/],
    [
      'an alert too many',
      { alerts: count([FLIGHTS[0]!, FLIGHTS[0]!, FLIGHTS[4]!].map(identify)) },
      0,
      /^0 missing and 1 too many in the queue/,
    ],
    [
      'one drop less',
      { tallies: [{ ...tally!, dropped: 1 }] },
      1,
      /^1 missing and 0 too many dropped by the transform/,
    ],
  ])('%s', (_name, difference, lost, message) => {
    const { totals, faults } = check(expected, { ...observed(), ...difference });
    expect(faults).toEqual([expect.stringMatching(message)]);
    expect(totals.lost).toBe(lost);
  });
});

test('nothing at all is everything lost', () => {
  const nothing = { objects: 0, bytes: 0, archived: new Map(), failed: new Map() };
  const { totals, faults } = check(expected, {
    archive: nothing,
    tallies: [],
    delays: new Map(),
    alerts: new Map(),
  });
  expect(totals.lost).toBe(3 + 2 + 2 + 7 + 2);
  expect(faults).toHaveLength(5);
});
