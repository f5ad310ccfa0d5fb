import { makePoison } from '../../../../bin/local/watch/poison';
import { Flight } from '../../../../examples/streaming-etl/flight';

test('is JSON cut off and JSON that is no flight, in turns', () => {
  expect(() => JSON.parse(makePoison('run', 0).data)).toThrow(SyntaxError);
  expect(Flight.safeParse(JSON.parse(makePoison('run', 1).data)).success).toBe(false);
});

test('is never the same, and has a key of its own', () => {
  const all = Array.from({ length: 100 }, (_, index) => makePoison('run', index));
  expect(new Set(all.map(({ data }) => data)).size).toBe(100);
  expect(new Set(all.map(({ partitionKey }) => partitionKey)).size).toBe(100);
  expect(makePoison('other', 0).data).not.toBe(all[0]?.data);
});
