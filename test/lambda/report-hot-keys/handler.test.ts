import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { HotKeysEnvironment } from '../../../lambda/report-hot-keys/contract';
import type * as Handler from '../../../lambda/report-hot-keys/handler';
import { lambdaContext } from '../../../lambda/testing';

const environment: HotKeysEnvironment = {
  STREAM_ARN: 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders',
  WINDOW_MS: '300000',
  TOP_KEYS: '2',
  KEY_VISIBILITY: 'hashed',
};

const answers: Record<string, () => object> = {
  DescribeStreamSummaryCommand: () => ({ StreamDescriptionSummary: {} }),
  ListShardsCommand: () => ({ Shards: [{ ShardId: 'shardId-0' }] }),
  GetShardIteratorCommand: () => ({ ShardIterator: 'here' }),
  GetRecordsCommand: () => ({
    Records: ['alice', 'alice', 'bobby', 'carol'].map((PartitionKey) => ({
      PartitionKey,
      Data: Buffer.from('x'),
      ApproximateArrivalTimestamp: new Date(Date.now() - 1_000),
    })),
    MillisBehindLatest: 0,
    NextShardIterator: 'there',
  }),
};

const lines: string[] = [];

beforeEach(() => {
  Object.assign(process.env, environment, { AWS_REGION: 'eu-west-1' });
  jest
    .spyOn(KinesisClient.prototype, 'send')
    .mockImplementation(async (command: object) => answers[command.constructor.name]());
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  }
});
afterEach(() => jest.restoreAllMocks());

test('returns the report, logs it in one line, and gives its metrics, with no key to be seen', async () => {
  // It reads its environment when it is loaded.
  const { handler }: typeof Handler = require('../../../lambda/report-hot-keys/handler');
  const report = await handler({}, lambdaContext({ functionName: 'hot-keys' }));

  expect(report).toMatchObject({
    streamName: 'orders',
    sample: { records: 4 },
    hottestKeyShare: 0.5,
    hotKeys: 0,
  });
  expect(report.keys).toHaveLength(2);
  const written = lines.flatMap((line) => line.split('\n')).filter((line) => line.startsWith('{'));
  const [log, metrics] = written.map((line) => JSON.parse(line));
  expect(written).toHaveLength(2);
  expect(log).toMatchObject({ level: 'INFO', message: 'Hot keys', report });
  expect(metrics).toMatchObject({
    StreamName: 'orders',
    HottestKeyShare: 50,
    HottestShardShare: 100,
    HotKeys: 0,
    _aws: { CloudWatchMetrics: [{ Namespace: 'KinesisConstructs', Dimensions: [['StreamName']] }] },
  });
  expect(lines.join('')).not.toMatch(/alice|bobby|carol/);
});
