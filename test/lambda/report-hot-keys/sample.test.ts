import { aggregate } from '../../../lambda/records';
import { sampleShard } from '../../../lambda/report-hot-keys/sample-shard';
import { sampleStream } from '../../../lambda/report-hot-keys/sample-stream';
import { evenly, FakeClock, type FakeRecord, FakeStream, failure, MINUTE, NOW, record } from './fake-stream';

const WINDOW = 5 * MINUTE;
const window = { from: NOW - WINDOW, to: NOW };

function streamOf(...shards: FakeRecord[][]) {
  const clock = new FakeClock();
  return { clock, stream: new FakeStream(shards, clock) };
}

describe('a shard', () => {
  test('with few records is read whole, older and newer ones left out', async () => {
    const old = record('old', NOW - WINDOW - 1);
    const { stream, clock } = streamOf([old, ...evenly(40, (n) => `k${n % 2}`), record('new', NOW + 1)]);
    const sample = await sampleShard(stream, 'shard-0', window, 8, clock);
    expect(sample).toMatchObject({
      kinesisRecords: 40,
      kinesisBytes: 40 * 102,
      covered: WINDOW,
      busy: false,
    });
    expect(sample?.keys.heaviest(9).map(({ key }) => key)).toEqual(['k0', 'k1']);
    expect(stream.reads).toHaveLength(1);
  });

  test('with many is read eight times over the window, a second apart, within a quarter of its throughput', async () => {
    const { stream, clock } = streamOf(evenly(60_000, (n) => `k${n % 10}`, 5_000));
    const sample = await sampleShard(stream, 'shard-0', window, 8, clock);
    expect(stream.reads).toHaveLength(8);
    for (const [i, { time, bytes }] of stream.reads.entries()) {
      if (i > 0) expect(time - stream.reads[i - 1].time).toBeGreaterThanOrEqual(1_000);
      expect(bytes).toBeLessThanOrEqual(512 * 1024);
    }
    expect(sample?.until).toBe(NOW);
    const rate = (sample?.kinesisRecords ?? 0) / (WINDOW / 1_000);
    expect(rate).toBeGreaterThan(190);
    expect(rate).toBeLessThan(215);
  });

  test('is read at times spread over the window, so that keys of its later half count as well', async () => {
    const { stream, clock } = streamOf(evenly(50_000, (n) => (n < 25_000 ? 'early' : 'late'), 2_000));
    const sample = await sampleShard(stream, 'shard-0', window, 8, clock);
    const shares = sample?.keys.heaviest(2).map(({ key, recordShare }) => [key, recordShare]);
    expect(Object.fromEntries(shares ?? [])).toEqual({
      early: expect.closeTo(0.43, 1),
      late: expect.closeTo(0.57, 1),
    });
  });

  test('is taken apart where records are aggregated', async () => {
    const users = Array.from({ length: 30 }, (_, n) => ({
      partitionKey: `u${n % 3}`,
      data: Buffer.alloc(10),
    }));
    const [{ partitionKey, data }] = aggregate(users, { mixedKeys: true });
    const { stream, clock } = streamOf([{ partitionKey, data, arrival: NOW - 1 }]);
    const sample = await sampleShard(stream, 'shard-0', window, 8, clock);
    expect(sample?.kinesisRecords).toBe(1);
    expect(sample?.keys.records.total).toBe(30);
    expect(sample?.keys.bytes.total).toBe(30 * 12);
  });

  test.each([
    'ProvisionedThroughputExceededException',
    'KMSThrottlingException',
  ])('is left to its readers after %s, with what was read', async (name) => {
    const { stream, clock } = streamOf(evenly(60_000, () => 'k'));
    stream.fault = (_, read) => (read === 2 ? failure(name) : undefined);
    const sample = await sampleShard(stream, 'shard-0', window, 8, clock);
    expect(sample?.busy).toBe(true);
    expect(sample?.kinesisRecords).toBeGreaterThan(50);
    expect(stream.reads).toHaveLength(3);
  });

  test('ends when time runs out', async () => {
    const clock = new FakeClock(NOW + 2_500);
    const stream = new FakeStream([evenly(60_000, () => 'k')], clock);
    const sample = await sampleShard(stream, 'shard-0', window, 8, clock);
    expect(stream.reads).toHaveLength(3);
    expect(sample?.kinesisRecords).toBeGreaterThan(0);
    expect(await sampleShard(stream, 'shard-0', window, 8, new FakeClock(NOW))).toBeUndefined();
  });
});

describe('a stream', () => {
  test('weighs each shard’s sample by what it stands for', async () => {
    const { stream, clock } = streamOf(
      evenly(90_000, () => 'heavy'),
      evenly(10_000, () => 'light'),
    );
    const { keys, shards } = await sampleStream(stream, WINDOW, clock);
    const [first, second] = keys.heaviest(2);
    expect([first.key, second.key]).toEqual(['heavy', 'light']);
    expect(first.recordShare).toBeGreaterThan(0.87);
    expect(first.recordShare).toBeLessThan(0.93);
    const heavy = shards.find(({ shardId }) => shardId === 'shard-0');
    expect(heavy?.recordsPerSecond).toBeGreaterThan(280);
    expect(heavy?.recordsPerSecond).toBeLessThan(320);
  });

  test('counts a shard that fails and one that is busy from the start, and reads the others', async () => {
    const { stream, clock } = streamOf(...[1, 2, 3].map(() => evenly(50, (n) => `k${n}`)));
    stream.fault = (shardId) => {
      if (shardId === 'shard-0') return failure('InternalFailureException', 'server');
      return shardId === 'shard-1' ? failure('ProvisionedThroughputExceededException') : undefined;
    };
    const { shards, failed } = await sampleStream(stream, WINDOW, clock);
    expect(shards.map(({ shardId }) => shardId)).toEqual(['shard-2']);
    expect(failed).toBe(2);
  });

  test.each([
    ['it may not be read', failure('AccessDeniedException')],
    ['no shard can be read', failure('InternalFailureException', 'server')],
  ])('fails when %s', async (_, error) => {
    const { stream, clock } = streamOf(
      evenly(5, () => 'k'),
      evenly(5, () => 'k'),
    );
    stream.fault = () => error;
    await expect(sampleStream(stream, WINDOW, clock)).rejects.toBe(error);
  });

  test('without records, or without time, is a sample of nothing', async () => {
    const { stream, clock } = streamOf([], []);
    expect(await sampleStream(stream, WINDOW, clock)).toMatchObject({ records: 0, failed: 0 });
    const late = new FakeClock(NOW);
    const other = new FakeStream([evenly(5, () => 'k')], late);
    expect(await sampleStream(other, WINDOW, late)).toMatchObject({ shards: [], failed: 0 });
  });

  test('of many shards is read in a bounded number of reads', async () => {
    const clock = new FakeClock(NOW + 60 * MINUTE);
    const busy = evenly(2_000, (n) => `k${n}`, 10_000);
    const stream = new FakeStream(
      Array.from({ length: 1_000 }, () => busy),
      clock,
    );
    await sampleStream(stream, WINDOW, clock);
    expect(stream.reads).toHaveLength(4_000);
  });
});
