import * as fc from 'fast-check';
import type { DailyMinimum } from '../../../lambda/scale-shards/contract';
import { DAY, MINUTE } from '../../../lambda/scale-shards/model';
import { minimumAt } from '../../../lambda/scale-shards/scheduled-minimum';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Whether a daily minimum holds at a moment, written as ISO 8601. */
function holds(minimum: Partial<DailyMinimum>, moment: string): boolean {
  const daily = { from: '08:00', to: '18:00', timeZone: 'UTC', days: EVERY_DAY, ...minimum, minShards: 9 };
  return minimumAt([daily], Date.parse(moment), 1) === 9;
}

test('the highest that holds counts, and none below what holds otherwise', () => {
  const from = (start: number, minShards: number) => ({ start, end: start + 10, minShards });
  expect(minimumAt([], 5, 3)).toBe(3);
  expect(minimumAt([from(0, 8), from(0, 6), from(20, 40)], 5, 3)).toBe(8);
  expect(minimumAt([from(0, 2)], 5, 3)).toBe(3);
});

test('a period holds from its start until before its end', () => {
  const at = (now: number) => minimumAt([{ start: 10, end: 20, minShards: 9 }], now, 1);
  expect([9, 10, 19, 20].map(at)).toEqual([1, 9, 9, 1]);
});

const berlin = { timeZone: 'Europe/Berlin' };
const overnight = { from: '22:00', to: '06:00' };

test.each<[string, Partial<DailyMinimum>, string, boolean]>([
  ['its first minute', {}, '2026-06-01T08:00:00Z', true],
  ['the minute before', {}, '2026-06-01T07:59:59Z', false],
  ['its last minute', {}, '2026-06-01T17:59:59Z', true],
  ['its end', {}, '2026-06-01T18:00:00Z', false],
  ['summer time', berlin, '2026-06-01T06:00:00Z', true],
  ['winter time', berlin, '2026-12-01T06:59:00Z', false],
  ['an end at midnight', { from: '20:00', to: '24:00' }, '2026-06-01T23:59:59Z', true],
  ['midnight itself', { from: '20:00', to: '24:00' }, '2026-06-02T00:00:00Z', false],
  ['after midnight', overnight, '2026-06-02T05:59:00Z', true],
  ['the end of a night', overnight, '2026-06-02T06:00:00Z', false],
  ['a Monday', { days: [1] }, '2026-06-01T08:00:00Z', true],
  ['a Tuesday', { days: [1] }, '2026-06-02T08:00:00Z', false],
  ["Monday's night on Tuesday", { ...overnight, days: [1] }, '2026-06-02T05:00:00Z', true],
  ["Sunday's night on Monday", { ...overnight, days: [1] }, '2026-06-01T05:00:00Z', false],
  ['a Monday of Tokyo', { days: [1], timeZone: 'Asia/Tokyo' }, '2026-05-31T23:30:00Z', true],
  ['half-hour zones', { timeZone: 'Asia/Kolkata' }, '2026-06-01T02:30:00Z', true],
  // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00, on 25 October from 03:00 to 02:00.
  ['an hour left out', { ...berlin, from: '02:00', to: '03:00' }, '2026-03-29T01:00:00Z', false],
  [
    'what begins in an hour left out',
    { ...berlin, from: '02:30', to: '04:00' },
    '2026-03-29T01:00:00Z',
    true,
  ],
  [
    'an hour that comes twice, first',
    { ...berlin, from: '02:00', to: '03:00' },
    '2026-10-25T00:30:00Z',
    true,
  ],
  [
    'an hour that comes twice, again',
    { ...berlin, from: '02:00', to: '03:00' },
    '2026-10-25T01:30:00Z',
    true,
  ],
])('%s', (_, minimum, moment, expected) => {
  expect(holds(minimum, moment)).toBe(expected);
});

const anyTime = fc
  .record({ hour: fc.nat({ max: 23 }), minute: fc.nat({ max: 59 }) })
  .map(({ hour, minute }) => [hour, minute].map((n) => String(n).padStart(2, '0')).join(':'));
const anyZone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
);
const anyMoment = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });
/** Around the nights when clocks are changed, where it goes wrong. */
const anyChange = fc
  .tuple(
    fc.constantFrom(
      Date.UTC(2026, 2, 8),
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 9, 25),
      Date.UTC(2026, 10, 1),
    ),
    fc.integer({ min: -DAY, max: DAY }),
  )
  .map(([day, offset]) => day + offset);

test('a window and what it leaves of the day never hold together, and one of them always does', () => {
  fc.assert(
    fc.property(anyTime, anyTime, anyZone, fc.oneof(anyMoment, anyChange), (a, b, timeZone, now) => {
      fc.pre(a !== b);
      const [day, night] = [
        { from: a, to: b },
        { from: b, to: a },
      ].map(({ from, to }) => minimumAt([{ from, to, timeZone, days: EVERY_DAY, minShards: 9 }], now, 1));
      // What ends at midnight is written 24:00; an end at 00:00 does the same here.
      expect(day + night).toBe(10);
    }),
    { numRuns: 500 },
  );
});

test('it holds as the clock on the wall shows, in any zone and through its changes', () => {
  fc.assert(
    fc.property(anyTime, anyTime, anyZone, fc.oneof(anyMoment, anyChange), (from, to, timeZone, now) => {
      fc.pre(from < to);
      const shown = new Date(now).toLocaleTimeString('sv-SE', { timeZone }).slice(0, 5);
      const held = minimumAt([{ from, to, timeZone, days: EVERY_DAY, minShards: 9 }], now, 1) === 9;
      expect(held).toBe(from <= shown && shown < to);
    }),
    { numRuns: 500 },
  );
});

test('it never lasts longer than a day and an hour, nor does its number depend on the second', () => {
  const minimum = { from: '23:00', to: '22:00', timeZone: 'Europe/Berlin', days: [6], minShards: 9 };
  let held = 0;
  for (let now = Date.UTC(2026, 9, 23); now < Date.UTC(2026, 9, 28); now += 15 * MINUTE) {
    if (minimumAt([minimum], now, 1) === 9) held += 15;
  }
  expect(held).toBe(24 * 60);
});
