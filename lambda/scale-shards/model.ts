/** How many hash keys there are: they run from 0 to one less than this. */
export const HASH_KEYS = 2n ** 128n;

/** What one shard takes in a second. */
export const SHARD_BYTES = 1024 * 1024;
export const SHARD_RECORDS = 1000;

/** Times are in epoch milliseconds. */
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** An open shard and the hash keys it is responsible for, both ends included. */
export interface Shard {
  readonly id: string;
  readonly start: bigint;
  readonly end: bigint;
}

/** What a stream's metrics say of one minute. */
export interface Minute {
  /** Start of the minute, epoch milliseconds. */
  readonly time: number;
  /** Accepted bytes. */
  readonly bytes: number;
  /** Accepted records. */
  readonly records: number;
  /** Records refused because their shard was full. */
  readonly rejected: number;
}

/** Share of all hash keys that a shard is responsible for. */
export function widthOf({ start, end }: Shard): number {
  return Number(end - start + 1n) / Number(HASH_KEYS);
}
