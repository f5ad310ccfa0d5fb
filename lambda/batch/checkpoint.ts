import type { KinesisStreamBatchItemFailure } from 'aws-lambda';
import type { RawStreamRecord } from './stream-record';

/**
 * Names the record from which Lambda has to send the batch again: the one with the lowest sequence number of
 * those still open. Lambda looks for the lowest itself and starts from there, so to name the others would
 * change nothing.
 *
 * A batch comes from one shard. An event put together from several by other means gets one item a shard.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function batchItemFailures(open: Iterable<RawStreamRecord>): KinesisStreamBatchItemFailure[] {
  const lowest = new Map<string, string>();
  for (const { streamName, shardId, sequenceNumber } of open) {
    const shard = `${streamName}:${shardId}`;
    const before = lowest.get(shard);
    if (before === undefined || isLower(sequenceNumber, before)) lowest.set(shard, sequenceNumber);
  }
  return [...lowest.values()].map((itemIdentifier) => ({ itemIdentifier }));
}

/** Compares whole numbers of any length, written without leading zeros, as sequence numbers are. */
function isLower(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
