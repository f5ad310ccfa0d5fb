import type { KinesisStreamEvent } from 'aws-lambda';
import { processGroups, processRecords } from '../../../lambda/batch';
import { kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { quiet } from './support';

const context = lambdaContext();
const handler = processRecords(() => {
  throw new Error('no record expected');
}, quiet());

test('an empty event is a success', async () => {
  expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] });
});

test('the last call of a tumbling window, without records, keeps the state', async () => {
  const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:02:00Z' };
  const event = {
    Records: [],
    window,
    state: { sum: 3 },
    isFinalInvokeForWindow: true,
    isWindowTerminatedEarly: false,
  };
  expect(await handler(event, context)).toEqual({ batchItemFailures: [], state: { sum: 3 } });
});

test('a first call of a tumbling window gets an empty state', async () => {
  const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:02:00Z' };
  const event = {
    ...kinesisEvent([{ data: 1 }]),
    window,
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  };
  expect(await handler(event, context)).toMatchObject({ batchItemFailures: [{}], state: {} });
});

test('an event of another service is refused', async () => {
  const event = { Records: [{ eventSource: 'aws:sqs', body: '{}' }] } as unknown as KinesisStreamEvent;
  for (const refusing of [handler, processGroups(() => {}, quiet())]) {
    await expect(refusing(event, context)).rejects.toThrow(
      'the handler takes events of Kinesis, got one of aws:sqs',
    );
  }
});
