import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import type { KinesisStreamRecord } from 'aws-lambda';
import type { ShardReader } from 'kinesis-constructs/testing';
import { ACCOUNT, REGION } from './account';

/** A shard of the emulator's stream, read from where it ended when it was opened. */
export class EmulatorShard implements ShardReader {
  private constructor(
    private readonly kinesis: KinesisClient,
    private readonly streamName: string,
    public readonly shardId: string,
    private iterator: string | undefined,
    private readonly region: string,
  ) {}

  /** All shards of a stream. */
  public static async openAll(
    kinesis: KinesisClient,
    streamName: string,
    region = REGION,
  ): Promise<EmulatorShard[]> {
    const { Shards: shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: streamName }));
    return Promise.all(
      shards.map(async ({ ShardId = '' }) => {
        const from = { StreamName: streamName, ShardId, ShardIteratorType: 'LATEST' } as const;
        const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(from));
        return new EmulatorShard(kinesis, streamName, ShardId, ShardIterator, region);
      }),
    );
  }

  public async read(maxRecords: number): Promise<readonly KinesisStreamRecord[]> {
    const request = { ShardIterator: this.iterator, Limit: Math.min(maxRecords, 10_000) };
    const { Records = [], NextShardIterator } = await this.kinesis.send(new GetRecordsCommand(request));
    this.iterator = NextShardIterator;
    return Records.map(({ SequenceNumber = '', PartitionKey = '', Data, ApproximateArrivalTimestamp }) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: PartitionKey,
        sequenceNumber: SequenceNumber,
        data: Buffer.from(Data ?? []).toString('base64'),
        approximateArrivalTimestamp: (ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${this.shardId}:${SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
      awsRegion: this.region,
      eventSourceARN: `arn:aws:kinesis:${this.region}:${ACCOUNT}:stream/${this.streamName}`,
    }));
  }
}
