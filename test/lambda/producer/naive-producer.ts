import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { ProducerRecord, PutResult } from '../../../lambda/producer/record';
import { zeroCounts } from '../../../lambda/producer/stats';
import type { MakeProducer } from './play';

/** The usual loop: one call after the other, and of each call again what failed. It loses nothing, but order. */
export const naiveProducer: MakeProducer = ({ client, limits = {}, retry = {} }, time) => {
  const { callRecords = 500 } = limits;
  let queue: { record: ProducerRecord; acknowledged: (result: PutResult) => void }[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    await new Promise<void>((resolve) => time.after(1, resolve));
    while (queue.length > 0) {
      const batch = queue.slice(0, callRecords);
      const Records = batch.map(({ record }) => ({
        PartitionKey: record.partitionKey,
        Data: Buffer.from(record.data),
      }));
      const abort = new AbortController();
      const cancel = time.after(retry.callTimeoutMs ?? 1_000, () => abort.abort());
      const output = await client
        .send(new PutRecordsCommand({ Records }), { abortSignal: abort.signal })
        .catch(() => undefined);
      cancel();
      batch.forEach((put, i) => {
        const { ShardId, SequenceNumber } = output?.Records?.[i] ?? {};
        if (ShardId === undefined || SequenceNumber === undefined) return;
        queue = queue.filter((other) => other !== put);
        put.acknowledged({
          shardId: ShardId,
          sequenceNumber: SequenceNumber,
          subSequenceNumber: 0,
          attempts: 1,
        });
      });
    }
    running = undefined;
  }

  const put = (record: ProducerRecord): Promise<PutResult> =>
    new Promise((acknowledged) => {
      queue.push({ record, acknowledged });
      running ??= run();
    });
  return {
    put,
    enqueue: (record) => {
      void put(record);
      return Promise.resolve();
    },
    flush: () => running ?? Promise.resolve(),
    stats: () => ({ ...zeroCounts(), heldRecords: 0, heldBytes: 0 }),
  };
};
