import type { Context } from 'aws-lambda';
import { processRecords, transformRecords } from 'kinesis-constructs/runtime';
import { kinesisEvent, lambdaContext } from 'kinesis-constructs/testing';
import { readBatch } from '../../../../bin/local/watch/function-counts';
import { Flight } from '../../../../examples/streaming-etl/flight';
import { flight } from './flights';

// Metrics go to the console of this process then, whatever another file has set before.
const before = { ...process.env };
beforeAll(() => {
  Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
});
afterAll(() => {
  process.env = before;
});

/** What a function prints while it runs. */
async function linesOf(run: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const spies = (['log', 'warn', 'error'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation((...[line]: unknown[]) => {
      lines.push(String(line));
    }),
  );
  await run().finally(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return lines;
}

test('reads what a consumer of this library says of a batch', async () => {
  const handler = processRecords(() => undefined, { schema: Flight });
  const event = kinesisEvent([
    { data: JSON.stringify(flight('ORD')), partitionKey: 'ORD' },
    { data: '{"cut', partitionKey: 'poison' },
  ]);
  const lines = await linesOf(() => handler(event, lambdaContext() as Context));
  expect(lines.flatMap((line) => readBatch(line) ?? [])).toEqual([
    { seen: 2, invalid: 1, iteratorAge: expect.any(Number) },
  ]);
});

test('reads what a transform of this library says of a batch', async () => {
  const handler = transformRecords(() => ({ result: 'Dropped' }) as never, { schema: Flight });
  const record = (recordId: string, data: string) => ({
    recordId,
    approximateArrivalTimestamp: 0,
    data: Buffer.from(data).toString('base64'),
  });
  const event = {
    invocationId: 'i',
    deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/d',
    region: 'us-east-1',
    records: [record('1', '{"cut'), record('2', '{}')],
  };
  const lines = await linesOf(() => handler(event, lambdaContext() as Context));
  expect(lines.flatMap((line) => readBatch(line) ?? [])).toEqual([{ seen: 2, invalid: 2 }]);
});

test.each([
  '',
  'REPORT RequestId: 1',
  '{"level":"WARN","message":"KinesisConstructs"}',
  '{"KinesisConstructs":',
])('%j says nothing of a batch', (line) => {
  expect(readBatch(line)).toBeUndefined();
});
