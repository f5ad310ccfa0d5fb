import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';
import type { ShardReader } from 'kinesis-constructs/testing';

/** Calls the function of a replica with a batch. */
export type CallReplica = (records: readonly KinesisStreamRecord[]) => Promise<KinesisStreamBatchResponse>;

/** Hands a shard to a replica as its mapping does: batch after batch, each from the first record that was reported. */
export class ShardCopier {
  private waiting: KinesisStreamRecord[] = [];

  constructor(
    private readonly shard: ShardReader,
    private readonly call: CallReplica,
    private readonly batchSize: number,
  ) {}

  /** Calls once, if there is anything. Gives how many records are done with. */
  public async step(): Promise<number> {
    const room = this.batchSize - this.waiting.length;
    if (room > 0) this.waiting.push(...(await this.shard.read(room)));
    if (this.waiting.length === 0) return 0;
    const { batchItemFailures } = await this.call(this.waiting);
    const done = this.doneBefore(batchItemFailures[0]?.itemIdentifier);
    this.waiting = this.waiting.slice(done);
    return done;
  }

  private doneBefore(reported: string | undefined): number {
    if (reported === undefined) return this.waiting.length;
    const index = this.waiting.findIndex(({ kinesis }) => kinesis.sequenceNumber === reported);
    if (index < 0) throw new Error(`the replica reported ${reported}, which was not in its batch`);
    return index;
  }
}
