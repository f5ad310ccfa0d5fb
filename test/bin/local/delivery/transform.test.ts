import type { FirehoseTransformationEvent } from 'aws-lambda';
import { type Invoke, transformAll } from '../../../../bin/local/delivery/transform';
import { sourceRecords } from './records';

const settings = {
  deliveryStreamArn: 'arn:delivery',
  sourceStreamArn: 'arn:stream',
  region: 'us-east-1',
  bufferBytes: 1024 * 1024,
  retries: 3,
};

const upperCase: Invoke = async ({ records }) => ({
  records: records.map(({ recordId, data }) => ({
    recordId,
    result: 'Ok',
    data: Buffer.from(Buffer.from(data, 'base64').toString().toUpperCase()).toString('base64'),
  })),
});

test('calls the transform with the event of Firehose', async () => {
  const events: FirehoseTransformationEvent[] = [];
  const [record] = sourceRecords(['a']);
  const answered = await transformAll([record!], settings, async (event) => {
    events.push(event);
    return upperCase(event);
  });
  expect(events).toEqual([
    {
      invocationId: expect.any(String),
      deliveryStreamArn: 'arn:delivery',
      sourceKinesisStreamArn: 'arn:stream',
      region: 'us-east-1',
      records: [
        {
          recordId: expect.any(String),
          approximateArrivalTimestamp: record?.arrival,
          data: Buffer.from('a').toString('base64'),
          kinesisRecordMetadata: {
            shardId: record?.shardId,
            partitionKey: 'ORD',
            approximateArrivalTimestamp: record?.arrival,
            sequenceNumber: record?.sequenceNumber,
            subsequenceNumber: '0',
          },
        },
      ],
    },
  ]);
  expect(answered).toEqual([{ record, answer: { result: 'Ok', data: Buffer.from('A'), partitionKeys: {} } }]);
});

test('cuts records into batches of the buffer size, in order', async () => {
  const sizes: number[] = [];
  const answered = await transformAll(
    sourceRecords(['aaaa', 'bbbb', 'cc']),
    { ...settings, bufferBytes: 8 },
    (event) => {
      sizes.push(event.records.length);
      return upperCase(event);
    },
  );
  expect(sizes).toEqual([2, 1]);
  expect(answered.map(({ record }) => record.data.toString())).toEqual(['aaaa', 'bbbb', 'cc']);
});

test('keeps each event below the 6 MB that Lambda takes', async () => {
  const sizes: number[] = [];
  const records = sourceRecords(Array.from({ length: 30_000 }, () => 'x'));
  const answered = await transformAll(records, settings, (event) => {
    sizes.push(Buffer.byteLength(JSON.stringify(event)));
    return upperCase(event);
  });
  expect(answered).toHaveLength(30_000);
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
});

test('passes on partition keys and drops', async () => {
  const answered = await transformAll(sourceRecords(['a', 'b']), settings, async ({ records: [a, b] }) => ({
    records: [
      { recordId: b?.recordId, result: 'Dropped' },
      { recordId: a?.recordId, result: 'Ok', data: 'QQ==', metadata: { partitionKeys: { day: '1' } } },
    ],
  }));
  expect(answered.map(({ answer }) => answer)).toEqual([
    { result: 'Ok', data: Buffer.from('A'), partitionKeys: { day: '1' } },
    { result: 'Dropped' },
  ]);
});

test.each([
  ['Lambda.ProcessingFailedStatus', (id: string) => [{ recordId: id, result: 'ProcessingFailed' }]],
  ['Lambda.ProcessingFailedStatus', (id: string) => [{ recordId: id, result: 'Fine' }]],
  ['Lambda.MissingRecordId', () => []],
  ['Lambda.MissingRecordId', () => [{ recordId: 'another', result: 'Ok' }]],
  ['Lambda.DuplicatedRecordId', (id: string) => [1, 2].map(() => ({ recordId: id, result: 'Ok' }))],
])('fails a record with %s', async (errorCode, answers) => {
  const [answered] = await transformAll(sourceRecords(['a']), settings, async ({ records: [record] }) => ({
    records: answers(record?.recordId ?? ''),
  }));
  expect(answered?.answer).toMatchObject({ result: 'Failed', error: { errorCode, attemptsMade: 1 } });
});

test('repeats an invocation that fails, and then gives up on its batch alone', async () => {
  let calls = 0;
  const answered = await transformAll(sourceRecords(['a', 'b']), { ...settings, bufferBytes: 1 }, (event) => {
    calls++;
    return event.records[0]?.data === 'YQ==' ? Promise.reject(new Error('timed out')) : upperCase(event);
  });
  expect(calls).toBe(1 + 3 + 1);
  expect(answered.map(({ answer }) => answer)).toEqual([
    {
      result: 'Failed',
      error: {
        attemptsMade: 4,
        errorCode: 'Lambda.FunctionError',
        errorMessage: 'timed out',
        endedAt: expect.any(Number),
      },
    },
    { result: 'Ok', data: Buffer.from('B'), partitionKeys: {} },
  ]);
});

test('takes an answer without records as a failure of the function', async () => {
  const [answered] = await transformAll(sourceRecords(['a']), { ...settings, retries: 0 }, async () => null);
  expect(answered?.answer).toMatchObject({ result: 'Failed', error: { errorCode: 'Lambda.FunctionError' } });
});
