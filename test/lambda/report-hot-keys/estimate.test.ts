import { reportOn } from '../../../lambda/report-hot-keys/report';
import { sampleStream } from '../../../lambda/report-hot-keys/sample-stream';
import { FakeClock, type FakeRecord, FakeStream, failure, MINUTE, NOW, record } from './fake-stream';

const KIBIBYTE = 1024 - 'k00'.length;

/** Records of a KiB with a share of a shard's capacity, from `from` until `to` seconds ago, by the keys that `keyOf` says. */
function load(share: number, from: number, to: number, keyOf = spread): FakeRecord[] {
  const count = Math.floor(share * 1000 * (from - to));
  return Array.from({ length: count }, (_, n) =>
    record(keyOf(n), NOW - from * 1000 + Math.floor((n * (from - to) * 1000) / count), KIBIBYTE),
  );
}

function spread(n: number): string {
  return `k${10 + (n % 50)}`;
}

/** Of a shard's capacity: one read stands for a seventh of the window, in which a change may be half a seventh off. */
const TOLERANCE = 0.07;

const one = () => 'HOT';

const near = (found: number, expected: number) => Math.abs(found - expected) <= TOLERANCE;

async function report(
  shards: FakeRecord[][],
  minutes: number,
  made: string[] = [],
  created = 0,
  readsLeft = 8,
) {
  const clock = new FakeClock();
  const stream = new FakeStream(shards, clock);
  stream.created = created;
  stream.fault = (_, read) =>
    read < readsLeft ? undefined : failure('ProvisionedThroughputExceededException');
  for (const id of made) stream.made.add(id);
  const sample = await sampleStream(stream, minutes * MINUTE, clock);
  const found = reportOn(sample, { streamName: 's', topKeys: 3, plainKeys: true });
  const use = (id: string) => found.busiestShards.find(({ shardId }) => shardId === id)?.utilisation ?? -1;
  const share = (key: string) => found.keys.find((each) => each.key === key)?.recordShare ?? 0;
  return { ...found, use, share };
}

test.each<[string, number, FakeRecord[], number]>([
  ['steady, nearly full', 5, load(0.9, 300, 0), 0.9],
  ['steady, half full', 5, load(0.5, 300, 0), 0.5],
  ['steady, nearly idle', 5, load(0.004, 300, 0), 0.004],
  ['idle', 5, [], 0],
  ['idle until a minute ago', 5, load(0.9, 60, 0), 0.18],
  ['idle for the last minute', 5, load(0.9, 300, 60), 0.72],
  ['a burst in the middle', 5, load(0.9, 200, 100), 0.3],
  ['two levels', 5, [...load(0.9, 300, 150), ...load(0.1, 150, 0)], 0.5],
  ['a minute’s window', 1, load(0.9, 60, 0), 0.9],
  ['records that go back less than the window', 30, load(0.9, 300, 0), 0.15],
])('utilisation is the mean over the window: %s', async (_traffic, minutes, records, expected) => {
  const { use } = await report([records], minutes);
  expect(near(use('shard-0'), expected)).toBe(true);
});

test.each([
  1, 2, 5, 10, 20,
])('batches every %i s, a fifth of the time, are no steady load', async (period) => {
  const batches = Array.from({ length: 300 / period }, (_, n) =>
    load(0.9, 300 - n * period, 300 - (n + 0.2) * period),
  ).flat();
  const { use } = await report([batches], 5);
  expect(near(use('shard-0'), 0.18)).toBe(true);
});

test('large records, of which a read brings one, fill a shard', async () => {
  const clock = new FakeClock();
  const times = Array.from({ length: 540 }, () => Math.floor(clock.random() * 300_000)).sort((x, y) => x - y);
  const records = times.map((time) => record('HOT', NOW - 300_000 + time, 512 * 1024 - 3));
  const { use } = await report([records], 5);
  expect(Math.abs(use('shard-0') - 0.9)).toBeLessThan(0.2);
});

test('a light load is read whole', async () => {
  const { use, sample } = await report([load(0.01, 300, 0)], 5);
  expect(sample.records).toBe(3_000);
  expect(use('shard-0')).toBe(0.01);
});

test('an answer without records before the end of its part is no silence', async () => {
  const clock = new FakeClock();
  const stream = new FakeStream([load(0.9, 300, 0)], clock);
  const { read } = stream;
  let answers = 0;
  stream.read = async (iterator, limit) => {
    answers++;
    // As Kinesis may do: nothing yet, not at the end.
    if (answers % 2 === 1) return { records: [], behind: 400_000, next: iterator };
    return read.call(stream, iterator, limit);
  };
  const { shards } = await sampleStream(stream, 5 * MINUTE, clock);
  expect(shards[0].recordsPerSecond / 1000).toBeCloseTo(0.9, 1);
});

test('a full shard whose readers leave one read is full', async () => {
  const { use, shards } = await report([load(0.9, 300, 0)], 5, [], 0, 1);
  expect(shards.busy).toBe(1);
  expect(use('shard-0')).toBeCloseTo(0.9, 1);
});

test.each([
  ['60 s ago', 5, 60],
  ['200 s ago', 5, 200],
  ['three minutes ago, in a window of 15', 15, 180],
  ['five seconds ago', 5, 5],
])('a shard made %s is judged by its own time, and its keys too', async (_when, minutes, age) => {
  const { busiestShards, use, share, hotKeys, advice } = await report(
    [load(0.9, minutes * 60, 0), load(0.9, age, 0, one)],
    minutes,
    ['shard-1'],
  );
  expect(use('shard-0')).toBeCloseTo(0.9, 1);
  expect(use('shard-1')).toBeCloseTo(0.9, 1);
  expect(share('HOT')).toBeCloseTo(0.5, 1);
  expect(busiestShards.find(({ shardId }) => shardId === 'shard-1')?.cause).toBe('oneKey');
  expect(hotKeys).toBe(1);
  expect(advice[0]).toContain('shard-1 is hot because of one key, HOT');
});

test('so are the shards of a stream created within the window', async () => {
  const { use } = await report([load(0.9, 100, 0)], 5, [], NOW - 110_000);
  expect(use('shard-0')).toBeCloseTo(0.9, 1);
});

test('a few records of a shard made just now are no load', async () => {
  const { use } = await report([load(0.9, 0.05, 0, one)], 5, ['shard-0']);
  expect(use('shard-0')).toBeLessThan(0.1);
});

test('a key of a burst has the share that it had in the window', async () => {
  const { share } = await report(
    [[...load(0.1, 300, 200), ...load(0.9, 200, 100, one), ...load(0.1, 100, 0)]],
    5,
  );
  expect(near(share('HOT'), 0.82)).toBe(true);
});

test('one read a shard tells a full one from an idle one', async () => {
  const clock = new FakeClock(NOW + 60 * MINUTE);
  const [full, idle] = [load(0.9, 60, 0), load(0.01, 60, 0)];
  const stream = new FakeStream(
    Array.from({ length: 2_001 }, (_, n) => (n === 7 ? full : idle)),
    clock,
  );
  const { shards } = await sampleStream(stream, MINUTE, clock);
  const rate = (id: string) => shards.find(({ shardId }) => shardId === id)?.recordsPerSecond;
  expect(rate('shard-7')).toBeCloseTo(920, -2);
  expect(rate('shard-8')).toBeCloseTo(10, 0);
  expect(stream.reads).toHaveLength(2_001);
});
