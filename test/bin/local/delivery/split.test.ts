import fc from 'fast-check';
import { splitBySize } from '../../../../bin/local/delivery/split';

const size = (item: number): number => item;

test('fills runs up to the limit', () => {
  expect(splitBySize([4, 6, 1, 9, 2], 10, size)).toEqual([[4, 6], [1, 9], [2]]);
});

test('leaves what is too large alone', () => {
  expect(splitBySize([1, 99, 1], 10, size)).toEqual([[1], [99], [1]]);
});

test('loses nothing, keeps the order, and exceeds the limit with single items only', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 100 }), (items, limit) => {
      const runs = splitBySize(items, limit, size);
      expect(runs.flat()).toEqual(items);
      for (const run of runs) {
        expect(run.length === 1 || run.reduce((sum, item) => sum + item, 0) <= limit).toBe(true);
      }
    }),
  );
});

test('begins a longer list with the same runs, but for the last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.array(fc.nat(50)), (items, more) => {
      const [before, after] = [splitBySize(items, 60, size), splitBySize([...items, ...more], 60, size)];
      expect(after.slice(0, Math.max(before.length - 1, 0))).toEqual(before.slice(0, -1));
      expect(after.slice(0, before.length).map(([first]) => first)).toEqual(before.map(([first]) => first));
    }),
  );
});
