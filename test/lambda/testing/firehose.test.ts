import type { FirehoseTransformationResultRecord } from 'aws-lambda';
import { decodeFirehoseResult, firehoseEvent } from '../../../lambda/testing';

const event = firehoseEvent([{ data: { id: 1 } }, { data: 'two' }, { data: Buffer.from([3]) }]);
const [one, two, three] = event.records.map(({ recordId }) => recordId) as [string, string, string];
const encode = (text: string) => Buffer.from(text).toString('base64');
const ok = (recordId: string): FirehoseTransformationResultRecord => ({
  recordId,
  result: 'Ok',
  data: encode('x'),
});

test('an event of records put straight into Firehose', () => {
  expect(event).toMatchObject({
    deliveryStreamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/test-delivery-stream',
    region: 'eu-west-1',
  });
  expect(event).not.toHaveProperty('sourceKinesisStreamArn');
  expect(event.records[0]).toEqual({
    recordId: one,
    approximateArrivalTimestamp: Date.UTC(2026, 0, 1),
    data: 'eyJpZCI6MX0=',
  });
  expect(new Set([one, two, three]).size).toBe(3);
});

test('an event of records from a stream names where they were in it', () => {
  const arrivalTime = new Date('2026-05-01T12:00:00.123Z');
  const fromStream = firehoseEvent([{ partitionKey: 'anna', data: 'a' }], {
    sourceStreamName: 'orders',
    shard: 2,
    arrivalTime,
  });
  const sequenceNumber = '49660000000000020000000000000000000000000000000000000001';
  expect(fromStream.sourceKinesisStreamArn).toBe('arn:aws:kinesis:eu-west-1:111122223333:stream/orders');
  expect(fromStream.records).toEqual([
    {
      recordId: expect.stringContaining(sequenceNumber),
      approximateArrivalTimestamp: arrivalTime.getTime(),
      data: encode('a'),
      kinesisRecordMetadata: {
        shardId: 'shardId-000000000002',
        partitionKey: 'anna',
        approximateArrivalTimestamp: arrivalTime.getTime(),
        sequenceNumber,
        subsequenceNumber: '',
      },
    },
  ]);
});

test('a record may have an arrival of its own', () => {
  const records = [{ data: 'a', arrivalTime: 5 }, { data: 'b' }];
  for (const sourceStreamName of [undefined, 'orders']) {
    const built = firehoseEvent(records, { sourceStreamName, arrivalTime: 9 });
    expect(built.records.map(({ approximateArrivalTimestamp }) => approximateArrivalTimestamp)).toEqual([
      5, 9,
    ]);
  }
});

test('a result is decoded and sorted by status', () => {
  const records = [
    { recordId: one, result: 'Ok', data: encode('{"id":1}'), metadata: { partitionKeys: { year: '2026' } } },
    { recordId: two, result: 'ProcessingFailed', data: encode('two') },
    { recordId: three, result: 'Dropped' },
  ];
  const result = decodeFirehoseResult({ records }, event);
  expect(result.ok.map((record) => record.json())).toEqual([{ id: 1 }]);
  expect(result.ok[0]?.partitionKeys).toEqual({ year: '2026' });
  expect(result.failed.map((record) => record.text())).toEqual(['two']);
  expect(result.dropped.map(({ recordId, data }) => [recordId, data.length])).toEqual([[three, 0]]);
  expect(result.records.map(({ recordId }) => recordId)).toEqual([one, two, three]);
  expect(result.bytes).toBe(Buffer.byteLength(JSON.stringify({ records })));
});

test.each<[string, unknown, string]>([
  ['no response', undefined, 'the response has no list of records'],
  ['a list in the place of the object', [ok(one)], 'the response has no list of records'],
  ['a record without id', { records: [{ result: 'Ok', data: '' }] }, 'record 0 has no recordId'],
  ['a record left out', { records: [ok(one), ok(two)] }, `record ${three} was not returned`],
  ['a record returned twice', { records: [ok(one), ok(one)] }, `record ${one} was returned twice`],
  ['a record of another event', { records: [ok('other')] }, 'record other is not in the event'],
  ['a status of its own', { records: [{ ...ok(one), result: 'OK' }] }, `record ${one} has the result "OK"`],
  ['Ok without data', { records: [{ recordId: one, result: 'Ok' }] }, `record ${one} is Ok without data`],
  [
    'data that are not base64',
    { records: [{ ...ok(one), data: '{}' }] },
    `record ${one} has data that are not base64`,
  ],
  [
    'data that are no text',
    { records: [{ recordId: one, result: 'Dropped', data: 7 }] },
    `record ${one} has data that are a number`,
  ],
  [
    'a partition key that is no text',
    { records: [{ ...ok(one), metadata: { partitionKeys: { year: 2026 } } }] },
    `record ${one} has the partition key year that is a number`,
  ],
  [
    'partition keys that are a list',
    { records: [{ ...ok(one), metadata: { partitionKeys: ['year'] } }] },
    `record ${one} has partitionKeys that are no object`,
  ],
])('fails on %s', (_, result, message) => {
  expect(() => decodeFirehoseResult(result, event)).toThrow(message);
});

test('6 MB is the most a response may have', () => {
  const limit = 6 * 1024 * 1024;
  const small = firehoseEvent([{ data: '' }]);
  const record = { recordId: small.records[0]?.recordId, result: 'Ok', data: '', note: '' };
  const room = limit - Buffer.byteLength(JSON.stringify({ records: [record] }));
  const resultOf = (bytes: number) => ({ records: [{ ...record, note: 'x'.repeat(bytes) }] });
  expect(decodeFirehoseResult(resultOf(room), small).bytes).toBe(limit);
  expect(() => decodeFirehoseResult(resultOf(room + 1), small)).toThrow(
    `the response has ${limit + 1} bytes`,
  );
});
