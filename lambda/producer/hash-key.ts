import { createHash } from 'node:crypto';

/** A shard as ListShards tells of it, or as much of it as decides what it takes. */
export interface ShardRange {
  readonly ShardId?: string;
  readonly HashKeyRange?: { readonly StartingHashKey?: string; readonly EndingHashKey?: string };
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string };
}

/** What places a record: its explicit hash key, or else the hash of its partition key. */
export interface Placed {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
}

/** Number of different hash keys: they go from 0 to 2^128 - 1. */
export const HASH_KEYS: bigint = 2n ** 128n;

/** The hash key that Kinesis gives a partition key: the MD5 hash of its UTF-8 form. */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}

/** The open one of `shards` that a record goes to; undefined if none of them covers its hash key. */
export function shardOf<S extends ShardRange>(record: Placed, shards: Iterable<S>): S | undefined {
  const { partitionKey, explicitHashKey } = record;
  const hashKey = explicitHashKey === undefined ? hashKeyOf(partitionKey) : BigInt(explicitHashKey);
  for (const shard of shards) {
    const { StartingHashKey: start, EndingHashKey: end } = shard.HashKeyRange ?? {};
    const isOpen = shard.SequenceNumberRange?.EndingSequenceNumber === undefined;
    if (isOpen && start !== undefined && end !== undefined && covers(start, end, hashKey)) return shard;
  }
  return undefined;
}

function covers(start: string, end: string, hashKey: bigint): boolean {
  return BigInt(start) <= hashKey && hashKey <= BigInt(end);
}
