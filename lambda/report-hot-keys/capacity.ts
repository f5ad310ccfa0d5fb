import { SHARD_BYTES_PER_SECOND, SHARD_RECORDS_PER_SECOND } from './contract';

/**
 * Seconds that one shard needs to take so much, at the least: by bytes or by records, whichever takes longer. Of what comes in a
 * second it is the share of the capacity.
 */
export function capacitySeconds(bytes: number, records: number): number {
  return Math.max(bytes / SHARD_BYTES_PER_SECOND, records / SHARD_RECORDS_PER_SECOND);
}
