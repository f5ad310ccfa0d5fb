import type { KinesisStreamEvent } from 'aws-lambda';
import { deliverBatch } from '../../../../bin/local/delivery/deliver-batch';
import { readEnvironment } from '../../../../bin/local/delivery/environment';

const environment = {
  DELIVERY_STREAM: 'flights',
  BUCKET_ARN: 'arn:aws:s3:::archive',
  TALLY_BUCKET: 'tally',
  PREFIX: 'data/',
  TIME_ZONE: 'UTC',
  BUFFER_BYTES: '10',
  COMPRESSION: 'UNCOMPRESSED',
  TRANSFORM_ARN: 'arn:transform',
  TRANSFORM_BYTES: '1000',
  TRANSFORM_RETRIES: '0',
};

function event(texts: readonly string[]): KinesisStreamEvent {
  const records = texts.map((text, index) => ({
    eventID: `shardId-000000000000:${100 + index}`,
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
    awsRegion: 'us-east-1',
    kinesis: {
      sequenceNumber: String(100 + index),
      partitionKey: 'k',
      approximateArrivalTimestamp: 1_800_000_000.5,
      data: Buffer.from(text).toString('base64'),
    },
  }));
  return { Records: records } as unknown as KinesisStreamEvent;
}

/** S3 and a transform that keeps what it gets. */
function services() {
  const puts: [bucket: string, key: string, body: string][] = [];
  const invoked: unknown[] = [];
  return {
    puts,
    invoked,
    async put(bucket: string, key: string, body: Buffer | string) {
      puts.push([bucket, key, body.toString()]);
    },
    async invoke(functionArn: string, payload: unknown) {
      const { records } = payload as { records: { recordId: string; data: string }[] };
      invoked.push([functionArn, payload]);
      return { records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })) };
    },
  };
}

test('delivers runs as large as the buffer, and tells of each once its objects are there', async () => {
  const aws = services();
  await deliverBatch(event(['aaaaa', 'bbbbb', 'ccccc']), readEnvironment(environment), aws);
  expect(
    aws.puts.map(([bucket, , body]) => [bucket, bucket === 'archive' ? body : JSON.parse(body)]),
  ).toEqual([
    ['archive', 'aaaaabbbbb'],
    ['tally', expect.objectContaining({ first: '100', last: '101', received: 2, ok: 2 })],
    ['archive', 'ccccc'],
    ['tally', expect.objectContaining({ first: '102', last: '102', received: 1, ok: 1 })],
  ]);
  expect(aws.puts[1]?.[1]).toBe('flights/shardId-000000000000/100.json');
  expect(aws.invoked[0]).toEqual([
    'arn:transform',
    expect.objectContaining({
      deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/flights',
      sourceKinesisStreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
    }),
  ]);
});

test('delivers records as they are without a transform', async () => {
  const aws = services();
  const { TRANSFORM_ARN: _, ...without } = environment;
  await deliverBatch(event(['a']), readEnvironment({ ...without, DELIMITER: 'Cg==' }), aws);
  expect(aws.invoked).toEqual([]);
  expect(aws.puts[0]?.[2]).toBe('a\n');
});

test('fails, so that it is called again, when an object cannot be written', async () => {
  const aws = { ...services(), put: () => Promise.reject(new Error('slow down')) };
  await expect(deliverBatch(event(['a']), readEnvironment(environment), aws)).rejects.toThrow('slow down');
});

test('a batch that comes again leaves one copy', async () => {
  const aws = services();
  await deliverBatch(event(['a', 'b']), readEnvironment(environment), aws);
  await deliverBatch(event(['a', 'b', 'c']), readEnvironment(environment), aws);
  const bucket = new Map(aws.puts.map(([name, key, body]) => [`${name}/${key}`, body]));
  const archived = [...bucket].filter(([key]) => key.startsWith('archive/')).map(([, body]) => body);
  expect(archived).toEqual(['abc']);
});

test('names the setting that is missing', () => {
  expect(() => readEnvironment({})).toThrow('the environment variable BUCKET_ARN is not set');
});
