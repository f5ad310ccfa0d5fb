import type { KinesisStreamRecord } from 'aws-lambda';
import { type CallReplica, ShardCopier } from '../../../../bin/local/failover/copier';
import { kinesisEvent } from '../../../../lambda/testing';

const records = kinesisEvent([1, 2, 3, 4, 5].map((number) => ({ data: String(number) }))).Records;
const numbers = (batch: readonly KinesisStreamRecord[]) =>
  batch.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()).join('');

/** A copier of the five records, in batches of three, and what its function was called with. */
function copier(answer: (call: number, batch: readonly KinesisStreamRecord[]) => string | undefined) {
  const left = [...records];
  const calls: string[] = [];
  const call: CallReplica = async (batch) => {
    calls.push(numbers(batch));
    const itemIdentifier = answer(calls.length, batch);
    return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] };
  };
  const shard = { shardId: 'shard', read: async (most: number) => left.splice(0, most) };
  return { calls, copier: new ShardCopier(shard, call, 3) };
}

test('batch after batch, then nothing', async () => {
  const { calls, copier: it } = copier(() => undefined);
  expect([await it.step(), await it.step(), await it.step()]).toEqual([3, 2, 0]);
  expect(calls).toEqual(['123', '45']);
});

test('goes on from the record that was reported, with more after it', async () => {
  const { calls, copier: it } = copier((call, batch) =>
    call === 1 ? batch[1].kinesis.sequenceNumber : undefined,
  );
  expect([await it.step(), await it.step(), await it.step()]).toEqual([1, 3, 1]);
  expect(calls).toEqual(['123', '234', '5']);
});

test('makes no progress while the first record is reported, and loses nothing', async () => {
  const { calls, copier: it } = copier((call, batch) =>
    call < 3 ? batch[0].kinesis.sequenceNumber : undefined,
  );
  expect([await it.step(), await it.step(), await it.step()]).toEqual([0, 0, 3]);
  expect(calls).toEqual(['123', '123', '123']);
});

test('a report of something else is an error', async () => {
  await expect(copier(() => '9').copier.step()).rejects.toThrow(
    'the replica reported 9, which was not in its batch',
  );
});
