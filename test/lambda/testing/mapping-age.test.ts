import { EventSourceMapping, kinesisEvent, VirtualClock } from '../../../lambda/testing';
import { letterEvent, letters, textOf, throwOn, traceOf } from './support';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('a failing record is retried until it is too old', async () => {
  const mapping = new EventSourceMapping(throwOn('a'), { maximumRecordAgeInSeconds: 60, onFailure: 'sqs' });
  const report = await mapping.run(letterEvent('ab'));
  // At 0, 1.1, 3.2, 7.3, 15.4 and 31.5 seconds; the next would be at 63.6.
  expect(report.totals).toMatchObject({ invocations: 6, sentToDestination: 2 });
  expect(report.deliveries).toHaveLength(1);
  expect(report.deliveries[0]?.record.requestContext).toMatchObject({
    condition: 'RecordAgeExceeded',
    approximateInvokeCount: 6,
  });
});

test('a record as old as the limit is sent, an older one is not', async () => {
  const mapping = new EventSourceMapping(() => undefined, { maximumRecordAgeInSeconds: 60 });
  const report = await mapping.run(
    kinesisEvent([
      { data: 'a', arrivalTime: 0 },
      { data: 'b', arrivalTime: 1 },
      { data: 'c', arrivalTime: MINUTE + 1 },
    ]),
  );
  expect(traceOf(report)).toEqual(['bc success']);
  expect(textOf(report.lost)).toBe('a');
});

test('a batch loses its old records alone, one message for each run of them', async () => {
  const mapping = new EventSourceMapping(() => undefined, {
    maximumRecordAgeInSeconds: 60,
    onFailure: 'sns',
  });
  const [old, young] = [0, 5 * MINUTE];
  const report = await mapping.run(
    kinesisEvent(
      Object.entries({ a: old, b: old, c: young, d: old, e: young }).map(([data, arrivalTime]) => ({
        data,
        arrivalTime,
      })),
    ),
  );
  expect(traceOf(report)).toEqual(['ce success']);
  expect(report.deliveries.map(({ records }) => textOf(records))).toEqual(['ab', 'd']);
});

test('without a limit a record is lost when the stream lets it go', async () => {
  const settings = { retentionPeriodHours: 24, onFailure: 's3', clock: new VirtualClock(0) } as const;
  const mapping = new EventSourceMapping(throwOn('a'), settings);
  const report = await mapping.run(kinesisEvent([{ data: 'a', arrivalTime: 0 }]));
  expect(report.fates[0]).toMatchObject({ status: 'expired', condition: undefined });
  expect(textOf(report.lost)).toBe('a');
  expect(report.deliveries).toEqual([]);
  expect(mapping.clock.now()).toBeGreaterThan(24 * HOUR);
  expect(mapping.clock.now()).toBeLessThan(24 * HOUR + 2 * MINUTE);
});

test('the limit comes first when it is as long as the retention', async () => {
  const mapping = new EventSourceMapping(throwOn('a'), {
    maximumRecordAgeInSeconds: 24 * 3600,
    onFailure: 's3',
  });
  expect((await mapping.run(letterEvent('a'))).fates[0]?.status).toBe('sentToDestination');
});

test('a record too large for an event blocks its shard until it is too old', async () => {
  const mapping = new EventSourceMapping(() => undefined, {
    maximumRecordAgeInSeconds: 3600,
    onFailure: 's3',
  });
  const huge = { data: Buffer.alloc(5 * 1024 * 1024), arrivalTime: 0 };
  const report = await mapping.run(
    kinesisEvent([huge, { data: 'b', arrivalTime: 30 * MINUTE }]),
    kinesisEvent([{ data: 'x', arrivalTime: 0 }], { shard: 1 }),
  );
  expect(traceOf(report)).toEqual(['x success', 'b success']);
  expect(report.fates[0]).toMatchObject({
    status: 'sentToDestination',
    condition: 'RecordAgeExceeded',
    runs: 0,
  });
  expect(report.invocations[1]?.startedAt).toBe(HOUR + 1);
});

test('within a stretch of time a poison record blocks what is behind it', async () => {
  const mapping = new EventSourceMapping(throwOn('a'), { batchSize: 1 });
  const report = await mapping.runFor(MINUTE, letterEvent('ab'));
  expect(report.totals).toMatchObject({ pending: 2, succeeded: 0 });
  expect(textOf(report.pending)).toBe('ab');
  expect(report.lost).toEqual([]);
  expect(traceOf(report)).toEqual(Array.from({ length: 6 }, () => 'a failure'));
});

test('nothing begins after a stretch of time that a handler has used up', async () => {
  const clock = new VirtualClock();
  const mapping = new EventSourceMapping(() => clock.advance(MINUTE / 3), { batchSize: 1, clock });
  const start = clock.now();
  const report = await mapping.runFor(
    MINUTE / 2,
    letterEvent('a'),
    kinesisEvent(letters('xyz'), { shard: 1 }),
  );
  expect(report.invocations.map(({ startedAt }) => startedAt - start)).toEqual([0, MINUTE / 3]);
  expect(report.totals).toMatchObject({ succeeded: 2, pending: 2 });
  expect(clock.now()).toBe(start + (2 * MINUTE) / 3);
});

test('one stretch of time follows the other, and records may come in between', async () => {
  const mapping = new EventSourceMapping(() => undefined);
  const before = await mapping.runFor(MINUTE, letterEvent('ab'));
  const start = before.invocations[0]?.startedAt ?? 0;
  expect(mapping.clock.now()).toBe(start + MINUTE);
  const after = await mapping.runFor(MINUTE, kinesisEvent([{ data: 'c' }], { recordsBefore: 2 }));
  expect(before.totals.invocations).toBe(1);
  expect(traceOf(after)).toEqual(['ab success', 'c success']);
  expect(mapping.clock.now()).toBe(start + 2 * MINUTE);
});
