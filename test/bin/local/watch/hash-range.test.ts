import { hashRange } from '../../../../bin/local/watch/hash-range';

test('knows the share of all hash keys', () => {
  const all = String(2n ** 128n - 1n);
  expect(hashRange('0', all)).toEqual({ from: '0'.repeat(32), to: 'f'.repeat(32), share: 1 });
  expect(hashRange('0', String(2n ** 126n - 1n))).toEqual({
    from: '0'.repeat(32),
    to: `3${'f'.repeat(31)}`,
    share: 0.25,
  });
});
