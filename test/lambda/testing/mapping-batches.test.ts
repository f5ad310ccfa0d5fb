import { aggregatedRecord, EventSourceMapping, kinesisEvent } from '../../../lambda/testing';
import { letterEvent, letters, textOf, traceOf } from './support';

const MIB = 1024 * 1024;

test('a batch has as many records as the batch size, the last the rest', async () => {
  const report = await new EventSourceMapping(() => undefined, { batchSize: 3 }).run(letterEvent('abcdefg'));
  expect(traceOf(report)).toEqual(['abc success', 'def success', 'g success']);
  expect(report.totals).toMatchObject({ records: 7, succeeded: 7, invocations: 3 });
});

test('the default is 100', async () => {
  const report = await new EventSourceMapping(() => undefined).run(letterEvent('x'.repeat(101)));
  expect(report.invocations.map(({ records }) => records.length)).toEqual([100, 1]);
});

test('a batch ends before its event passes 6 MB', async () => {
  // A MiB is 1.4 million characters of base64: four fit, five do not.
  const report = await new EventSourceMapping(() => undefined).run(
    kinesisEvent(Array.from({ length: 6 }, () => ({ data: Buffer.alloc(MIB) }))),
  );
  expect(report.invocations.map(({ records }) => records.length)).toEqual([4, 2]);
});

test('an event of exactly 6 MB is sent, one byte more is not', async () => {
  const sizes: number[] = [];
  const measure = (event: unknown) => void sizes.push(Buffer.byteLength(JSON.stringify(event)));
  const overhead = Buffer.byteLength(JSON.stringify(kinesisEvent([{ partitionKey: '', data: '' }])));
  // Base64 grows by 4, the partition key by 1: together they reach any size.
  const room = 6 * MIB - overhead;
  const record = (keyLength: number) => ({
    partitionKey: 'k'.repeat(keyLength),
    data: Buffer.alloc(((room - (room % 4)) / 4) * 3),
  });
  const fits = await new EventSourceMapping(measure).run(kinesisEvent([record(room % 4)]));
  expect(sizes).toEqual([6 * MIB]);
  expect(fits.totals).toMatchObject({ succeeded: 1 });
  const tooLarge = await new EventSourceMapping(measure).run(kinesisEvent([record((room % 4) + 1)]));
  expect(tooLarge.totals).toMatchObject({ expired: 1, invocations: 0 });
});

test('each event holds records of one shard', async () => {
  const shards: string[][] = [];
  const mapping = new EventSourceMapping((event) => {
    shards.push([...new Set(event.Records.map(({ eventID }) => eventID.split(':')[0] ?? ''))]);
  });
  await mapping.run(kinesisEvent(letters('abc'), { shard: 0 }), kinesisEvent(letters('xyz'), { shard: 1 }));
  expect(shards.every((ids) => ids.length === 1)).toBe(true);
  expect(shards.flat().sort()).toEqual(['shardId-000000000000', 'shardId-000000000001']);
});

test('an aggregated record counts as one, and reaches the function as it is', async () => {
  const record = aggregatedRecord(letters('ab'));
  const report = await new EventSourceMapping(() => undefined, { batchSize: 1 }).run(kinesisEvent([record]));
  expect(report.totals).toMatchObject({ records: 1, invocations: 1 });
  expect(report.succeeded[0]?.kinesis.data).toBe(Buffer.from(record.data as Buffer).toString('base64'));
});

test('without records nothing is invoked', async () => {
  expect((await new EventSourceMapping(() => undefined).run()).totals).toMatchObject({
    records: 0,
    invocations: 0,
  });
});

test('fails on records of a shard that are out of order', async () => {
  const mapping = new EventSourceMapping(() => undefined);
  mapping.add(letterEvent('ab'));
  expect(() => mapping.add(letterEvent('c'))).toThrow(
    'sequence numbers must ascend within shardId-000000000000, got 4966',
  );
});

test('what a handler does to its event does not reach the next attempt', async () => {
  const seen: string[] = [];
  const mapping = new EventSourceMapping(
    (event) => {
      seen.push(textOf(event.Records));
      event.Records.pop();
      for (const record of event.Records) record.kinesis.data = '';
      throw new Error('again');
    },
    { maximumRetryAttempts: 1, onFailure: 's3' },
  );
  const report = await mapping.run(letterEvent('ab'));
  expect(seen).toEqual(['ab', 'ab']);
  expect(textOf(report.invocations[0]?.records ?? [])).toBe('ab');
  expect(textOf(report.deliveries[0]?.records ?? [])).toBe('ab');
});

test('the context knows the function and its time', async () => {
  const mapping = new EventSourceMapping(
    (_event, context) => {
      expect(context.functionName).toBe('orders');
      expect(context.getRemainingTimeInMillis()).toBe(9_000);
    },
    { functionTimeoutMs: 9_000, functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders:live' },
  );
  expect((await mapping.run(letterEvent('a'))).totals).toMatchObject({ succeeded: 1 });
});

test.each([
  [{ batchSize: 0 }, 'batchSize must be a whole number from 1 to 10000, got 0'],
  [{ batchSize: 10_001 }, 'batchSize must be a whole number from 1 to 10000, got 10001'],
  [{ batchSize: 1.5 }, 'batchSize must be a whole number from 1 to 10000, got 1.5'],
  [{ parallelizationFactor: 11 }, 'parallelizationFactor must be a whole number from 1 to 10, got 11'],
  [{ maximumRetryAttempts: -2 }, 'maximumRetryAttempts must be a whole number from 0 to 10000 or -1, got -2'],
  [
    { maximumRecordAgeInSeconds: 59 },
    'maximumRecordAgeInSeconds must be a whole number from 60 to 604800 or -1, got 59',
  ],
  [{ retentionPeriodHours: 23 }, 'retentionPeriodHours must be a whole number from 24 to 8760, got 23'],
  [{ invocationLimit: 0 }, 'invocationLimit must be a whole number from 1 to 10000000, got 0'],
])('fails on %p', (settings, message) => {
  expect(() => new EventSourceMapping(() => undefined, settings)).toThrow(message);
});
