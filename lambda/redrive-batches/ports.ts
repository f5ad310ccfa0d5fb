import type { KinesisStreamRecord } from 'aws-lambda';
import type { RedriveSource } from './contract';

/** The buckets of failed batches. */
export interface BatchStore {
  /** Some keys below `prefix` and after `after`, ascending; none when there are no more. */
  list(bucket: string, prefix: string, after: string): Promise<string[]>;
  /** The text of an object; undefined when it is not there any more. */
  read(bucket: string, key: string): Promise<string | undefined>;
  /** Copies, then deletes. */
  move(bucket: string, from: string, to: string): Promise<void>;
}

/** Keeps two runs apart, as long as neither lives beyond the time it said. */
export interface Leases {
  /** Whether this run has the mapping to itself now, for the time it has left. */
  acquire(source: RedriveSource): Promise<boolean>;
  release(source: RedriveSource): Promise<void>;
}

/** The time of one run. */
export interface RunClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds until the run has to be over. */
  remaining(): number;
  sleep(ms: number): Promise<void>;
}

/** What became of the records of one batch. */
export type SendOutcome =
  | { readonly kind: 'done' }
  /** The records from `done` on are not known to be processed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly done: number }
  /** The time was over before they were all sent. */
  | { readonly kind: 'cut'; readonly done: number };

/** What failed batches go to. */
export interface BatchTarget {
  /** Sends records of one shard, in order. Never rejects for what befalls the records. */
  send(source: RedriveSource, records: readonly KinesisStreamRecord[]): Promise<SendOutcome>;
}

/** How the call of a function ended. */
export type CallOutcome =
  | { readonly kind: 'returned'; readonly response: unknown }
  /** The function failed, or whether it ran is not known. */
  | { readonly kind: 'error'; readonly reason: string }
  /** The function did not run. */
  | { readonly kind: 'throttled'; readonly reason: string };

/** Calls functions, and waits for their answers. */
export interface FunctionPort {
  /** @param timeoutMs milliseconds to wait for the answer */
  call(functionArn: string, payload: string, timeoutMs: number): Promise<CallOutcome>;
}

/** Puts records into streams. */
export interface StreamPort {
  /** Puts all records, in order for each partition key. Rejects when one was not acknowledged in time. */
  put(streamArn: string, records: readonly PutRecord[], timeoutMs: number): Promise<void>;
}

/** A record to be put. */
export interface PutRecord {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  readonly data: Buffer;
}

/** A part of a shard. */
export interface ShardRange {
  readonly streamArn: string;
  readonly shardId: string;
  readonly start: string;
  readonly end: string;
}

/** Reads shards. */
export interface ShardPort {
  /** The records from `start` to `end` that the stream still has, in order; undefined when the time is over. */
  read(range: ShardRange): Promise<KinesisStreamRecord[] | undefined>;
}

/** Small objects that are written only if nobody else wrote them meanwhile. */
export interface LeaseStore {
  readLease(bucket: string, key: string): Promise<{ text: string; etag: string } | undefined>;
  /** Whether it was written: in place of the version `etag`, or of none. */
  writeLease(bucket: string, key: string, text: string, etag: string | undefined): Promise<boolean>;
  deleteLease(bucket: string, key: string): Promise<void>;
}
