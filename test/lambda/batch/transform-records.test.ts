import type { FirehoseTransformationEvent } from 'aws-lambda';
import * as v from 'valibot';
import { z } from 'zod';
import {
  deliver,
  drop,
  type FirehoseRecord,
  type RecordTransform,
  transformRecords,
} from '../../../lambda/batch';
import { decodeFirehoseResult, firehoseEvent, lambdaContext } from '../../../lambda/testing';
import { quiet } from './support';

const context = lambdaContext();

describe('what a transform gets', () => {
  async function seen(event: FirehoseTransformationEvent) {
    const records: FirehoseRecord<unknown>[] = [];
    const transform: RecordTransform<unknown> = (record) => {
      records.push(record);
      return drop();
    };
    await transformRecords(transform, quiet())(event, context);
    return records;
  }
  const arrivalTime = new Date('2026-03-01T10:00:00.123Z');

  test('the record, when producers put into Firehose', async () => {
    const event = firehoseEvent([{ data: { a: 1 } }], { arrivalTime });
    expect(await seen(event)).toEqual([
      { recordId: event.records[0].recordId, data: Buffer.from('{"a":1}'), payload: { a: 1 }, arrivalTime },
    ]);
  });

  test('where the record was, when Firehose reads a stream', async () => {
    const event = firehoseEvent([{ data: 1, partitionKey: 'k' }], {
      sourceStreamName: 'orders',
      shard: 3,
      arrivalTime,
    });
    expect((await seen(event))[0].source).toEqual({
      shardId: 'shardId-000000000003',
      partitionKey: 'k',
      sequenceNumber: expect.stringMatching(/^\d{56}$/),
      subSequenceNumber: 0,
      arrivalTime,
    });
  });

  test.each([
    ['7', 7],
    ['', 0],
    [undefined, 0],
  ])('sub-sequence number %p as %p', async (subsequenceNumber, expected) => {
    const event = firehoseEvent([{ data: 1 }], { sourceStreamName: 'orders' });
    const metadata = { ...event.records[0].kinesisRecordMetadata, subsequenceNumber };
    const changed = { ...event, records: [{ ...event.records[0], kinesisRecordMetadata: metadata }] };
    expect((await seen(changed as FirehoseTransformationEvent))[0].source?.subSequenceNumber).toBe(expected);
  });

  test('an empty event is answered with no record', async () => {
    expect(await transformRecords(drop, quiet())(firehoseEvent([]), context)).toEqual({ records: [] });
  });

  test('an event of another service is refused', async () => {
    const event = { Records: [] } as unknown as FirehoseTransformationEvent;
    await expect(transformRecords(drop, quiet())(event, context)).rejects.toThrow(
      'transformRecords takes events of Firehose, got one without records',
    );
  });
});

describe('payloads', () => {
  const event = firehoseEvent([
    { data: { n: '1' } },
    { data: { n: 'x' } },
    { data: '{' },
    { data: Buffer.from([0xff]) },
  ]);

  test.each([
    ['zod', z.object({ n: z.coerce.number() })],
    ['valibot, asynchronous', v.objectAsync({ n: v.pipeAsync(v.string(), v.transform(Number), v.number()) })],
  ])('%s validates and converts; what does not match fails with the reason', async (_, schema) => {
    const options = { schema, ...quiet() };
    const response = await transformRecords<{ n: number }>(({ payload }) => deliver(payload), options)(
      event,
      context,
    );
    const result = decodeFirehoseResult(response, event);
    expect(result.ok.map((record) => record.json())).toEqual([{ n: 1 }]);
    expect(result.failed).toHaveLength(3);
    expect(options.logger.records.map(({ details }) => details.reason)).toEqual([
      'does not match the schema at /n',
      'not JSON',
      'not UTF-8',
    ]);
    expect(options.metrics.published).toMatchObject([
      { RecordsDelivered: 1, RecordsInvalid: 3, RecordsFailed: 0 },
    ]);
  });

  test('onInvalid decides on invalid records', async () => {
    const transform = transformRecords(({ payload }) => deliver(payload as object), {
      onInvalid: ({ data }, { kind }) => (kind === 'not-json' ? drop() : deliver(data)),
      ...quiet(),
    });
    const { records } = decodeFirehoseResult(await transform(event, context), event);
    expect(records.map(({ result }) => result)).toEqual(['Ok', 'Ok', 'Dropped', 'Ok']);
    expect(records[3].data).toEqual(Buffer.from([0xff]));
  });

  test('text and bytes come as they are', async () => {
    const [text, bytes] = [firehoseEvent([{ data: 'ü' }]), firehoseEvent([{ data: Buffer.from([0xff]) }])];
    const upper = transformRecords(({ payload }) => deliver(payload.toUpperCase()), {
      format: 'text',
      ...quiet(),
    });
    const length = transformRecords(({ payload }) => deliver(payload.length), {
      format: 'bytes',
      ...quiet(),
    });
    expect(decodeFirehoseResult(await upper(text, context), text).ok[0].text()).toBe('Ü\n');
    expect(decodeFirehoseResult(await length(bytes, context), bytes).ok[0].json()).toBe(1);
  });
});

describe('limits', () => {
  test('at most `concurrency` records are under way', async () => {
    let [running, most] = [0, 0];
    const transform: RecordTransform<unknown> = async () => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      running -= 1;
      return drop();
    };
    const event = firehoseEvent(Array.from({ length: 20 }, (_, data) => ({ data })));
    await transformRecords(transform, { concurrency: 3, ...quiet() })(event, context);
    expect(most).toBe(3);
  });

  test('a response beyond 6 MB fails the largest outputs, with the reason, and delivers the others whole', async () => {
    const sizes = [1_000_000, 3_000_000, 10, 2_500_000, 900_000];
    const event = firehoseEvent(sizes.map((data) => ({ data })));
    const options = quiet();
    const blow = transformRecords<number>(({ payload }) => deliver('x'.repeat(payload)), options);
    const result = decodeFirehoseResult(await blow(event, context), event);
    expect(result.records.map(({ result }) => result)).toEqual(['Ok', 'ProcessingFailed', 'Ok', 'Ok', 'Ok']);
    expect(result.ok.map(({ data }) => data.length)).toEqual([1_000_001, 11, 2_500_001, 900_001]);
    expect(options.logger.records).toMatchObject([
      {
        details: {
          reason: 'the response has no room for the 3000001 bytes of output',
          recordId: event.records[1].recordId,
        },
      },
    ]);
    expect(options.metrics.published).toMatchObject([
      { RecordsOversized: 1, RecordsDelivered: 4, ResponseBytes: result.bytes },
    ]);
  });
});

describe('deadline', () => {
  beforeAll(() => jest.useFakeTimers());
  afterAll(() => jest.useRealTimers());

  test('what it meets fails with the reason, what is done is delivered', async () => {
    const event = firehoseEvent([{ data: 1 }, { data: 2 }, { data: 3 }, { data: 4 }]);
    const options = { concurrency: 2, ...quiet() };
    const transform: RecordTransform<number> = async ({ payload }, { signal }) => {
      if (payload === 2) await new Promise(() => {});
      if (payload === 3)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return deliver(payload);
    };
    const response = transformRecords(transform, options)(event, lambdaContext({ remainingMs: 30_000 }));
    await jest.advanceTimersByTimeAsync(28_750);
    const result = decodeFirehoseResult(await response, event);
    expect(result.records.map(({ result }) => result)).toEqual(['Ok', ...Array(3).fill('ProcessingFailed')]);
    expect(options.logger.records.map(({ details }) => details.reason)).toEqual([
      'the function was about to time out',
      'Error: the function is about to time out',
      'the function was about to time out',
    ]);
    expect(options.metrics.published).toMatchObject([
      { RecordsDelivered: 1, RecordsUnprocessed: 3, RecordsFailed: 0 },
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
