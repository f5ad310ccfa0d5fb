import { Series } from '../../../../bin/local/watch/series';

test('keeps the last points, as columns', () => {
  const series = new Series(['a', 'b'], 2);
  expect(series.columns()).toEqual({ at: [], values: { a: [], b: [] } });
  series.add({ at: 1, values: { a: 10, b: null } });
  series.add({ at: 2, values: { a: 20, b: 200 } });
  series.add({ at: 3, values: { a: 30, b: 300 } });
  expect(series.columns()).toEqual({ at: [2, 3], values: { a: [20, 30], b: [200, 300] } });
});
