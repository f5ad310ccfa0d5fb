import { PutRecordsCommand, type PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { ThrottlingClient } from '../../../../bin/local/drill/throttling-client';

const answered: number[] = [];
const stream = {
  async send({ input: { Records = [] } }: PutRecordsCommand): Promise<PutRecordsCommandOutput> {
    answered.push(Records.length);
    const results = Records.map(({ PartitionKey }) => ({ ShardId: 'shard', SequenceNumber: PartitionKey }));
    return { $metadata: {}, Records: results, FailedRecordCount: 0 };
  },
};
const options = { abortSignal: new AbortController().signal };
const command = new PutRecordsCommand({
  StreamName: 'orders',
  Records: Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `${i}`, Data: Buffer.from('x') })),
});

test('refuses a share of the entries, counts them, and answers for each in its place', async () => {
  const client = new ThrottlingClient(stream, 30);
  const { Records = [], FailedRecordCount } = await client.send(command, options);
  expect(client.throttled).toBe(FailedRecordCount);
  expect(client.throttled).toBeGreaterThan(100);
  expect(client.throttled).toBeLessThan(200);
  expect(answered).toEqual([500 - client.throttled]);
  Records.forEach(({ ErrorCode, SequenceNumber }, place) => {
    expect(ErrorCode ?? SequenceNumber).toBe(
      ErrorCode ? 'ProvisionedThroughputExceededException' : `${place}`,
    );
  });
});

test('makes no call when nothing passes', async () => {
  answered.length = 0;
  const { FailedRecordCount } = await new ThrottlingClient(stream, 100).send(command, options);
  expect(FailedRecordCount).toBe(500);
  expect(answered).toEqual([]);
});
