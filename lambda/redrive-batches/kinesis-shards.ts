import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ResourceNotFoundException,
  type _Record as StoredRecord,
} from '@aws-sdk/client-kinesis';
import type { KinesisStreamRecord } from 'aws-lambda';
import { MARGIN_MS } from './pace';
import type { RunClock, ShardPort, ShardRange } from './ports';

/** A shard serves five reads a second to all that poll it. */
const PAUSE_MS = 250;

/** Shards in Kinesis. */
export class KinesisShards implements ShardPort {
  constructor(
    private readonly client: Pick<KinesisClient, 'send'>,
    private readonly clock: RunClock,
  ) {}

  public async read(range: ShardRange): Promise<KinesisStreamRecord[] | undefined> {
    const [start, end] = [BigInt(range.start), BigInt(range.end)];
    const records: KinesisStreamRecord[] = [];
    let iterator = await this.iteratorAt(range);
    while (iterator !== undefined) {
      if (this.clock.remaining() <= MARGIN_MS) return undefined;
      const page = await this.client.send(
        new GetRecordsCommand({ StreamARN: range.streamArn, ShardIterator: iterator }),
      );
      let last = -1n;
      for (const record of page.Records ?? []) {
        last = BigInt(record.SequenceNumber ?? 0);
        if (last >= start && last <= end) records.push(eventRecord(range, record));
      }
      const atTip = (page.Records ?? []).length === 0 && page.MillisBehindLatest === 0;
      if (last >= end || atTip) break;
      iterator = page.NextShardIterator;
      await this.clock.sleep(PAUSE_MS);
    }
    return records;
  }

  /** None when the shard is gone. A sequence number that is no longer there may be refused: then the oldest that is. */
  private async iteratorAt({ streamArn, shardId, start }: ShardRange): Promise<string | undefined> {
    const shard = { StreamARN: streamArn, ShardId: shardId };
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: start } as const;
    try {
      try {
        return (await this.client.send(new GetShardIteratorCommand({ ...shard, ...at }))).ShardIterator;
      } catch (error) {
        if (!(error instanceof InvalidArgumentException)) throw error;
        const oldest = new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' });
        return (await this.client.send(oldest)).ShardIterator;
      }
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

/** A record in the form in which Lambda hands it to a function. */
function eventRecord({ streamArn, shardId }: ShardRange, record: StoredRecord): KinesisStreamRecord {
  const sequenceNumber = record.SequenceNumber ?? '';
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.PartitionKey ?? '',
      sequenceNumber,
      data: Buffer.from(record.Data ?? []).toString('base64'),
      approximateArrivalTimestamp: (record.ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: '',
    awsRegion: streamArn.split(':')[3] ?? '',
    eventSourceARN: streamArn,
  };
}
