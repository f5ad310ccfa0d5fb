import { EventSourceMapping, type EventSourceMappingSettings, kinesisEvent } from '../../../lambda/testing';
import { letterEvent, reportOn, throwOn } from './support';

const UUID = '3f8c2a10-6d0e-4a44-9b1e-0a1b2c3d4e5f';
const event = kinesisEvent(
  [
    { data: 'a', arrivalTime: new Date('2019-11-14T00:38:04.835Z') },
    { data: 'b', arrivalTime: new Date('2019-11-14T00:38:05.580Z') },
  ],
  { shard: 1, streamName: 'orders', consumerName: 'billing' },
);

async function deliveryOf(
  settings: EventSourceMappingSettings,
  handler: (e: typeof event) => unknown = throwOn('a'),
) {
  const mapping = new EventSourceMapping(handler, { uuid: UUID, maximumRetryAttempts: 1, ...settings });
  const { deliveries } = await mapping.run(event);
  expect(deliveries).toHaveLength(1);
  return deliveries[0];
}

const METADATA = {
  requestContext: {
    requestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:test-function',
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 2,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  // Read when the second record arrived, retried 1.1 s later.
  timestamp: '2019-11-14T00:38:06.680Z',
  KinesisBatchInfo: {
    shardId: 'shardId-000000000001',
    startSequenceNumber: event.Records[0]?.kinesis.sequenceNumber,
    endSequenceNumber: event.Records[1]?.kinesis.sequenceNumber,
    approximateArrivalOfFirstRecord: '2019-11-14T00:38:04.835Z',
    approximateArrivalOfLastRecord: '2019-11-14T00:38:05.580Z',
    batchSize: 2,
    streamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
  },
};

test.each(['sqs', 'sns'] as const)('%s gets the metadata alone', async (onFailure) => {
  const delivery = await deliveryOf({ onFailure });
  expect(JSON.parse(delivery?.body ?? '')).toEqual(METADATA);
  expect(delivery).toMatchObject({ destination: onFailure, key: undefined, records: event.Records });
});

test('S3 gets the event as well, as JSON text, under a key with mapping, shard, day and second', async () => {
  const delivery = await deliveryOf({ onFailure: 's3' });
  const body = JSON.parse(delivery?.body ?? '') as { payload: string };
  expect(body).toEqual({ ...METADATA, payload: expect.any(String) });
  expect(JSON.parse(body.payload)).toEqual(event);
  expect(delivery?.key).toMatch(
    new RegExp(`^aws/lambda/${UUID}/shardId-000000000001/2019/11/14/2019-11-14T00\\.38\\.06-[0-9a-f-]{36}$`),
  );
});

test('a reported failure is no function error', async () => {
  const delivery = await deliveryOf({ onFailure: 'sqs', reportBatchItemFailures: true }, reportOn('a'));
  expect(delivery?.record.responseContext).toEqual({
    statusCode: 200,
    executedVersion: '$LATEST',
    functionError: null,
  });
});

test('records that were too old before they were ever sent have no response', async () => {
  const mapping = new EventSourceMapping(() => undefined, { maximumRecordAgeInSeconds: 60, onFailure: 's3' });
  const { deliveries } = await mapping.run(
    kinesisEvent([{ data: 'a' }, { data: 'b' }], { arrivalTime: 0, arrivalIntervalMs: 61_000 }),
  );
  const body = JSON.parse(deliveries[0]?.body ?? '') as Record<string, unknown>;
  expect(body.requestContext).toMatchObject({ condition: 'RecordAgeExceeded', approximateInvokeCount: 1 });
  expect(body).not.toHaveProperty('responseContext');
});

test('two objects of one second have keys of their own', async () => {
  const settings = { bisectBatchOnFunctionError: true, maximumRetryAttempts: 0, onFailure: 's3' } as const;
  const { deliveries } = await new EventSourceMapping(throwOn('ab'), settings).run(letterEvent('ab'));
  expect(new Set(deliveries.map(({ key }) => key)).size).toBe(2);
});
