import { createHash } from 'node:crypto';
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { DEFAULT_START } from './clock';
import { toBytes, toMillis } from './record-data';

/** A record as a test writes it. */
export interface TestRecord {
  /** @default 'key' */
  readonly partitionKey?: string;

  /** Text, bytes, or any other value, which is then written as JSON. */
  readonly data: unknown;

  /**
   * When Kinesis took the record in, a date or milliseconds since 1970.
   *
   * @default - `arrivalTime` of the options, plus `arrivalIntervalMs` for each record before this one
   */
  readonly arrivalTime?: Date | number;

  /** @default - the next in the shard */
  readonly sequenceNumber?: string;
}

/** Settings of `kinesisEvent`. */
export interface KinesisEventOptions {
  /**
   * Shard the records come from: its number, or its whole id.
   *
   * @default 0
   */
  readonly shard?: number | string;

  /** @default 'test-stream' */
  readonly streamName?: string;

  /**
   * Name of the enhanced fan-out consumer the mapping reads through; the event then carries the consumer's ARN.
   *
   * @default - the mapping polls the stream itself
   */
  readonly consumerName?: string;

  /** @default - the stream (and consumer) of those names in eu-west-1 */
  readonly eventSourceArn?: string;

  /** Arrival of the first record. @default - 1 January 2026, 00:00 UTC */
  readonly arrivalTime?: Date | number;

  /** Time between the arrivals of one record and the next, in milliseconds. @default 0 */
  readonly arrivalIntervalMs?: number;

  /** How many records of the shard come before these: their sequence numbers are left out. @default 0 */
  readonly recordsBefore?: number;
}

/**
 * The event that Lambda hands a function for a batch of records of one shard.
 *
 * Sequence numbers have 56 digits, ascend, and differ only far behind what a JavaScript number holds, as they do in a
 * real stream: code that compares them as numbers fails here too.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 *
 * @example
 * const event = kinesisEvent([{ partitionKey: 'anna', data: { amount: 12 } }, { data: 'not JSON' }], { shard: 3 });
 */
export function kinesisEvent(
  records: Iterable<TestRecord>,
  options: KinesisEventOptions = {},
): KinesisStreamEvent {
  const { shard = 0, arrivalTime = DEFAULT_START, arrivalIntervalMs = 0, recordsBefore = 0 } = options;
  const id = typeof shard === 'number' ? shardId(shard) : shard;
  const arn = options.eventSourceArn ?? eventSourceArn(options);
  const arrival = toMillis(arrivalTime);
  return {
    Records: Array.from(records, (record, index) => {
      const sequenceNumber = record.sequenceNumber ?? sequenceNumberOf(id, recordsBefore + index);
      return kinesisRecord(record, {
        sequenceNumber,
        shardId: id,
        arn,
        arrivalMs: toMillis(record.arrivalTime ?? arrival + index * arrivalIntervalMs),
      });
    }),
  };
}

/**
 * The same records as a stream of `shardCount` shards would hold them: one event a shard that got any.
 *
 * `shardCount` is 1 or more. A record goes to the shard whose part of the hash key range holds the MD5 of its partition key.
 *
 * https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
 */
export function kinesisEvents(
  records: Iterable<TestRecord>,
  shardCount: number,
  options: Omit<KinesisEventOptions, 'shard' | 'recordsBefore'> = {},
): KinesisStreamEvent[] {
  if (!Number.isInteger(shardCount) || shardCount < 1) {
    throw new RangeError(`shardCount must be a whole number of at least 1, got ${shardCount}`);
  }
  const { arrivalTime = DEFAULT_START, arrivalIntervalMs = 0 } = options;
  const shards = Array.from({ length: shardCount }, (): TestRecord[] => []);
  let index = 0;
  for (const record of records) {
    const arrival = record.arrivalTime ?? toMillis(arrivalTime) + index * arrivalIntervalMs;
    shards[shardOfKey(record.partitionKey ?? DEFAULT_KEY, shardCount)]?.push({
      ...record,
      arrivalTime: arrival,
    });
    index += 1;
  }
  return shards.flatMap((own, shard) => (own.length > 0 ? [kinesisEvent(own, { ...options, shard })] : []));
}

/** `shardId-000000000007` of 7. */
export function shardId(shard: number): string {
  return `shardId-${String(shard).padStart(12, '0')}`;
}

const DEFAULT_KEY = 'key';
const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

interface Placed {
  readonly sequenceNumber: string;
  readonly shardId: string;
  readonly arn: string;
  readonly arrivalMs: number;
}

function kinesisRecord(record: TestRecord, at: Placed): KinesisStreamRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.partitionKey ?? DEFAULT_KEY,
      sequenceNumber: at.sequenceNumber,
      data: toBytes(record.data).toString('base64'),
      approximateArrivalTimestamp: at.arrivalMs / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${at.shardId}:${at.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/test-function-role`,
    awsRegion: at.arn.split(':')[3] ?? REGION,
    eventSourceARN: at.arn,
  };
}

/** The layout of real ones is not documented; these have their length, and are unique across shards. */
function sequenceNumberOf(shard: string, index: number): string {
  const shardDigits = (shard.match(/\d+$/)?.[0] ?? '0').slice(-12).padStart(12, '0');
  return `4966${shardDigits}${String(index + 1).padStart(40, '0')}`;
}

function eventSourceArn(options: KinesisEventOptions): string {
  const stream = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${options.streamName ?? 'test-stream'}`;
  // A consumer's ARN ends in the second of its creation.
  return options.consumerName === undefined
    ? stream
    : `${stream}/consumer/${options.consumerName}:1767225600`;
}

function shardOfKey(partitionKey: string, shardCount: number): number {
  const hash = BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
  return Number((hash * BigInt(shardCount)) >> 128n);
}
