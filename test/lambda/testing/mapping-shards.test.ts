import type { KinesisStreamRecord } from 'aws-lambda';
import { EventSourceMapping, kinesisEvent, kinesisEvents, shardId } from '../../../lambda/testing';
import { letterEvent, letters, textOf, throwOn, traceOf } from './support';

test('a poison record in one shard does not hold up another', async () => {
  const settings = { batchSize: 1, maximumRecordAgeInSeconds: 60, invocationDurationMs: 100 };
  const mapping = new EventSourceMapping(throwOn('a'), settings);
  const report = await mapping.run(letterEvent('a'), kinesisEvent(letters('xyz'), { shard: 1 }));
  const other = report.invocations.filter((invocation) => invocation.shardId === shardId(1));
  const start = report.invocations[0]?.startedAt ?? 0;
  // Three invocations of 100 ms, all within the second that the first retry of the other shard waits.
  expect(other.map(({ startedAt }) => startedAt - start)).toEqual([0, 100, 200]);
});

describe('with a parallelization factor', () => {
  const keys = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5'];
  const records = [0, 1, 2].flatMap((round) =>
    keys.map((partitionKey) => ({ partitionKey, data: `${partitionKey}#${round} ` })),
  );

  test('records of a key keep their order and their lane, in more lanes than one', async () => {
    const mapping = new EventSourceMapping(() => undefined, { batchSize: 2, parallelizationFactor: 4 });
    const report = await mapping.run(kinesisEvent(records));
    const lanes = new Map<string, Set<number>>();
    const order = new Map<string, string>();
    for (const { lane, records: sent } of report.invocations) {
      for (const record of sent) {
        const key = record.kinesis.partitionKey;
        lanes.set(key, (lanes.get(key) ?? new Set()).add(lane));
        order.set(key, (order.get(key) ?? '') + textOf([record]));
      }
    }
    for (const key of keys) {
      expect(lanes.get(key)?.size).toBe(1);
      expect(order.get(key)).toBe(`${key}#0 ${key}#1 ${key}#2 `);
    }
    expect(new Set(report.invocations.map(({ lane }) => lane)).size).toBeGreaterThan(1);
  });

  test('a poison key blocks its lane alone', async () => {
    const failing = new EventSourceMapping(
      (event) => {
        if (event.Records.some(({ kinesis }) => kinesis.partitionKey === 'k0')) throw new Error('poison');
      },
      { parallelizationFactor: 10 },
    );
    const report = await failing.runFor(10_000, kinesisEvent(records));
    const blocked = new Set(report.pending.map(({ kinesis }) => kinesis.partitionKey));
    expect(blocked).toContain('k0');
    expect(blocked.size).toBeLessThan(keys.length);
    expect(report.totals.succeeded + report.totals.pending).toBe(records.length);
  });
});

test('the same seed gives the same run, another seed another order and the same fates', async () => {
  const events = kinesisEvents(
    Array.from({ length: 40 }, (_, index) => ({ partitionKey: `k${index % 9}`, data: String(index % 10) })),
    3,
  );
  const reportOf = (seed: number) =>
    new EventSourceMapping(throwOn('7'), {
      seed,
      batchSize: 4,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 1,
      onFailure: 's3',
    }).run(...events);
  const [first, again, other] = [await reportOf(1), await reportOf(1), await reportOf(2)];
  expect(again).toEqual(first);
  expect(traceOf(other)).not.toEqual(traceOf(first));
  expect(other.fates).toEqual(first.fates);
});

describe('a shard that is read bit by bit', () => {
  /** Hands out one part of a shard at each read. */
  function readerOf(parts: KinesisStreamRecord[][]) {
    const asked: number[] = [];
    return {
      shardId: shardId(0),
      asked,
      read: async (maxRecords: number) => {
        asked.push(maxRecords);
        await new Promise(setImmediate);
        return parts.shift() ?? [];
      },
    };
  }
  const { Records: records } = letterEvent('abcde');

  test('is stepped through one invocation at a time', async () => {
    const mapping = new EventSourceMapping(throwOn('d'), { batchSize: 2, maximumRetryAttempts: 0 });
    mapping.addShard(readerOf([records.slice(0, 3), [], records.slice(3)]));
    const sent: string[] = [];
    for (let step = await mapping.step(); step !== undefined; step = await mapping.step()) {
      sent.push(`${textOf(step.records)} ${step.outcome}`);
    }
    expect(sent).toEqual(['ab success', 'c success', 'de failure']);
    expect(mapping.report().totals).toMatchObject({ succeeded: 3, discarded: 2 });
  });

  test('is asked again after it had nothing', async () => {
    const mapping = new EventSourceMapping(() => undefined);
    mapping.addShard(readerOf([[], records]));
    expect(await mapping.step()).toBeUndefined();
    expect(textOf((await mapping.step())?.records ?? [])).toBe('abcde');
  });

  test('is read on where the filters drop all of a read, to the same end as if it were given whole', async () => {
    const settings = { batchSize: 2, filters: [{ data: { kind: ['order'] } }] };
    const kinds = ['visit', 'visit', 'order', 'visit', 'order', 'order', 'visit', 'visit'];
    const { Records: visits } = kinesisEvent(kinds.map((kind) => ({ data: { kind } })));
    const whole = await new EventSourceMapping(() => undefined, settings).run({ Records: visits });
    const mapping = new EventSourceMapping(() => undefined, settings);
    mapping.addShard(readerOf([0, 2, 4, 6].map((at) => visits.slice(at, at + 2))));
    const report = await mapping.run();
    expect(report.totals).toMatchObject({ records: 8, succeeded: 3, filtered: 5 });
    expect(traceOf(report)).toEqual(traceOf(whole));
  });

  test('is not read ahead of a block', async () => {
    const mapping = new EventSourceMapping(throwOn('a'), { batchSize: 2, maximumRetryAttempts: 5 });
    const reader = readerOf([records.slice(0, 4), records.slice(4)]);
    mapping.addShard(reader);
    for (let step = 0; step < 5; step += 1) await mapping.step();
    // Two wait behind the two that are retried: enough for the next batch.
    expect(reader.asked).toEqual([2]);
  });
});

test('fateOf finds a record by its sequence number, and fails on one that was not read', async () => {
  const event = letterEvent('ab');
  const report = await new EventSourceMapping(() => undefined).run(event);
  const sequenceNumber = event.Records[1]?.kinesis.sequenceNumber ?? '';
  expect(report.fateOf(sequenceNumber)).toMatchObject({ status: 'succeeded', runs: 1, shardId: shardId(0) });
  expect(() => report.fateOf('1')).toThrow('no record 1 was read');
});
