import { createHash } from 'node:crypto';
import { hashKeyOf } from '../../../lambda/producer/hash-key';
import type { HotKeysReport } from '../../../lambda/report-hot-keys/contract';
import { reportOn } from '../../../lambda/report-hot-keys/report';
import { sampleStream } from '../../../lambda/report-hot-keys/sample-stream';
import { evenly, FakeClock, type FakeRecord, FakeStream, MINUTE } from './fake-stream';

/** Records of five minutes that fill a shard to 90 % of its bytes. */
const full = (keyOf: (n: number) => string) =>
  evenly(Math.floor((0.9 * 1024 * 1024 * 300) / 10_000), keyOf, 10_000);

async function report(
  shards: FakeRecord[][],
  options: { plainKeys?: boolean; decides?: boolean } = {},
): Promise<HotKeysReport> {
  const clock = new FakeClock();
  const stream = new FakeStream(shards, clock);
  stream.decides = options.decides ?? true;
  const sample = await sampleStream(stream, 5 * MINUTE, clock);
  return reportOn(sample, { streamName: 'orders', topKeys: 3, plainKeys: options.plainKeys ?? true });
}

const spread = (n: number) => `k${n % 997}`;
const mostlyOne = (n: number) => (n % 10 < 8 ? 'outlet' : spread(n));
const cold = () => evenly(2_000, spread);

describe('a shard is hot', () => {
  test('because of one key: no split helps', async () => {
    const { busiestShards, advice, hotKeys, keys } = await report([full(mostlyOne), cold()]);
    expect(busiestShards[0]).toMatchObject({ shardId: 'shard-0', cause: 'oneKey', heaviestKey: 'outlet' });
    expect(busiestShards[0].heaviestKeyShare).toBeCloseTo(0.8, 1);
    expect(busiestShards[1].cause).toBe('notHot');
    expect(hotKeys).toBe(1);
    expect(keys[0].key).toBe('outlet');
    expect(advice).toEqual([expect.stringMatching(/^shard-0 .* one key, outlet, .*no split helps.*salted/)]);
  });

  test('because of many keys: splits help', async () => {
    const { busiestShards, advice, hotKeys } = await report([full(spread), cold()]);
    expect(busiestShards[0].cause).toBe('manyKeys');
    expect(busiestShards[0].timesMean).toBeGreaterThan(1.9);
    expect(hotKeys).toBe(0);
    expect(advice).toEqual([expect.stringMatching(/^shard-0: .*many keys\. Split them/)]);
  });

  test('as the whole stream is: more shards', async () => {
    const { busiestShards, advice } = await report([full(spread), full(spread)]);
    expect(busiestShards.map(({ cause }) => cause)).toEqual(['wholeStream', 'wholeStream']);
    expect(advice).toEqual([expect.stringMatching(/^shard-\d, shard-\d: .*2 shards\. Give the stream more/)]);
  });

  test('not where there is room, however uneven the load', async () => {
    const { busiestShards, advice, hottestShardShare } = await report([evenly(9_000, mostlyOne), []]);
    expect(busiestShards.map(({ cause }) => cause)).toEqual(['notHot', 'notHot']);
    expect(hottestShardShare).toBe(1);
    expect(advice).toEqual(['No shard is hot: nothing to do.']);
  });

  test('because of a key heavy in bytes, not of the one with most records', async () => {
    const image = new Uint8Array(140_000);
    const records = evenly(8_000, (n) => (n % 4 === 0 ? 'images' : 'clicks')).map((record) =>
      record.partitionKey === 'images' ? { ...record, data: image } : record,
    );
    const { busiestShards, keys } = await report([records, cold()]);
    expect(busiestShards[0]).toMatchObject({ cause: 'oneKey', heaviestKey: 'images' });
    const images = keys.find(({ key }) => key === 'images');
    expect(images?.byteShare).toBeGreaterThan(0.9);
    expect(images?.recordShare).toBeLessThan(0.4);
  });

  test('not because of keys, where they do not decide', async () => {
    const { busiestShards, keys, advice } = await report([full(mostlyOne)], { decides: false });
    expect(busiestShards[0].cause).toBe('wholeStream');
    expect(keys[0]).not.toHaveProperty('shardId');
    expect(advice.at(-1)).toContain('AUTO');
  });
});

test('keys are named with the shard they hash to, and whether they are parts', async () => {
  const { keys } = await report([evenly(100, (n) => ['outlet#3/16', 'b'][n % 2]), []]);
  const half = (key: string) => (hashKeyOf(key) < 2n ** 127n ? 'shard-0' : 'shard-1');
  for (const { key, shardId } of keys) expect(shardId).toBe(half(key));
  expect(keys.map(({ key, salted }) => [key, salted]).sort()).toEqual([
    ['b', false],
    ['outlet#3/16', true],
  ]);
});

test('unless asked for, no key is in the report: a hash is', async () => {
  const found = await report([full(mostlyOne), cold()], { plainKeys: false });
  expect(JSON.stringify(found)).not.toContain('outlet');
  const hash = `sha256:${createHash('sha256').update('outlet').digest('hex').slice(0, 16)}`;
  expect(found.keys[0].key).toBe(hash);
  expect(found.busiestShards[0].heaviestKey).toBe(hash);
  expect(found.advice[0]).toContain(hash);
});

test('of an idle stream has nothing in it', async () => {
  expect(await report([[], []])).toMatchObject({
    streamName: 'orders',
    from: '2026-01-01T11:55:00.000Z',
    to: '2026-01-01T12:00:00.000Z',
    shards: { open: 2, read: 2, busy: 0, failed: 0 },
    sample: { records: 0, bytes: 0 },
    keys: [],
    hottestKeyShare: 0,
    hottestShardShare: 0,
    hotKeys: 0,
    advice: ['No shard is hot: nothing to do.'],
  });
});

test('of a stream with thousands of shards names the twenty busiest', async () => {
  const { busiestShards, advice } = await report(
    Array.from({ length: 40 }, (_, n) => (n < 10 ? full(spread) : [])),
  );
  expect(busiestShards).toHaveLength(20);
  expect(advice[0]).toMatch(/ and 5 more: /);
});
