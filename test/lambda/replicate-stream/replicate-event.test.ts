import type { PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import type { PutRecordsClient } from '../../../lambda/producer/client';
import { systemRuntime } from '../../../lambda/producer/runtime';
import { aggregate } from '../../../lambda/records';
import { ReplicaMetric, type ReplicationMode } from '../../../lambda/replicate-stream/contract';
import { DynamoProgressStore, DynamoTokenStore } from '../../../lambda/replicate-stream/dynamo-stores';
import { sealEnvelope } from '../../../lambda/replicate-stream/envelope';
import { replicateBatch } from '../../../lambda/replicate-stream/replicate-batch';
import { replicateEvent } from '../../../lambda/replicate-stream/replicate-event';
import { sourceRecords } from '../../../lambda/replicate-stream/source-record';
import type { TokenMove } from '../../../lambda/replicate-stream/token';
import { tokenAttributes } from '../../../lambda/replicate-stream/token-item';
import { kinesisEvent, lambdaContext, type TestRecord } from '../../../lambda/testing';
import { MemoryTable } from '../../support/replica-table';
import { TARGET_ARN } from './schedule';

const PLACE = { table: 'replicas', name: 'orders', region: 'eu-west-1' };

/** A target that takes all records but those of refused keys. */
class Target implements PutRecordsClient {
  public readonly taken: { key?: string; data: string }[] = [];
  public readonly refused = new Set<string>();

  public async send({ input }: Parameters<PutRecordsClient['send']>[0]): Promise<PutRecordsCommandOutput> {
    const Records = (input.Records ?? []).map(({ PartitionKey = '', Data }) => {
      if (this.refused.has(PartitionKey)) return { ErrorCode: 'InternalFailure' };
      this.taken.push({ key: PartitionKey, data: Buffer.from(Data ?? []).toString() });
      return { ShardId: 's', SequenceNumber: '1' };
    });
    return { Records, $metadata: { httpStatusCode: 200, attempts: 1 } };
  }
}

let table: MemoryTable;
let target: Target;
let metrics: Record<string, number>;
let lines: string[];

beforeEach(() => {
  table = new MemoryTable();
  target = new Target();
  metrics = {};
  lines = [];
});

const hold = (...moves: TokenMove[]): void =>
  void table.items.set('orders|token', { ...tokenAttributes({ moves }, 1) });

async function replicate(
  records: TestRecord[],
  {
    mode = 'one-way' as ReplicationMode,
    envelope = false,
    /** Records that the target takes before the time is over. */
    inTime = Number.POSITIVE_INFINITY,
    targetStreamArn = TARGET_ARN,
  } = {},
) {
  const event = kinesisEvent(records);
  const settings = {
    mode,
    envelope,
    packing: false,
    targetStreamArn,
    region: PLACE.region,
    callTimeoutMs: 1_000,
    baseMs: 1,
  };
  const ports = {
    target,
    runtime: {
      ...systemRuntime,
      now: () => systemRuntime.now() + (target.taken.length < inTime ? 0 : 60_000),
    },
    progress: new DynamoProgressStore(table.client, PLACE),
    token: new DynamoTokenStore(table.client, PLACE),
  };
  const answer = await replicateEvent(event, lambdaContext({ remainingMs: 60_000 }), settings, ports, {
    logger: {
      warn: (message, details) => void lines.push(`${message} ${JSON.stringify(details)}`),
      error: () => undefined,
    },
    metrics: {
      addMetric: (name, _, value) => {
        metrics[name] = value;
      },
      publishStoredMetrics: () => undefined,
    },
  });
  return { answer, numbers: event.Records.map(({ kinesis }) => kinesis.sequenceNumber) };
}

const arrivalTime = Date.now() - 7_000;
const records = ['a', 'b', 'a', 'c'].map((partitionKey, i) => ({ partitionKey, data: `${i}`, arrivalTime }));

test('a whole batch is copied, noted down and measured', async () => {
  const { answer } = await replicate(records);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(target.taken.map(({ data }) => data).sort()).toEqual(['0', '1', '2', '3']);
  expect(metrics).toMatchObject({
    [ReplicaMetric.HEARTBEAT]: 1,
    [ReplicaMetric.REPLICATED]: 4,
    [ReplicaMetric.BYTES]: 8,
    [ReplicaMetric.DUPLICATES_AVOIDED]: 0,
    [ReplicaMetric.FAILED]: 0,
  });
  expect(metrics[ReplicaMetric.LAG]).toBeGreaterThanOrEqual(7_000);
  const [item] = [...table.items.values()];
  expect(item).toMatchObject({
    openCount: { N: '0' },
    replicatedTo: { N: String(arrivalTime) },
    version: { N: '1' },
  });
  expect(Number(item.expires.N)).toBeGreaterThan(Date.now() / 1000 + 29 * 86_400);
});

test('when time is short, the first record left is reported, and what was copied is not sent again', async () => {
  target.refused.add('b');
  const { answer, numbers } = await replicate(records, { inTime: 3 });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: numbers[1] }] });
  expect(target.taken.map(({ key }) => key).sort()).toEqual(['a', 'a', 'c']);
  expect(metrics).toMatchObject({ [ReplicaMetric.REPLICATED]: 3, [ReplicaMetric.FAILED]: 1 });
  expect(lines[0]).toContain('Batch not finished');

  target.refused.clear();
  target.taken.length = 0;
  expect((await replicate(records)).answer).toEqual({ batchItemFailures: [] });
  expect(target.taken).toEqual([{ key: 'b', data: '1' }]);
  expect(metrics).toMatchObject({ [ReplicaMetric.REPLICATED]: 1, [ReplicaMetric.DUPLICATES_AVOIDED]: 3 });
});

test('an aggregate of several keys is done when all inside is, and counts as one record', async () => {
  const users = ['a', 'b', 'c'].map((partitionKey) => ({
    partitionKey,
    data: Buffer.from(`in ${partitionKey}`),
  }));
  const [{ data }] = aggregate(users, { mixedKeys: true });
  const batch = [{ partitionKey: 'a', data, arrivalTime }, ...records];
  target.refused.add('b');
  const { answer, numbers } = await replicate(batch, { inTime: 5 });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: numbers[0] }] });
  expect(target.taken.map((record) => record.data).sort()).toEqual(['0', '2', '3', 'in a', 'in c']);
  expect(metrics).toMatchObject({ [ReplicaMetric.REPLICATED]: 3, [ReplicaMetric.FAILED]: 2 });

  target.refused.clear();
  target.taken.length = 0;
  expect((await replicate(batch)).answer).toEqual({ batchItemFailures: [] });
  expect(target.taken.map((record) => record.data).sort()).toEqual(['1', 'in a', 'in b', 'in c']);
  expect(target.taken.filter(({ key }) => key === 'b').map((record) => record.data)).toEqual(['in b', '1']);
  expect(metrics).toMatchObject({
    [ReplicaMetric.REPLICATED]: 2,
    [ReplicaMetric.BYTES]: 1 + data.length + 2,
    [ReplicaMetric.DUPLICATES_AVOIDED]: 3,
  });
});

test('what another target has is copied to this one, and noted down for it', async () => {
  await replicate(records, { targetStreamArn: `${TARGET_ARN}-before` });
  target.taken.length = 0;
  await replicate(records);
  expect(target.taken).toHaveLength(4);
  const [item] = [...table.items.values()];
  expect(item).toMatchObject({ target: { S: TARGET_ARN }, version: { N: '2' } });
  await replicate(records);
  expect(metrics).toMatchObject({ [ReplicaMetric.DUPLICATES_AVOIDED]: 4 });
});

test('progress that does not name its target counts', async () => {
  await replicate(records);
  for (const item of table.items.values()) delete item.target;
  await replicate(records);
  expect(target.taken).toHaveLength(4);
  expect(metrics).toMatchObject({ [ReplicaMetric.DUPLICATES_AVOIDED]: 4 });
});

test('progress that cannot be read fails the batch before anything is sent', async () => {
  table.before = () => {
    throw new Error('table away');
  };
  await expect(replicate(records)).rejects.toThrow('table away');
  expect(target.taken).toEqual([]);
});

test('time that reading the progress took is not there to copy in', async () => {
  let reads = 0;
  const clock = { ...systemRuntime, now: () => systemRuntime.now() + 50_000 * reads };
  const progress = {
    read: async () => {
      reads += 1;
      return undefined;
    },
    write: async () => undefined,
  };
  target.refused.add('a');
  const { left } = await replicateBatch(
    sourceRecords(kinesisEvent(records)),
    50_000,
    {
      mode: 'one-way',
      envelope: false,
      packing: false,
      targetStreamArn: TARGET_ARN,
      region: PLACE.region,
      baseMs: 1,
    },
    { target, runtime: clock, progress, token: { read: async () => undefined } },
  );
  expect(left.map(({ partitionKey }) => partitionKey)).toEqual(['a', 'a']);
});

test('progress that cannot be kept is told, and no reason to copy again', async () => {
  let calls = 0;
  table.before = () => {
    calls += 1;
    if (calls === 2) throw new Error('table away');
  };
  expect((await replicate(records)).answer).toEqual({ batchItemFailures: [] });
  expect(lines).toEqual([expect.stringContaining('Progress not kept')]);
});

describe('active–passive', () => {
  const mode = 'active-passive';
  const past = arrivalTime - 1_000;

  test('copies while this Region holds the token', async () => {
    hold({ region: 'eu-west-1', since: 0 });
    expect((await replicate(records, { mode })).answer).toEqual({ batchItemFailures: [] });
    expect(target.taken).toHaveLength(4);
  });

  test.each<[string, TokenMove[]]>([
    ['nobody ever got the token', []],
    [
      'the token has left since',
      [
        { region: 'eu-west-1', since: 0 },
        { region: 'eu-central-1', since: Date.now() },
      ],
    ],
  ])('keeps records back when %s', async (_, moves) => {
    if (moves.length > 0) hold(...moves);
    const { answer, numbers } = await replicate(records, { mode });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: numbers[0] }] });
    expect(target.taken).toEqual([]);
    expect(metrics).toMatchObject({ [ReplicaMetric.HELD]: 4, [ReplicaMetric.FAILED]: 0 });
  });

  test('passes over what came while another Region held the token, without envelopes', async () => {
    hold({ region: 'eu-central-1', since: 0 }, { region: 'eu-west-1', since: Date.now() });
    expect((await replicate(records, { mode })).answer).toEqual({ batchItemFailures: [] });
    expect(target.taken).toEqual([]);
    expect(metrics).toMatchObject({ [ReplicaMetric.ECHOES_PREVENTED]: 4 });
  });

  test('copies with envelopes what is no copy, whenever it came', async () => {
    hold({ region: 'eu-central-1', since: past - 1 }, { region: 'eu-west-1', since: Date.now() });
    const origin = {
      region: 'eu-central-1',
      streamName: 'orders',
      shardId: 's',
      sequenceNumber: '1',
      arrivalTime: new Date(past),
    };
    const copy = { partitionKey: 'd', data: sealEnvelope(origin, Buffer.from('copy')), arrivalTime };
    await replicate([...records, copy], { mode, envelope: true });
    expect(target.taken).toHaveLength(4);
    expect(metrics).toMatchObject({ [ReplicaMetric.ECHOES_PREVENTED]: 1, [ReplicaMetric.REPLICATED]: 4 });
  });

  test('a token that cannot be read fails the batch', async () => {
    table.items.set('orders|token', { moves: { L: [] } });
    await expect(replicate(records, { mode })).rejects.toThrow('the token cannot be read');
    expect(target.taken).toEqual([]);
  });
});

const origin = {
  region: 'x',
  streamName: 'o',
  shardId: 's',
  sequenceNumber: '1',
  arrivalTime: new Date(0),
};

test('active–active passes over copies, whatever the token', async () => {
  const copy = { partitionKey: 'd', data: sealEnvelope(origin, Buffer.from('copy')), arrivalTime };
  await replicate([copy, ...records], { mode: 'active-active', envelope: true });
  expect(target.taken.map(({ key }) => key).sort()).toEqual(['a', 'a', 'b', 'c']);
});

test('of an aggregate with copies inside, active–active passes over those alone', async () => {
  const aggregated = (users: string[][]): TestRecord => ({
    partitionKey: 'a',
    data: aggregate(
      users.map(([partitionKey, text]) => ({
        partitionKey,
        data: text === 'copy' ? sealEnvelope(origin, Buffer.from(text)) : Buffer.from(text),
      })),
      { mixedKeys: true },
    )[0].data,
    arrivalTime,
  });
  const mixed = [
    ['d', 'copy'],
    ['e', 'put here'],
  ];
  const copies = [
    ['d', 'copy'],
    ['e', 'copy'],
  ];
  await replicate([aggregated(mixed), aggregated(copies)], { mode: 'active-active', envelope: true });
  expect(target.taken.map(({ key }) => key)).toEqual(['e']);
  expect(metrics).toMatchObject({ [ReplicaMetric.ECHOES_PREVENTED]: 1, [ReplicaMetric.REPLICATED]: 1 });
});
