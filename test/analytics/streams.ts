import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';

export async function createStreams(
  client: KinesisClient,
  shardCounts: Readonly<Record<string, number>>,
): Promise<void> {
  for (const [StreamName, ShardCount] of Object.entries(shardCounts)) {
    await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
    await waitUntilStreamExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StreamName });
  }
}

/** Puts each line, with the value of a field as its partition key. */
export async function putLines(
  client: KinesisClient,
  StreamName: string,
  lines: string,
  keyField: string,
): Promise<void> {
  const Records = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ PartitionKey: keyIn(line, keyField), Data: Buffer.from(line) }));
  await put(client, StreamName, Records);
}

/** Puts the same line on the first and the last of the shards, whose hash keys are the smallest and the largest. */
export async function putOnBothEnds(client: KinesisClient, StreamName: string, line: string): Promise<void> {
  const hashKeys = ['0', String(2n ** 128n - 1n)];
  const Data = Buffer.from(line);
  await put(
    client,
    StreamName,
    hashKeys.map((ExplicitHashKey) => ({ PartitionKey: 'end', ExplicitHashKey, Data })),
  );
}

async function put(
  client: KinesisClient,
  StreamName: string,
  Records: { PartitionKey: string; ExplicitHashKey?: string; Data: Buffer }[],
): Promise<void> {
  const { FailedRecordCount } = await client.send(new PutRecordsCommand({ StreamName, Records }));
  if (FailedRecordCount) throw new Error(`${FailedRecordCount} records were not put on ${StreamName}`);
}

function keyIn(line: string, field: string): string {
  const key = /"\w+":"\w+"/.test(line) ? JSON.parse(line)[field] : undefined;
  return key ?? 'none';
}

/** The payloads of all records of a stream, one a line. */
export async function readLines(client: KinesisClient, StreamName: string): Promise<string> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const lines: string[] = [];
  for (const { ShardId } of Shards) {
    const start = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
    for (let read = 1; read > 0; ) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
      lines.push(...Records.map(({ Data = Buffer.alloc(0) }) => Buffer.from(Data).toString()));
      ShardIterator = NextShardIterator;
      read = Records.length;
    }
  }
  return lines.join('\n');
}
