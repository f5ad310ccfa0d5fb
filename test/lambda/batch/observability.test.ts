import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import * as v from 'valibot';
import { z } from 'zod';
import { deliver, fail, processRecords, transformRecords } from '../../../lambda/batch';
import { firehoseEvent, kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { quiet, RecordedLogger } from './support';

const context = lambdaContext({ functionName: 'orders-reader' });
const lines: string[] = [];

/** The JSON lines written to standard output and error that hold `part`. */
function written(part: string) {
  return lines.filter((line) => line.includes(part)).map((line) => JSON.parse(line));
}

beforeEach(() => {
  lines.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(
        ...String(chunk)
          .split('\n')
          .filter((line) => line !== ''),
      );
      return true;
    });
  }
});
afterEach(() => jest.restoreAllMocks());

describe('metrics of processRecords', () => {
  const event = kinesisEvent(
    [
      { partitionKey: 'a', data: 1 },
      { partitionKey: 'b', data: 'x' },
      { partitionKey: 'c', data: 3 },
      { partitionKey: 'c', data: 4 },
    ],
    { streamName: 'orders', arrivalTime: Date.now() - 60_000, arrivalIntervalMs: 10_000 },
  );
  const handler = (metrics?: Metrics) =>
    processRecords(
      ({ payload }) => {
        if (payload === 3) throw new Error('no threes');
      },
      { logger: new RecordedLogger(), metrics },
    );

  test('go out in one line a batch, with the dimensions of function and stream', async () => {
    await handler()(event, context);
    const [emf, ...more] = written('_aws');
    expect(more).toEqual([]);
    expect(emf).toMatchObject({
      FunctionName: 'orders-reader',
      StreamName: 'orders',
      RecordsProcessed: 1,
      RecordsInvalid: 1,
      RecordsFailed: 1,
      RecordsUnprocessed: 1,
      RecordsSkipped: 0,
    });
    expect(emf._aws.CloudWatchMetrics).toMatchObject([
      { Namespace: 'KinesisConstructs', Dimensions: [['FunctionName', 'StreamName']] },
    ]);
    expect(emf._aws.CloudWatchMetrics[0].Metrics).toContainEqual({
      Name: 'BatchDuration',
      Unit: 'Milliseconds',
    });
    // Age of the last record: put 30 s ago, and a moment ago the batch began.
    expect(Math.round(emf.IteratorAge / 10_000)).toBe(3);
    expect(emf.BatchDuration).toBeGreaterThanOrEqual(0);
  });

  test('join those of a given Powertools instance, under its namespace', async () => {
    const metrics = new Metrics({ namespace: 'Shop', serviceName: 'orders' });
    const counting = processRecords(() => void metrics.addMetric('Orders', 'Count', 1), {
      format: 'bytes',
      logger: new RecordedLogger(),
      metrics,
    });
    await counting(event, context);
    const [emf, ...more] = written('_aws');
    expect(more).toEqual([]);
    expect(emf).toMatchObject({ service: 'orders', Orders: [1, 1, 1, 1], RecordsProcessed: 4 });
    expect(emf._aws.CloudWatchMetrics[0].Namespace).toBe('Shop');
  });

  test('stay away for an empty event', async () => {
    await handler()({ Records: [] }, context);
    expect(lines).toEqual([]);
  });

  test('that cannot be published do not fail the batch', async () => {
    const options = quiet();
    jest.spyOn(options.metrics, 'publishStoredMetrics').mockImplementation(() => {
      throw new Error('key collision');
    });
    expect(await processRecords(() => {}, { ...options, format: 'bytes' })(event, context)).toEqual({
      batchItemFailures: [],
    });
    expect(options.logger.lines).toMatchObject([
      { level: 'warn', message: 'Metrics not published', details: { reason: 'Error: key collision' } },
    ]);
  });
});

describe('log lines of processRecords', () => {
  const failing = processRecords(
    () => {
      throw new RangeError('no stock');
    },
    { metrics: quiet().metrics },
  );

  test('name stream, shard, sequence number and reason, through Powertools', async () => {
    await failing(kinesisEvent([{ data: 1 }], { streamName: 'orders', shard: 2 }), context);
    const where = {
      stream: 'orders',
      shard: 'shardId-000000000002',
      sequenceNumber: expect.stringMatching(/^\d{56}$/),
      subSequenceNumber: 0,
    };
    expect(written('Record failed')).toMatchObject([
      {
        level: 'ERROR',
        function_name: 'orders-reader',
        ...where,
        reason: 'RangeError: no stock',
        error: { name: 'RangeError', message: 'no stock', stack: expect.any(String) },
      },
    ]);
    expect(written('Batch not finished')).toMatchObject([
      { level: 'WARN', retryFrom: where.sequenceNumber, RecordsFailed: 1 },
    ]);
  });

  test('are at most 50 a batch; the last one counts the rest', async () => {
    await failing(
      kinesisEvent(Array.from({ length: 60 }, (_, n) => ({ partitionKey: `${n}`, data: n }))),
      context,
    );
    expect(written('Record failed')).toHaveLength(50);
    expect(written('Batch not finished')).toMatchObject([{ unlogged: 10, RecordsFailed: 60 }]);
  });

  test('a record whose invalidity is handled is a warning', async () => {
    const handler = processRecords(() => {}, { onInvalid: () => {}, metrics: quiet().metrics });
    await handler(kinesisEvent([{ data: '{' }]), context);
    expect(written('Record')).toMatchObject([
      { level: 'WARN', message: 'Record invalid', reason: 'not JSON' },
    ]);
  });

  test('a given Powertools logger, or console, is taken', async () => {
    const options = { metrics: quiet().metrics };
    const logger = new Logger({ serviceName: 'shop' });
    const thrower = () => {
      throw new Error('no');
    };
    await processRecords(thrower, { ...options, logger })(kinesisEvent([{ data: 1 }]), context);
    expect(written('Record failed')).toMatchObject([{ service: 'shop', function_name: 'orders-reader' }]);
    const error = jest.spyOn(console, 'error').mockImplementation();
    jest.spyOn(console, 'warn').mockImplementation();
    await processRecords(thrower, { ...options, logger: console })(kinesisEvent([{ data: 1 }]), context);
    expect(error).toHaveBeenCalledWith('Record failed', expect.objectContaining({ reason: 'Error: no' }));
  });
});

test('no payload reaches a log line or a metric', async () => {
  const secret = 'swordfish';
  const wrong = [
    `{"card": ${secret}`,
    `{"card": "${secret}"}`,
    Buffer.concat([Buffer.from(secret), Buffer.from([0xff])]),
  ];
  const schemas = [
    undefined,
    z.object({ card: z.number() }),
    v.object({ card: v.number() }),
    v.object({ card: v.literal(1) }),
    z.object({ card: z.enum(['a']) }),
    z.strictObject({}),
  ];
  for (const schema of schemas) {
    const options = schema === undefined ? {} : { schema };
    const event = kinesisEvent(wrong.map((data, n) => ({ partitionKey: `${secret}${n}`, data })));
    await processRecords<unknown>(({ payload }) => Promise.reject(payload), options)(event, context);
    await processRecords<unknown>(() => {}, { ...options, onInvalid: () => {} })(event, context);
    const input = firehoseEvent(wrong.map((data) => ({ data })));
    await transformRecords<unknown>(({ payload }) => Promise.reject(payload), options)(input, context);
    await transformRecords<unknown>(() => fail('no'), options)(input, context);
    await transformRecords<unknown>(({ data }) => deliver(data, { partitionKeys: { a: '' } }), options)(
      input,
      context,
    );
  }
  expect(written('Record').length).toBeGreaterThan(50);
  expect(lines.filter((line) => line.includes(secret))).toEqual([]);
});

describe('transformRecords', () => {
  const event = firehoseEvent([{ data: 1 }, { data: 2 }, { data: '{' }], {
    deliveryStreamName: 'clicks',
    sourceStreamName: 'orders',
  });
  const transform = transformRecords<number>(({ payload }) =>
    payload === 1 ? fail('no ones') : deliver(payload),
  );

  test('publishes one line of metrics with the delivery stream as dimension', async () => {
    const response = await transform(event, context);
    const [emf, ...more] = written('_aws');
    expect(more).toEqual([]);
    expect(emf).toMatchObject({
      FunctionName: 'orders-reader',
      DeliveryStreamName: 'clicks',
      RecordsDelivered: 1,
      RecordsFailed: 1,
      RecordsInvalid: 1,
      RecordsDropped: 0,
      RecordsOversized: 0,
      RecordsUnprocessed: 0,
      ResponseBytes: Buffer.byteLength(JSON.stringify(response)),
    });
    expect(emf._aws.CloudWatchMetrics).toMatchObject([
      { Namespace: 'KinesisConstructs', Dimensions: [['FunctionName', 'DeliveryStreamName']] },
    ]);
    expect(emf._aws.CloudWatchMetrics[0].Metrics).toContainEqual({ Name: 'ResponseBytes', Unit: 'Bytes' });
  });

  test('logs each failed record with its id, its source and the reason', async () => {
    await transform(event, context);
    expect(written('"Record ')).toMatchObject([
      {
        message: 'Record failed',
        deliveryStream: 'clicks',
        recordId: event.records[0].recordId,
        shard: 'shardId-000000000000',
        sequenceNumber: expect.stringMatching(/^\d{56}$/),
        reason: 'no ones',
      },
      { message: 'Record invalid', recordId: event.records[2].recordId, reason: 'not JSON' },
    ]);
    expect(written('Batch with failed records')).toMatchObject([
      { level: 'WARN', RecordsFailed: 1, RecordsInvalid: 1 },
    ]);
  });
});
