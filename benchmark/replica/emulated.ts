import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { clientSettings } from '../../bin/local/account';
import { startEmulator } from '../../bin/local/emulator';
import { installEmulator } from '../../bin/local/installation';
import { Processes } from '../../bin/local/processes';
import { findPython } from '../../bin/local/python';
import { kinesisClient } from '../../lambda/producer/client';
import type { SourceRecord } from '../../lambda/replicate-stream/source-record';
import { pause } from './replicate-all';

/** Where `npm run local` has the emulator too; the script runs bundled, so its own folder tells nothing. */
const CACHE = resolve('node_modules', '.cache');

const SHARDS = 8;
const CALL = 500;
const CALLS_AT_ONCE = 4;

/** Runs `work` with a client of an emulator that is there for it alone. */
export async function withEmulator<T>(work: (client: KinesisClient) => Promise<T>): Promise<T> {
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'replica-'));
  try {
    const runOptions = { cwd: folder, env: process.env, log: join(folder, 'install.log') };
    const { python } = await installEmulator(CACHE, findPython(process.env), processes, runOptions);
    const { endpoint } = await startEmulator({ python, folder, keep: false }, processes);
    const client = kinesisClient({ ...clientSettings(endpoint), http1: true });
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  } finally {
    await processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a stream; gives its ARN. */
export async function createStream(client: KinesisClient, StreamName: string): Promise<string> {
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: SHARDS }));
  for (;;) {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return StreamDescriptionSummary.StreamARN ?? '';
    await pause(50);
  }
}

/** What one would write without a thought of order: full calls, as many at once as the replica makes. */
export async function putPlainly(
  client: KinesisClient,
  StreamARN: string,
  records: readonly SourceRecord[],
): Promise<void> {
  const calls = Array.from({ length: Math.ceil(records.length / CALL) }, (_, i) =>
    records.slice(i * CALL, (i + 1) * CALL),
  );
  const lane = async (): Promise<void> => {
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
      const Records = call.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
      const { FailedRecordCount } = await client.send(new PutRecordsCommand({ StreamARN, Records }));
      if (FailedRecordCount !== 0)
        throw new Error('the emulator refused records: there is nothing to compare');
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
}

/** The numbers at the head of a stream's records, shard by shard. */
export async function numbersIn(client: KinesisClient, StreamName: string): Promise<number[][]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  return Promise.all(Shards.map(({ ShardId = '' }) => numbersInShard(client, StreamName, ShardId)));
}

async function numbersInShard(client: KinesisClient, StreamName: string, ShardId: string): Promise<number[]> {
  const first = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator } = await client.send(new GetShardIteratorCommand(first));
  const numbers: number[] = [];
  for (;;) {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
    if (Records.length === 0) return numbers;
    for (const { Data } of Records) numbers.push(Number.parseInt(Buffer.from(Data ?? []).toString(), 10));
    ShardIterator = NextShardIterator;
  }
}
