import type { SourceRecord } from '../../../../bin/local/delivery/transform';

/** Records of one shard, numbered from `first`. */
export function sourceRecords(texts: readonly string[], first = 1): SourceRecord[] {
  return texts.map((text, index) => ({
    shardId: 'shardId-000000000003',
    sequenceNumber: String(49_000_000_000_000 + first + index),
    partitionKey: 'ORD',
    arrival: Date.UTC(2026, 10, 9, 7, 5, first + index),
    data: Buffer.from(text),
  }));
}
