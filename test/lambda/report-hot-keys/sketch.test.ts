import fc from 'fast-check';
import { KeyLoads } from '../../../lambda/report-hot-keys/key-loads';
import { STREAM_CAPACITY } from '../../../lambda/report-hot-keys/sample-stream';
import { HeavyHitters } from '../../../lambda/report-hot-keys/sketch';
import { ZipfKeys } from './zipf';

const additions = fc.array(
  fc.tuple(
    fc.nat({ max: 30 }).map((n) => `k${n}`),
    fc.integer({ min: 1, max: 1_000 }),
  ),
  { maxLength: 300 },
);
/** A million is what benchmark/hot-keys.ts takes. */
const RECORDS = 200_000;

const capacities = fc.integer({ min: 2, max: 12 });

function exactly(...streams: [string, number][][]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [key, weight] of streams.flat()) weights.set(key, (weights.get(key) ?? 0) + weight);
  return weights;
}

function sketchOf(capacity: number, stream: [string, number][]): HeavyHitters {
  const sketch = new HeavyHitters(capacity);
  for (const [key, weight] of stream) sketch.add(key, weight);
  return sketch;
}

/** What is promised, against the weights as they are, `factor` times. */
function expectTrue(sketch: HeavyHitters, exact: Map<string, number>): void {
  const total = [...exact.values()].reduce((sum, weight) => sum + weight, 0);
  const rounding = total * 1e-9;
  expect(Math.abs(sketch.total - total)).toBeLessThanOrEqual(rounding);
  expect(sketch.size).toBeLessThanOrEqual(sketch.capacity);
  expect(sketch.error).toBeLessThanOrEqual((2 * total) / sketch.capacity + rounding);
  const held = new Set(sketch.heaviest(sketch.capacity).map(({ key }) => key));
  for (const [key, weight] of exact) {
    const { atLeast, atMost } = sketch.weigh(key);
    expect(atLeast).toBeLessThanOrEqual(weight + rounding);
    expect(atMost).toBeGreaterThanOrEqual(weight - rounding);
    if (weight > (2 * total) / sketch.capacity + rounding) expect(held).toContain(key);
  }
}

describe('a sketch', () => {
  test('holds no more than it may, and every weight is within its bounds', () => {
    fc.assert(
      fc.property(capacities, additions, (capacity, stream) =>
        expectTrue(sketchOf(capacity, stream), exactly(stream)),
      ),
    );
  });

  test('made of several is as true as one that has seen all', () => {
    fc.assert(
      fc.property(capacities, fc.array(additions, { maxLength: 5 }), (capacity, streams) => {
        const whole = new HeavyHitters(capacity);
        for (const stream of streams) whole.merge(sketchOf(capacity, stream));
        expectTrue(whole, exactly(...streams));
      }),
    );
  });

  test('merged many times over stands for so many times the weight, in one of another capacity too', () => {
    fc.assert(
      fc.property(capacities, additions, fc.integer({ min: 1, max: 300 }), (capacity, stream, factor) => {
        const whole = new HeavyHitters(12);
        whole.merge(sketchOf(capacity, stream), factor);
        const exact = exactly(stream.map(([key, weight]) => [key, weight * factor]));
        for (const [key, weight] of exact) {
          expect(whole.weigh(key).atLeast).toBeLessThanOrEqual(weight);
          expect(whole.weigh(key).atMost).toBeGreaterThanOrEqual(weight);
        }
      }),
    );
  });

  test('with room for all keys is exact, heaviest first', () => {
    const sketch = sketchOf(3, [
      ['a', 1],
      ['b', 5],
      ['c', 3],
      ['a', 1],
    ]);
    expect(sketch.error).toBe(0);
    expect(sketch.heaviest(2).map(({ key, atLeast }) => [key, atLeast])).toEqual([
      ['b', 5],
      ['c', 3],
    ]);
  });

  test('takes no weight of nothing', () => {
    const sketch = new HeavyHitters(2);
    for (const weight of [0, -1, Number.NaN]) sketch.add('a', weight);
    expect([sketch.size, sketch.total]).toEqual([0, 0]);
  });

  test.each([0, 1, 2.5, Number.NaN])('refuses a capacity of %p', (capacity) => {
    expect(() => new HeavyHitters(capacity)).toThrow('capacity must be a whole number of at least 2');
  });
});

test('the top ten of a stream by Zipf’s law are named, in order, from sixteen shards’ sketches', () => {
  const next = new ZipfKeys(100_000, 1, 7);
  const shards = Array.from({ length: 16 }, () => new KeyLoads(1_000));
  const whole = new KeyLoads(STREAM_CAPACITY);
  const exact = new Map<string, number>();
  for (let n = 0; n < RECORDS; n++) {
    const key = next.next();
    exact.set(key, (exact.get(key) ?? 0) + 1);
    shards[Number(key.slice(1)) % 16].add(key, 100);
  }
  for (const shard of shards) whole.merge(shard, 1);
  const top = [...exact].sort(([, a], [, b]) => b - a).slice(0, 10);
  const named = whole.heaviest(10);
  expect(named.map(({ key }) => key)).toEqual(top.map(([key]) => key));
  for (const [i, { recordShare, byteShare }] of named.entries()) {
    const share = top[i][1] / RECORDS;
    expect(recordShare).toBeLessThanOrEqual(share);
    expect(recordShare + whole.shareError).toBeGreaterThanOrEqual(share);
    expect(byteShare).toBeCloseTo(recordShare, 9);
  }
  expect(whole.shareError).toBeLessThan(2 / 1_000);
});
