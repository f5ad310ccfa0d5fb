import { EVEN, evenShards, loaded, served, updateMinutes } from '../../../bin/simulate/service';
import { SimulatedStream } from '../../../bin/simulate/stream';
import { HASH_KEYS } from '../../../lambda/scale-shards/model';

const RECORD_BYTES = 25_600;

function stream(count: number, slowdown = 1): SimulatedStream {
  return new SimulatedStream(count, EVEN, RECORD_BYTES, slowdown);
}

/** Minutes until the stream is ACTIVE again. */
function minutesOfUpdate(busy: SimulatedStream): number {
  let minutes = 0;
  while (busy.updating) {
    busy.step(0);
    minutes++;
  }
  return minutes;
}

test('a shard serves all of what fits even in bursts, and never more than it can', () => {
  expect(served(0)).toBe(0);
  expect(served(0.8)).toBe(0.8);
  expect(served(1.3)).toBe(1);
});

test('between those it serves the mean over bursts of 20 % either way', () => {
  const sampled = (load: number) => {
    const n = 100_000;
    const part = (i: number) => Math.min(1, load * (0.8 + (0.4 * (i + 0.5)) / n));
    return Array.from({ length: n }, (_, i) => part(i)).reduce((sum, one) => sum + one, 0) / n;
  };
  for (const load of [0.84, 0.9, 1, 1.1, 1.24]) expect(served(load)).toBeCloseTo(sampled(load), 6);
});

test('UpdateShardCount takes two minutes and one for each twenty shards, half as long again off the quarters', () => {
  expect(updateMinutes(20, 40)).toBe(3);
  expect(updateMinutes(40, 50)).toBe(2.5);
  expect(updateMinutes(40, 41)).toBeCloseTo(3.075);
  expect(updateMinutes(40, 20)).toBe(3);
});

test('the shards change when the call is through, three times later when slowed down', () => {
  const [usual, slow] = [stream(20), stream(20, 3)];
  for (const one of [usual, slow]) expect(one.updateShardCount(40)).toBe(true);
  expect(usual.shards).toHaveLength(20);
  expect(minutesOfUpdate(usual)).toBe(3);
  expect(minutesOfUpdate(slow)).toBe(9);
  expect(usual.shards).toHaveLength(40);
});

test("Kinesis's rules are kept: double, half, not while updating, ten in a rolling day", () => {
  const busy = stream(20);
  expect(busy.updateShardCount(41)).toBe(false);
  expect(busy.updateShardCount(9)).toBe(false);
  expect(busy.updateShardCount(20)).toBe(false);
  for (let i = 0; i < 10; i++) {
    expect(busy.updateShardCount(i % 2 === 0 ? 40 : 20)).toBe(true);
    expect(busy.updateShardCount(30)).toBe(false);
    minutesOfUpdate(busy);
  }
  expect(busy.updateShardCount(30)).toBe(false);
  while (busy.now < 1439) busy.step(0);
  expect(busy.callsLeft).toBe(0);
  busy.step(0);
  expect(busy.updateShardCount(30)).toBe(true);
});

test('splits and merges take half a minute each, one after another, and keep every hash key', () => {
  const open = stream(4);
  const ids = open.shards.map(({ id }) => id);
  const { start, end } = open.shards[0];
  open.split(ids[0], start + (end - start + 1n) / 2n);
  open.split(ids[1], start);
  open.merge(ids[2], ids[3]);
  open.step(1);
  expect([open.shards.length, open.updating]).toEqual([5, true]);
  open.step(1);
  expect([open.shards.length, open.updating]).toEqual([4, false]);
  const ends = open.shards.map(({ end }) => end + 1n);
  expect(open.shards.slice(1).map(({ start }) => start)).toEqual(ends.slice(0, -1));
  expect([open.shards[0].start, open.shards[3].end]).toEqual([0n, HASH_KEYS - 1n]);
});

test('what does not fit is refused, and counted as metrics count it', () => {
  const { accepted, bytes, records, rejected } = stream(2).step(4);
  expect(accepted).toBe(2);
  expect(bytes).toBe(2 * 60 * 1024 * 1024);
  expect(records).toBeCloseTo(bytes / RECORD_BYTES);
  expect(rejected).toBeCloseTo(records);
});

test('small records fill a shard by their count', () => {
  const { records, bytes } = new SimulatedStream(1, EVEN, 100, 1).step(0.5);
  expect(records).toBe(30_000);
  expect(bytes).toBe(3_000_000);
});

test('a heavy key loads the one shard that has its hash key', () => {
  const skew = { even: 0.4, keys: [{ hash: HASH_KEYS / 2n, share: 0.6 }] };
  const shares = evenShards(4, 0).map((shard) => loaded(shard, skew).share);
  expect(shares.map((share) => Number(share.toFixed(6)))).toEqual([0.1, 0.1, 0.7, 0.1]);
});
