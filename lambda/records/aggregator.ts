import { AggregateBuilder } from './encode-message';
import { isAggregate } from './envelope';
import type { AggregatedRecord, UserRecord } from './record';

/** Settings of an `Aggregator`. */
export interface AggregatorOptions {
  /**
   * Size a Kinesis record may have, in bytes: data and partition key, 1 to 10,485,760 (10 MiB).
   * Above 1 MiB the stream must have been set to take larger records.
   *
   * https://docs.aws.amazon.com/streams/latest/dev/large-records.html
   *
   * @default 1048576
   */
  readonly maxRecordBytes?: number;

  /**
   * Whether records of different keys may share an aggregate.
   *
   * The aggregate goes to the shard of its first record, and the Kinesis Client Library drops an aggregate's records
   * when one hashes outside the shard it was read from. So set this only for records that were grouped by shard, or
   * where no consumer checks.
   *
   * @default false
   */
  readonly mixedKeys?: boolean;
}

const MIB = 1024 * 1024;

/** Half of a character outside the Basic Multilingual Plane: legal in JavaScript, without a form in UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Packs user records into aggregates, in the order they are added.
 *
 * Records go together when they share an explicit hash key, or share a partition key and have no explicit hash key:
 * then they belong to the same shard whatever the stream's shards are. Empty keys and all of Unicode are kept; a
 * lone surrogate has no UTF-8 form and is refused. Whether Kinesis takes the key (1 to 256 characters) and the
 * explicit hash key (a decimal number of 128 bits) is for Kinesis to say.
 *
 * Data are not copied before an aggregate is finished: leave them unchanged until then.
 *
 * @example
 * const aggregator = new Aggregator();
 * for (const record of records) {
 *   const finished = aggregator.add(record);
 *   if (finished !== undefined) await send(finished);
 * }
 * const last = aggregator.flush();
 * if (last !== undefined) await send(last);
 */
export class Aggregator {
  private readonly maxRecordBytes: number;
  private readonly mixedKeys: boolean;
  private builder = new AggregateBuilder();
  private first: UserRecord | undefined;
  private size = 0;
  private count = 0;

  constructor(options: AggregatorOptions = {}) {
    const { maxRecordBytes = MIB, mixedKeys = false } = options;
    if (!Number.isInteger(maxRecordBytes) || maxRecordBytes < 1 || maxRecordBytes > 10 * MIB) {
      throw new RangeError(
        `maxRecordBytes must be a whole number from 1 to ${10 * MIB}, got ${maxRecordBytes}`,
      );
    }
    this.maxRecordBytes = maxRecordBytes;
    this.mixedKeys = mixedKeys;
  }

  /** Bytes that what `flush` would return now counts for in Kinesis: its data and partition key. 0 when empty. */
  public get byteLength(): number {
    return this.size;
  }

  /** Number of user records that wait to be flushed. */
  public get userRecords(): number {
    return this.count;
  }

  /**
   * Takes `record` in. Returns the aggregate that this finished: when the record did not fit in or has another key.
   *
   * Throws and changes nothing when no Kinesis record can hold it (RangeError), or when a key holds a lone surrogate
   * (TypeError).
   */
  public add(record: UserRecord): AggregatedRecord | undefined {
    checkKeys(record);
    const together = this.sizeTogether(record);
    if (together <= this.maxRecordBytes) {
      this.append(record, together);
      return undefined;
    }
    const alone = sizeAlone(record);
    if (alone > this.maxRecordBytes) {
      throw new RangeError(
        `record takes ${alone} bytes with its partition key, more than the ${this.maxRecordBytes} allowed`,
      );
    }
    const finished = this.flush();
    this.first = record;
    this.append(record, alone);
    return finished;
  }

  /** Ends the aggregate and returns it; undefined when no record waits. A single record is passed on as it is. */
  public flush(): AggregatedRecord | undefined {
    if (this.first === undefined) return undefined;
    const { partitionKey, explicitHashKey, data: firstData } = this.first;
    const userRecords = this.count;
    const data = userRecords === 1 && !isAggregate(firstData) ? firstData : this.builder.build();
    this.builder = new AggregateBuilder();
    this.first = undefined;
    this.count = 0;
    this.size = 0;
    return explicitHashKey === undefined
      ? { partitionKey, data, userRecords }
      : { partitionKey, explicitHashKey, data, userRecords };
  }

  /** Size of the aggregate with `record` added; infinite when they do not go together. */
  private sizeTogether(record: UserRecord): number {
    if (this.first === undefined || !(this.mixedKeys || haveOneRoute(this.first, record))) return Infinity;
    return Buffer.byteLength(this.first.partitionKey) + this.builder.byteLength + this.builder.costOf(record);
  }

  private append(record: UserRecord, size: number): void {
    this.builder.add(record);
    this.count += 1;
    this.size = size;
  }
}

/** Whether two records belong to the same shard whatever the shards are. */
function haveOneRoute(a: UserRecord, b: UserRecord): boolean {
  return (
    a.explicitHashKey === b.explicitHashKey &&
    (a.explicitHashKey !== undefined || a.partitionKey === b.partitionKey)
  );
}

/** Size of the Kinesis record that carries nothing but `record`. */
function sizeAlone(record: UserRecord): number {
  const key = Buffer.byteLength(record.partitionKey);
  if (!isAggregate(record.data)) return key + record.data.byteLength;
  // Readers would take these data apart, so they travel in an aggregate of their own.
  const builder = new AggregateBuilder();
  return key + builder.byteLength + builder.costOf(record);
}

function checkKeys({ partitionKey, explicitHashKey }: UserRecord): void {
  if (LONE_SURROGATE.test(partitionKey)) throw new TypeError('partitionKey must not hold a lone surrogate');
  if (explicitHashKey !== undefined && LONE_SURROGATE.test(explicitHashKey)) {
    throw new TypeError('explicitHashKey must not hold a lone surrogate');
  }
}
