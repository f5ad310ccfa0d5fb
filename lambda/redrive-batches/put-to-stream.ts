import type { KinesisStreamRecord } from 'aws-lambda';
import { hashKeyOf } from '../producer/hash-key';
import { deaggregate } from '../records';
import type { RedriveSource } from './contract';
import { MARGIN_MS } from './pace';
import type { BatchTarget, PutRecord, RunClock, SendOutcome, StreamPort } from './ports';

/** Puts batches back into the stream they came from, their bytes as they were. */
export class StreamTarget implements BatchTarget {
  constructor(
    private readonly port: StreamPort,
    private readonly clock: RunClock,
  ) {}

  public async send(source: RedriveSource, records: readonly KinesisStreamRecord[]): Promise<SendOutcome> {
    const time = Math.max(1, Math.floor(this.clock.remaining() - MARGIN_MS / 2));
    try {
      await this.port.put(source.streamArn, records.map(putRecordOf), time);
      return { kind: 'done' };
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error), done: 0 };
    }
  }
}

/**
 * An event does not tell a record's explicit hash key. A plain record goes without, so to the shard of its partition key.
 *
 * The key of an aggregate need not be one of those inside (the KPL writes "a") and consumers drop what hashes outside
 * the shard: it goes to the shard of the first record inside, which those beside it share.
 */
function putRecordOf({ kinesis }: KinesisStreamRecord): PutRecord {
  const data = Buffer.from(kinesis.data, 'base64');
  const { partitionKey } = kinesis;
  const [first] = deaggregate({ partitionKey, data });
  if (first === undefined || !first.aggregated) return { partitionKey, data };
  const explicitHashKey = first.explicitHashKey ?? hashKeyOf(first.partitionKey).toString();
  return { partitionKey, explicitHashKey, data };
}
