import fc from 'fast-check';
import { partitionKey } from '../../../lambda/producer/partition-key';

const { byField, byHash, random, salted, unsalted } = partitionKey;
const runs = { numRuns: Number(process.env.FC_RUNS ?? 300) };

/** How often each of the keys came up in `count` tries. */
function tally(count: number, key: () => string): number[] {
  const tries = new Map<string, number>();
  for (let i = 0; i < count; i += 1) {
    const made = key();
    tries.set(made, (tries.get(made) ?? 0) + 1);
  }
  return [...tries.values()];
}

describe('byField', () => {
  test('is the value of the field', () => {
    expect(byField('id')({ id: 'a' })).toBe('a');
    expect([7, 0, 7n, false].map((id) => byField('id')({ id }))).toEqual(['7', '0', '7', 'false']);
  });

  test.each([
    [undefined, 'it is undefined'],
    [null, 'it is null'],
    ['', 'it is empty'],
    [Number.NaN, 'it is NaN'],
    [{}, 'it is of type object'],
  ])('fails on %p', (id, message) => {
    expect(() => byField('id')({ id: id as string })).toThrow(
      `field id cannot be a partition key: ${message}`,
    );
  });
});

describe('byHash', () => {
  test('differs when a field differs, however the values are divided', () => {
    const keyOf = byHash('a', 'b');
    const pair = fc.record({ a: fc.oneof(fc.string(), fc.integer()), b: fc.string() });
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        fc.pre([one, other].every(({ a, b }) => a !== '' && b !== ''));
        const same = one.a === other.a && one.b === other.b;
        expect(keyOf(one) === keyOf(other)).toBe(same);
      }),
      runs,
    );
    expect(keyOf({ a: 'x","y', b: 'z' })).not.toBe(keyOf({ a: 'x', b: 'y","z' }));
    expect(keyOf({ a: '1', b: 'z' })).not.toBe(keyOf({ a: 1, b: 'z' }));
  });

  test('stays the same from one version to the next, and hides the values', () => {
    expect(byHash('a', 'b')({ a: 'customer', b: 7 })).toBe('685d7119581b5731bea4a74cc4bfae22');
  });

  test('fails on a missing field', () => {
    expect(() => byHash('a', 'b')({ a: 'x', b: undefined as never })).toThrow(
      'field b cannot be a partition key',
    );
  });
});

describe('random', () => {
  test('never comes again, or is one of so many keys, each as often', () => {
    expect(tally(1_000, () => random()({}))).toHaveLength(1_000);
    const counts = tally(8_000, () => random(8)({}));
    expect(counts).toHaveLength(8);
    expect(Math.min(...counts)).toBeGreaterThan(700);
  });

  test.each([0, 1.5, 1_000_001])('fails for %p keys', (keys) => {
    expect(() => random(keys)).toThrow(`keys must be a whole number from 1 to 1000000, got ${keys}`);
  });
});

describe('salted', () => {
  test('divides a key into so many, each as often', () => {
    const keyOf = salted(byField('shop'), 4);
    const counts = tally(4_000, () => keyOf({ shop: 'a' }));
    expect(counts).toHaveLength(4);
    expect(Math.min(...counts)).toBeGreaterThan(800);
  });

  test('keeps what belongs together within a key', () => {
    const keyOf = salted(byField('shop'), 16, byField('order'));
    expect(tally(100, () => keyOf({ shop: 'a', order: 7 }))).toEqual([100]);
    let order = 0;
    expect(tally(1_000, () => keyOf({ shop: 'a', order: order++ }))).toHaveLength(16);
  });

  test('leaves the keys that are not hot as they are', () => {
    const keyOf = salted(byField('shop'), (shop) => (shop === 'hot' ? 2 : 1));
    expect(keyOf({ shop: 'cold' })).toBe('cold');
    expect(keyOf({ shop: 'hot' })).toMatch(/^hot#[01]\/2$/);
  });

  test('comes back as the key it was', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.integer({ min: 2, max: 10_000 }),
        (key, salts) => {
          expect(unsalted(salted(() => key, salts)({}))).toBe(key);
          expect(
            unsalted(
              unsalted(
                salted(
                  salted(() => key, salts),
                  3,
                )({}),
              ),
            ),
          ).toBe(key);
        },
      ),
      runs,
    );
  });

  test.each([
    'a',
    '',
    '#',
    'a#3',
    'a#4/4',
    'a#04/16',
    'a#3/16x',
    'a#1/100000',
    'a#0/1',
    'a#5/10001',
    'a#5/99999',
  ])('%p was never salted', (key) => {
    expect(unsalted(key)).toBe(key);
  });

  test.each([
    [2, 252],
    [16, 250],
    [10_000, 245],
  ])('into %p takes keys of up to %p characters', (salts, longest) => {
    const keyOf = salted((key: string) => key, salts);
    expect([...keyOf('😀'.repeat(longest))].length).toBeLessThanOrEqual(256);
    expect(() => keyOf('x'.repeat(longest + 1))).toThrow(
      `a key to divide into ${salts} must have at most ${longest} characters, got ${longest + 1}`,
    );
  });

  test('leaves a key of 256 characters that is not divided', () => {
    expect(salted(() => 'x'.repeat(256), 1)({})).toHaveLength(256);
  });

  test.each([0, 10_001, 2.5])('fails for %p salts', (salts) => {
    const message = `salts must be a whole number from 1 to 10000, got ${salts}`;
    expect(() => salted(byField('shop'), salts)).toThrow(message);
    expect(() => salted(byField('shop'), () => salts)({ shop: 'a' })).toThrow(message);
  });
});
