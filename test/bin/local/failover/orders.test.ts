import { PRIMARY, SECONDARY } from '../../../../bin/local/failover/contract';
import { MOVING, makeWaves } from '../../../../bin/local/failover/orders';

const waves = makeWaves(1_003, 'run');
const regionsOf = (from: number, to: number) =>
  new Set(waves.slice(from, to).flatMap(({ orders }) => orders.map(({ region }) => region)));

test('makes as many records as asked for, each with an id of its own', () => {
  const ids = waves.flatMap(({ orders }) => orders.map(({ id }) => id));
  expect(ids).toHaveLength(1_003);
  expect(new Set(ids).size).toBe(1_003);
});

test('producers move from one Region to the other', () => {
  expect(regionsOf(0, MOVING.first)).toEqual(new Set([PRIMARY]));
  expect(regionsOf(MOVING.first, MOVING.last)).toEqual(new Set([PRIMARY, SECONDARY]));
  expect(regionsOf(MOVING.last, waves.length)).toEqual(new Set([SECONDARY]));
});

test('few keys have most of the records', () => {
  const counts = new Map<string, number>();
  for (const { partitionKey } of waves.flatMap(({ orders }) => orders)) {
    counts.set(partitionKey, (counts.get(partitionKey) ?? 0) + 1);
  }
  const sorted = [...counts.values()].sort((a, b) => b - a);
  expect(sorted[0]).toBeGreaterThan(1_003 / 30);
  expect(sorted.length).toBeGreaterThan(50);
});
