import { Landings } from '../../../../bin/local/watch/landings';

const isError = (key: string) => key.startsWith('errors/');
const tally = (shardId: string, received: number, objects: string[], landedAt = 0) => ({
  shardId,
  first: '1',
  last: '2',
  received,
  ok: received - 2,
  dropped: 1,
  failed: 1,
  objects: objects.map((key) => ({ key, bytes: 10 })),
  landedAt,
});

test('adds up what the delivery says', () => {
  const landings = new Landings();
  expect(landings.take('d/a/1', tally('a', 5, ['data/1', 'errors/1'], 1), isError)).toBe(5);
  expect(landings.take('d/b/1', tally('b', 7, ['data/2'], 2), isError)).toBe(7);
  expect(landings.totals).toEqual({
    received: 12,
    ok: 8,
    dropped: 2,
    failed: 2,
    objects: 3,
    errorObjects: 1,
    bytes: 30,
  });
  expect(landings.latest.map(({ key, isError: failed }) => [key, failed])).toEqual([
    ['data/2', false],
    ['data/1', false],
    ['errors/1', true],
  ]);
});

test('a run that is delivered again counts once', () => {
  const landings = new Landings();
  landings.take('d/a/1', tally('a', 5, ['data/1']), isError);
  expect(landings.take('d/a/1', tally('a', 8, ['data/1']), isError)).toBe(3);
  expect(landings.totals).toMatchObject({ received: 8, objects: 1, bytes: 10 });
  expect(landings.latest).toHaveLength(1);
});

test('shows the last few, and knows the last few hundred', () => {
  const landings = new Landings();
  for (let i = 0; i < 600; i++) landings.take(`d/a/${i}`, tally('a', 3, [`data/${i}`], i), isError);
  expect(landings.latest).toHaveLength(8);
  expect(landings.latest[0]?.key).toBe('data/599');
  expect(landings.has('data/100')).toBe(true);
  expect(landings.has('data/99')).toBe(false);
  expect(landings.has('elsewhere')).toBe(false);
});
