import { aggregate } from '../records';
import type { TestRecord } from './kinesis-event';
import { toBytes } from './record-data';

/** A user record as a test writes it. */
export interface TestUserRecord extends Pick<TestRecord, 'partitionKey' | 'data'> {
  /** @default - none: the partition key alone decides on the shard */
  readonly explicitHashKey?: string;
}

/**
 * One record that holds all of `records`, as the Kinesis Producer Library packs them, whatever their keys are. One alone
 * stays a plain record, as it does there.
 *
 * https://docs.aws.amazon.com/streams/latest/dev/kinesis-kpl-concepts.html#kinesis-kpl-concepts-aggretation
 *
 * @example
 * const event = kinesisEvent([aggregatedRecord([{ partitionKey: 'a', data: 'one' }, { partitionKey: 'b', data: 'two' }])]);
 */
export function aggregatedRecord(records: Iterable<TestUserRecord>): TestRecord {
  const users = Array.from(records, ({ partitionKey = 'key', explicitHashKey, data }) => ({
    partitionKey,
    explicitHashKey,
    data: toBytes(data),
  }));
  const packed = aggregate(users, { mixedKeys: true, maxRecordBytes: 10 * 1024 * 1024 });
  const [only, ...more] = packed;
  if (only === undefined || more.length > 0) {
    throw new RangeError(
      `an aggregated record holds 1 or more user records of 10 MiB in all, got ${packed.length} records`,
    );
  }
  return { partitionKey: only.partitionKey, data: only.data };
}
