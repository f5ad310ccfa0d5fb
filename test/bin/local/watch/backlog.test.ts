import { Backlog } from '../../../../bin/local/watch/backlog';

test('the oldest record that is not done is that of the first put', () => {
  const backlog = new Backlog();
  expect(backlog.oldest).toBeUndefined();
  for (const at of [10, 10, 20, 30]) backlog.add(at);
  expect(backlog.oldest).toBe(10);
  expect(backlog.settle(1)).toEqual([{ at: 10, records: 1 }]);
  expect(backlog.oldest).toBe(10);
  expect(backlog.settle(3)).toEqual([
    { at: 10, records: 1 },
    { at: 20, records: 1 },
  ]);
  expect(backlog.oldest).toBe(30);
  expect(backlog.settle(4)).toEqual([{ at: 30, records: 1 }]);
  expect(backlog.oldest).toBeUndefined();
});

test('a count that does not grow settles nothing', () => {
  const backlog = new Backlog();
  backlog.add(10);
  backlog.add(20);
  backlog.settle(1);
  expect(backlog.settle(1)).toEqual([]);
  expect(backlog.settle(0)).toEqual([]);
  expect(backlog.oldest).toBe(20);
});

test('a record may be done before its put is answered', () => {
  const backlog = new Backlog();
  backlog.add(10);
  expect(backlog.settle(3)).toEqual([{ at: 10, records: 1 }]);
  backlog.add(20);
  backlog.add(20);
  expect(backlog.oldest).toBeUndefined();
  backlog.add(30);
  expect(backlog.oldest).toBe(30);
});
