import { deaggregate } from '../../../lambda/records';
import { aggregatedRecord, kinesisEvent, kinesisEvents } from '../../../lambda/testing';
import { textOf } from './support';

test('has the fields of an event of Lambda', () => {
  const arrivalTime = new Date('2018-12-17T22:10:50.987Z');
  expect(
    kinesisEvent([{ partitionKey: '1', data: 'Hello, this is a test.' }], { shard: 6, arrivalTime }),
  ).toEqual({
    Records: [
      {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: '1',
          sequenceNumber: '49660000000000060000000000000000000000000000000000000001',
          data: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
          approximateArrivalTimestamp: 1545084650.987,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: 'shardId-000000000006:49660000000000060000000000000000000000000000000000000001',
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: 'arn:aws:iam::111122223333:role/test-function-role',
        awsRegion: 'eu-west-1',
        eventSourceARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/test-stream',
      },
    ],
  });
});

test('text, bytes and JSON values become the bytes they stand for', () => {
  const bytes = Buffer.from([0xff, 0x00]);
  const data = ['é', bytes, { a: 1 }, [1], 7, null].map((value) => ({ data: value }));
  const given = kinesisEvent(data).Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64'));
  expect(given).toEqual([
    Buffer.from('c3a9', 'hex'),
    bytes,
    Buffer.from('{"a":1}'),
    Buffer.from('[1]'),
    Buffer.from('7'),
    Buffer.from('null'),
  ]);
});

test('fails on data that JSON has no form for', () => {
  expect(() => kinesisEvent([{ data: undefined }])).toThrow(
    'data must be text, bytes or a JSON value, got undefined',
  );
});

test('sequence numbers have 56 digits, ascend, and are no use as numbers', () => {
  const numbers = kinesisEvent(Array.from({ length: 12 }, () => ({ data: '' }))).Records.map(
    ({ kinesis }) => kinesis.sequenceNumber,
  );
  expect(numbers.every((number) => /^\d{56}$/.test(number))).toBe(true);
  expect([...numbers].sort()).toEqual(numbers);
  expect(new Set(numbers.map(Number)).size).toBe(1);
  expect(new Set(numbers).size).toBe(12);
});

test('a later event of the shard goes on behind the earlier', () => {
  const [first] = kinesisEvent([{ data: 'a' }]).Records;
  const [second] = kinesisEvent([{ data: 'b' }], { recordsBefore: 1 }).Records;
  expect(BigInt(second?.kinesis.sequenceNumber ?? 0)).toBe(BigInt(first?.kinesis.sequenceNumber ?? 0) + 1n);
});

test('arrivals are spaced as asked, and a record may have its own', () => {
  const event = kinesisEvent([{ data: 'a' }, { data: 'b' }, { data: 'c', arrivalTime: 5_500 }], {
    arrivalTime: 1_000,
    arrivalIntervalMs: 250,
  });
  expect(event.Records.map(({ kinesis }) => kinesis.approximateArrivalTimestamp)).toEqual([1, 1.25, 5.5]);
});

test('a consumer with enhanced fan-out is named in the source', () => {
  const [record] = kinesisEvent([{ data: '' }], { streamName: 'orders', consumerName: 'billing' }).Records;
  expect(record?.eventSourceARN).toMatch(/:stream\/orders\/consumer\/billing:\d+$/);
});

test('the source can be given whole, and its Region follows', () => {
  const eventSourceArn = 'arn:aws-cn:kinesis:cn-north-1:123456789012:stream/s';
  expect(kinesisEvent([{ data: '' }], { eventSourceArn, shard: 'shardId-7' }).Records[0]).toMatchObject({
    awsRegion: 'cn-north-1',
    eventSourceARN: eventSourceArn,
    eventID: expect.stringMatching(/^shardId-7:/),
  });
});

test('kinesisEvents sorts records into shards by the MD5 of their key, each key in order', () => {
  // MD5 of "a" begins with 0c, of "b" with 92: the first and the second half of the hash key range.
  const events = kinesisEvents(
    ['a', 'b', 'a', 'b'].map((partitionKey, index) => ({ partitionKey, data: `${partitionKey}${index}` })),
    2,
    { arrivalTime: 0, arrivalIntervalMs: 1_000 },
  );
  expect(events.map(({ Records }) => textOf(Records))).toEqual(['a0a2', 'b1b3']);
  expect(events.map(({ Records }) => Records[0]?.eventID.split(':')[0])).toEqual([
    'shardId-000000000000',
    'shardId-000000000001',
  ]);
  expect(events[1]?.Records.map(({ kinesis }) => kinesis.approximateArrivalTimestamp)).toEqual([1, 3]);
});

test.each([0, -1, 1.5, Number.NaN])('kinesisEvents fails for %p shards', (shardCount) => {
  expect(() => kinesisEvents([{ data: '' }], shardCount)).toThrow(
    `shardCount must be a whole number of at least 1, got ${shardCount}`,
  );
});

test('an aggregated record holds its user records, whatever their keys', () => {
  const users = [
    { partitionKey: 'a', data: 'one' },
    { partitionKey: 'b', explicitHashKey: '7', data: { two: 2 } },
  ];
  const [record] = kinesisEvent([aggregatedRecord(users)]).Records;
  expect(record?.kinesis.partitionKey).toBe('a');
  const data = Buffer.from(record?.kinesis.data ?? '', 'base64');
  expect(data.subarray(0, 4).toString('hex')).toBe('f3899ac2');
  expect(deaggregate({ partitionKey: 'a', data })).toMatchObject([
    { partitionKey: 'a', data: Buffer.from('one'), subSequenceNumber: 0 },
    { partitionKey: 'b', explicitHashKey: '7', data: Buffer.from('{"two":2}'), subSequenceNumber: 1 },
  ]);
});

test('fails on an aggregated record of nothing', () => {
  expect(() => aggregatedRecord([])).toThrow('an aggregated record holds 1 or more user records');
});
