import type { KinesisStreamEvent } from 'aws-lambda';
import { processRecords, type StreamRecord } from '../../../lambda/batch';
import { aggregatedRecord, kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { named, quiet, turns } from './support';

const context = lambdaContext();

/** Records of which each has its own name as data. */
function records(...names: string[]) {
  return names.map((name) => ({ partitionKey: name[0], data: name }));
}

function sequenceNumbers(event: KinesisStreamEvent): string[] {
  return event.Records.map(({ kinesis }) => kinesis.sequenceNumber);
}

/** Runs an event of text records with a handler that throws on some. */
async function run(event: KinesisStreamEvent, failing: string[] = [], concurrency = 16) {
  const ran: string[] = [];
  const handler = processRecords(
    async ({ payload }) => {
      await turns(2);
      ran.push(payload);
      if (failing.includes(payload)) throw new Error('broken');
    },
    { format: 'text', concurrency, ...quiet() },
  );
  return { ran, named: named(await handler(event, context)) };
}

describe('what a handler gets', () => {
  test('the decoded payload and where the record came from', async () => {
    const seen: StreamRecord<unknown>[] = [];
    const handler = processRecords((record) => void seen.push(record), quiet());
    const arrivalTime = new Date('2026-03-01T10:00:00.123Z');
    const event = kinesisEvent([{ partitionKey: 'k', data: { n: 1 } }], {
      shard: 7,
      streamName: 'orders',
      arrivalTime,
    });

    await handler(event, context);

    const [sequenceNumber] = sequenceNumbers(event);
    expect(seen).toEqual([
      {
        payload: { n: 1 },
        data: Buffer.from('{"n":1}'),
        partitionKey: 'k',
        sequenceNumber,
        subSequenceNumber: 0,
        aggregated: false,
        shardId: 'shardId-000000000007',
        streamName: 'orders',
        arrivalTime,
        id: `orders:shardId-000000000007:${sequenceNumber}:0`,
      },
    ]);
  });

  test('the name of the stream when the mapping is on a consumer', async () => {
    const names: string[] = [];
    const handler = processRecords(({ streamName }) => void names.push(streamName), quiet());

    await handler(kinesisEvent([{ data: 1 }], { streamName: 'orders', consumerName: 'billing' }), context);

    expect(names).toEqual(['orders']);
  });

  test('the user records of an aggregated record, each with an id of its own', async () => {
    const seen: StreamRecord<string>[] = [];
    const handler = processRecords((record) => void seen.push(record), { format: 'text', ...quiet() });
    const users = [
      { partitionKey: 'a', data: 'a1' },
      { partitionKey: 'b', data: 'b1', explicitHashKey: '12' },
    ];
    const event = kinesisEvent([{ partitionKey: 'x', data: 'x1' }, aggregatedRecord(users)]);

    await handler(event, context);

    expect(
      seen.map(({ payload, partitionKey, subSequenceNumber, aggregated, explicitHashKey }) => [
        payload,
        partitionKey,
        subSequenceNumber,
        aggregated,
        explicitHashKey,
      ]),
    ).toEqual([
      ['x1', 'x', 0, false, undefined],
      ['a1', 'a', 0, true, undefined],
      ['b1', 'b', 1, true, '12'],
    ]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(3);
  });

  test('ids that differ even if a sequence number comes twice', async () => {
    const ids: string[] = [];
    const handler = processRecords(({ id }) => void ids.push(id), quiet());

    await handler(kinesisEvent([1, 2, 3].map((data) => ({ data, sequenceNumber: '77' }))), context);

    expect(ids.map((id) => id.split(':').slice(-2).join(':'))).toEqual(['77:0', '77:1', '77:2']);
  });
});

describe('order', () => {
  test('records of a key follow each other while other keys overlap', async () => {
    const running = new Map<string, number>();
    let overlaps = 0;
    const order: string[] = [];
    const handler = processRecords(
      async ({ payload, partitionKey }) => {
        expect(running.get(partitionKey)).toBeUndefined();
        running.set(partitionKey, 1);
        if (running.size > 1) overlaps += 1;
        await turns(5);
        running.delete(partitionKey);
        order.push(payload);
      },
      { format: 'text', ...quiet() },
    );

    await handler(kinesisEvent(records('a1', 'a2', 'b1', 'a3', 'b2', 'c1')), context);

    expect(overlaps).toBeGreaterThan(0);
    expect(order.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(order.filter((name) => name.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  test('concurrency 1 runs one record at a time, in the order of the event', async () => {
    const event = kinesisEvent(records('a1', 'b1', 'a2', 'c1', 'b2'));
    expect((await run(event, [], 1)).ran).toEqual(['a1', 'b1', 'a2', 'c1', 'b2']);
  });
});

describe('failures', () => {
  test('a failed record stops its key, the others go on, and the answer names it', async () => {
    const event = kinesisEvent(records('a1', 'b1', 'a2', 'b2', 'c1'));
    const { ran, named } = await run(event, ['b1']);
    expect(ran.sort()).toEqual(['a1', 'a2', 'b1', 'c1']);
    expect(named).toEqual([sequenceNumbers(event)[1]]);
  });

  test('of several failures the answer names the lowest, and only that', async () => {
    const event = kinesisEvent(records('a1', 'b1', 'c1', 'd1'));
    expect((await run(event, ['d1', 'b1'])).named).toEqual([sequenceNumbers(event)[1]]);
  });

  test('sequence numbers of different length are compared as numbers', async () => {
    const event = kinesisEvent([
      {
        partitionKey: 'a',
        data: 'a1',
        sequenceNumber: '99999999999999999999999999999999999999999999999999999999',
      },
      {
        partitionKey: 'b',
        data: 'b1',
        sequenceNumber: '100000000000000000000000000000000000000000000000000000000',
      },
    ]);
    expect((await run(event, ['a1', 'b1'])).named).toEqual([sequenceNumbers(event)[0]]);
  });

  test('a failed user record fails the aggregated record that it came in', async () => {
    const event = kinesisEvent([
      ...records('x1'),
      aggregatedRecord([
        { partitionKey: 'a', data: 'a1' },
        { partitionKey: 'b', data: 'b1' },
        { partitionKey: 'a', data: 'a2' },
      ]),
      ...records('b2', 'c1'),
    ]);
    const { ran, named } = await run(event, ['b1']);
    expect(ran.sort()).toEqual(['a1', 'a2', 'b1', 'c1', 'x1']);
    expect(named).toEqual([sequenceNumbers(event)[1]]);
  });

  test('a batch without failures names nothing', async () => {
    expect((await run(kinesisEvent(records('a1', 'b1')))).named).toEqual([]);
  });

  test.each([
    ['text'],
    [undefined],
    [null],
    [{ code: 1 }],
    [Symbol('s')],
  ])('throwing %p is a failure as any other', async (thrown) => {
    const handler = processRecords(() => {
      throw thrown;
    }, quiet());
    const event = kinesisEvent([{ data: 1 }]);
    expect(named(await handler(event, context))).toEqual(sequenceNumbers(event));
  });

  test('a handler that throws at once fails like one that rejects', async () => {
    const handler = processRecords(() => {
      throw new Error('at once');
    }, quiet());
    const event = kinesisEvent([{ data: 1 }]);
    expect(named(await handler(event, context))).toEqual(sequenceNumbers(event));
  });

  test('an event put together from two shards names the lowest of each', async () => {
    const [left, right] = [0, 1].map((shard) => kinesisEvent(records('a1', 'b1'), { shard }));
    const event = { Records: [...right.Records, ...left.Records] };
    const { named } = await run(event, ['b1']);
    expect(named.sort()).toEqual([sequenceNumbers(left)[1], sequenceNumbers(right)[1]].sort());
  });
});
