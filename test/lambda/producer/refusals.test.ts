import type { ProducerOptions } from '../../../lambda/producer/options';
import type { ProducerRecord } from '../../../lambda/producer/record';
import { StreamProducer } from '../../../lambda/producer/stream-producer';
import { errorOf, setUp } from './setup';

describe('a record is refused before it is sent when', () => {
  const good = { partitionKey: 'a', data: 'x' };
  const refusals: [string, Partial<ProducerRecord>, string][] = [
    ['its key is empty', { partitionKey: '' }, 'partitionKey must have 1 to 256 characters, got 0'],
    [
      'its key is too long',
      { partitionKey: 'x'.repeat(257) },
      'partitionKey must have 1 to 256 characters, got 257',
    ],
    ['its key has no UTF-8 form', { partitionKey: 'a\ud800' }, 'partitionKey must not hold a lone surrogate'],
    ['its key is no text', { partitionKey: 7 as never }, 'partitionKey must be text, got number'],
    [
      'its hash key is no number',
      { explicitHashKey: 'ff' },
      'explicitHashKey must be a decimal number from 0 to 3',
    ],
    ['its hash key is empty', { explicitHashKey: '' }, 'explicitHashKey must be a decimal number'],
    ['its hash key is negative', { explicitHashKey: '-1' }, 'explicitHashKey must be a decimal number'],
    ['its hash key is too large', { explicitHashKey: String(2n ** 128n) }, `got ${2n ** 128n}`],
    [
      'it is larger than 1 MiB',
      { data: Buffer.alloc(1024 * 1024) },
      'must be at most 1048576 bytes, got 1048577',
    ],
    ['its key makes it too large', { partitionKey: 'ä', data: Buffer.alloc(1024 * 1024 - 1) }, 'got 1048577'],
    ['its data are an object', { data: { a: 1 } as never }, 'data must be text or a Uint8Array, got object'],
  ];

  test.each(refusals)('%s', async (_, part, message) => {
    const { producer } = setUp();
    const error = await errorOf(producer.put({ ...good, ...part }));
    expect(error).toMatchObject({ name: 'InvalidRecordError', message: expect.stringContaining(message) });
    expect(producer.stats()).toMatchObject({ accepted: 0, failed: 0, calls: 0 });
  });

  test('it looks like an aggregate and would not fit into one', async () => {
    const { time, kinesis, producer } = setUp({ aggregate: true, limits: { recordBytes: 60 } });
    await time.until(Promise.all([1, 2].map(() => producer.put({ partitionKey: 'a', data: 'x' }))));
    const data = kinesis.written[0].Data ?? '';
    await expect(producer.put({ partitionKey: 'a', data })).rejects.toThrow('at most 60 bytes');
    await time.until(setUp({ limits: { recordBytes: 60 } }).producer.flush());
  });

  test.each<[string, ProducerRecord]>([
    ['as long as it may be', { partitionKey: '😀'.repeat(256), data: '' }],
    ['as large as it may be', { partitionKey: 'a', data: Buffer.alloc(1024 * 1024 - 1) }],
    ['with the largest hash key', { partitionKey: 'a', data: '', explicitHashKey: String(2n ** 128n - 1n) }],
  ])('not when it is %s', async (_, record) => {
    const { time, producer } = setUp();
    await time.until(producer.put(record));
  });

  test('not when the stream takes records of 10 MiB', async () => {
    const { time, producer } = setUp({ limits: { recordBytes: 10 * 1024 * 1024 } });
    const put = producer.put({ partitionKey: 'a', data: Buffer.alloc(10 * 1024 * 1024 - 1) });
    expect(await time.until(errorOf(put))).toMatchObject({ reason: 'refused' });
    expect(producer.stats()).toMatchObject({ accepted: 1, calls: 1 });
  });
});

describe('a producer is refused when', () => {
  const refusals: [string, Partial<ProducerOptions>, string][] = [
    [
      'it has no stream',
      { streamName: undefined },
      'StreamProducer needs either streamName or streamArn, got neither',
    ],
    [
      'it has two names',
      { streamArn: 'arn:x' },
      'StreamProducer needs either streamName or streamArn, got both',
    ],
    ...['', 'a/b', 'or ders', 'o'.repeat(129), 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders'].map(
      (streamName): [string, Partial<ProducerOptions>, string] => [
        `its stream is named "${streamName}"`,
        { streamName },
        `StreamProducer streamName must be 1 to 128 letters, digits, dots, hyphens and underscores, got "${streamName}"`,
      ],
    ),
    ...[
      '',
      'orders',
      'arn:aws:kinesis:eu-west-1:1:stream/orders',
      'arn:aws:firehose:eu-west-1:111122223333:stream/orders',
      'arn:aws:kinesis:eu-west-1:111122223333:stream/',
      'arn:aws:kinesis:eu-west-1:111122223333:stream/orders/consumer/billing:1767225600',
    ].map((streamArn): [string, Partial<ProducerOptions>, string] => [
      `its stream has the ARN "${streamArn}"`,
      { streamName: undefined, streamArn },
      `StreamProducer streamArn must be like arn:aws:kinesis:eu-west-1:111122223333:stream/orders, got "${streamArn}"`,
    ]),
    ['lingerMs is negative', { lingerMs: -1 }, 'lingerMs must be a whole number from 0 to 60000, got -1'],
    ['records are over 10 MiB', { limits: { recordBytes: 10_485_761 } }, 'limits.recordBytes must be'],
    [
      'aggregates exceed records',
      { limits: { aggregateBytes: 1_048_577 } },
      'from 1 to 1048576, got 1048577',
    ],
    ['calls have 501 records', { limits: { callRecords: 501 } }, 'from 1 to 500, got 501'],
    [
      'calls have over 10 MiB',
      { limits: { callBytes: 10_485_761 } },
      'from 1048576 to 10485760, got 10485761',
    ],
    ['calls have no room for a record', { limits: { callBytes: 1_048_575 } }, 'limits.callBytes must be'],
    ['no call may be made', { limits: { callsInFlight: 0 } }, 'from 1 to 100, got 0'],
    ['the buffer takes no record', { limits: { bufferRecords: 0 } }, 'limits.bufferRecords must be'],
    ['the buffer has no room for a record', { limits: { bufferBytes: 1_000 } }, 'limits.bufferBytes must be'],
    ['the deadline is no number', { retry: { deadlineMs: Number.NaN } }, 'retry.deadlineMs must be'],
    ['there is no attempt', { retry: { attempts: 0 } }, 'retry.attempts must be'],
    ['calls have no time', { retry: { callTimeoutMs: 0 } }, 'from 1 to 600000, got 0'],
    [
      'the first pause is none',
      { retry: { baseMs: 0 } },
      'retry.baseMs must be a whole number from 1 to 60000',
    ],
    ['the cap is below the base', { retry: { baseMs: 200, capMs: 100 } }, 'from 200 to 600000, got 100'],
  ];

  test.each(refusals)('%s', (_, part, message) => {
    expect(() => new StreamProducer({ streamName: 'orders', ...part })).toThrow(message);
  });

  test.each([
    { streamName: 'o' },
    { streamName: 'Orders_2.eu-'.padEnd(128, 'x') },
    {
      streamName: undefined,
      streamArn: 'arn:aws-us-gov:kinesis:us-gov-west-1:111122223333:stream/Orders_2.eu-x',
    },
  ])('not with %p', (stream) => {
    expect(() => setUp(stream)).not.toThrow();
  });

  test('not when a default would not fit what is given', () => {
    expect(() => setUp({ retry: { baseMs: 6_000 }, limits: { recordBytes: 1_000 } })).not.toThrow();
  });
});
