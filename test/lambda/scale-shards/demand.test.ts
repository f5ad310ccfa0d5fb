import { loadOf, readDemand } from '../../../lambda/scale-shards/demand';
import { MINUTE } from '../../../lambda/scale-shards/model';
import { metrics, minute, NOW } from './support';

test('a shard is full by its bytes or by its records', () => {
  const of = (bytes: number, records: number) =>
    loadOf({ time: 0, bytes: bytes * 60, records: records * 60, rejected: 0 });
  expect(of(1024 * 1024, 10)).toBe(1);
  expect(of(10, 1000)).toBe(1);
});

test('what was refused is part of the demand', () => {
  expect(loadOf(minute(NOW, 10, 0.25))).toBeCloseTo(10);
  expect(loadOf({ time: 0, bytes: 0, records: 0, rejected: 1000 })).toBe(0);
});

test('the level is the newest minute or the mean of the last, whichever is higher', () => {
  expect(
    readDemand(
      metrics((ago) => (ago === 2 ? 9 : 5)),
      NOW,
    )?.level,
  ).toBeCloseTo(9);
  expect(
    readDemand(
      metrics((ago) => (ago === 2 ? 1 : 5)),
      NOW,
    )?.level,
  ).toBeCloseTo(4);
});

test('slopes are by the minute, and never negative', () => {
  const rising = readDemand(
    metrics((ago) => 10 - ago * 0.2),
    NOW,
  );
  expect(rising?.slowSlope).toBeCloseTo(0.2);
  expect(rising?.fastSlope).toBeCloseTo(0.2);
  const falling = readDemand(
    metrics((ago) => 1 + ago * 0.2),
    NOW,
  );
  expect([falling?.slowSlope, falling?.fastSlope]).toEqual([0, 0]);
});

test('the peak is of the last half hour', () => {
  expect(
    readDemand(
      metrics((ago) => (ago === 31 ? 7 : 2)),
      NOW,
    )?.peak,
  ).toBeCloseTo(7);
  expect(
    readDemand(
      metrics((ago) => (ago === 32 ? 7 : 2)),
      NOW,
    )?.peak,
  ).toBeCloseTo(2);
});

test('minutes that make no sense count as missing', () => {
  const bad = [Number.NaN, -1, Number.POSITIVE_INFINITY].flatMap((value) => [
    { ...minute(NOW - 2 * MINUTE, 3), bytes: value },
    { ...minute(NOW - 2 * MINUTE, 3), time: value },
  ]);
  const future = minute(NOW + MINUTE, 99);
  expect(readDemand([...bad, future], NOW)).toBeUndefined();
  expect(readDemand([...bad, future, ...metrics(2)], NOW)).toMatchObject({
    peak: expect.closeTo(2),
    coverage: 1,
  });
});

test('refusals from before the last change are history', () => {
  const minutes = metrics(5, 0.1);
  expect(readDemand(minutes, NOW)?.throttledShare).toBeCloseTo(0.1);
  expect(readDemand(minutes, NOW, NOW - MINUTE)?.throttledShare).toBe(0);
});

test('gaps and any order are borne', () => {
  const minutes = metrics(4)
    .filter((_, i) => i % 2 === 0)
    .reverse();
  expect(readDemand(minutes, NOW)).toMatchObject({ level: expect.closeTo(4), coverage: 0.5 });
});
