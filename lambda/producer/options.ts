import type { PutRecordsClient } from './client';
import type { RecordGivenUpError } from './errors';
import type { ProducerRecord } from './record';

/** Bounds of a `StreamProducer`. Kinesis's own: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export interface ProducerLimits {
  /**
   * Bytes a record may have, data and partition key, 1 to 10,485,760 (10 MiB). Above 1 MiB the stream must have been
   * set to take them: https://docs.aws.amazon.com/streams/latest/dev/large-records.html
   *
   * @default 1048576
   */
  readonly recordBytes?: number;

  /**
   * Bytes an aggregate may have, data and partition key; a larger record travels alone. At most `recordBytes`.
   *
   * @default - 51,200, or `recordBytes` if that is less
   */
  readonly aggregateBytes?: number;

  /**
   * Kinesis records in a call, 1 to 500.
   *
   * @default 500
   */
  readonly callRecords?: number;

  /**
   * Bytes in a call, data and partition keys, from `recordBytes` to 10,485,760 (10 MiB).
   *
   * @default 10485760
   */
  readonly callBytes?: number;

  /**
   * Calls under way at once, 1 to 100.
   *
   * @default 4
   */
  readonly callsInFlight?: number;

  /**
   * Records held at once, from acceptance to acknowledgement, 1 to 10,000,000. Beyond it `put` and `enqueue` wait.
   *
   * @default 10000
   */
  readonly bufferRecords?: number;

  /**
   * Bytes held at once, data and partition keys, from `recordBytes` to 8,589,934,592 (8 GiB). Beyond it `put` and
   * `enqueue` wait.
   *
   * @default 67108864
   */
  readonly bufferBytes?: number;
}

/** How a `StreamProducer` goes about failures. */
export interface RetryPolicy {
  /**
   * How long after `put` or `enqueue` a record may still be sent, in milliseconds, 1 to 86,400,000 (a day). One that is
   * in a call at that moment is settled when the call ends.
   *
   * @default 30000
   */
  readonly deadlineMs?: number;

  /**
   * Times a record is sent, 1 or more.
   *
   * @default - until its deadline
   */
  readonly attempts?: number;

  /**
   * How long a call may take, in milliseconds, 1 to 600,000. Then it is broken off: whether Kinesis has its records is
   * unknown, and they are sent again.
   *
   * @default 10000
   */
  readonly callTimeoutMs?: number;

  /**
   * Longest pause before the second attempt, in milliseconds, 1 to 60,000. It doubles with each attempt; the pause is a
   * random part of it ("full jitter").
   *
   * @default 100
   */
  readonly baseMs?: number;

  /**
   * Longest pause before any attempt, in milliseconds, from `baseMs` to 600,000.
   *
   * @default - 5,000, or `baseMs` if that is more
   */
  readonly capMs?: number;
}

/** Settings of a `StreamProducer`. */
export interface ProducerOptions {
  /** Name of the stream, 1 to 128 letters, digits, dots, hyphens and underscores. Either this or `streamArn`. */
  readonly streamName?: string;

  /** ARN of the stream, as cross-account access needs. The SDK then calls the account's own endpoint. */
  readonly streamArn?: string;

  /**
   * The client to call Kinesis with; its Region and endpoint count. Make it with `kinesisClient`, whose calls are
   * attempted once: what a client retries by itself the producer sees only as calls without an answer.
   *
   * @default - kinesisClient(), closed with the producer
   */
  readonly client?: PutRecordsClient;

  /**
   * Whether the stream gets the records of a partition key in the order they were put.
   *
   * At most one attempt of a key is then under way: one record (with `aggregate` one aggregate) a round trip. When a
   * record is given up, the later ones of its key that were put by then are given up with it, so that putting them
   * again in turn keeps the order. A stream whose record distribution strategy is `AUTO` has no order to keep.
   *
   * @default false
   */
  readonly ordered?: boolean;

  /**
   * Whether records of one partition key (and explicit hash key) travel together in the KPL's format, which consumers
   * have to take apart, as `processRecords`, the Kinesis Client Library and Firehose do. One aggregate of a key is under
   * way at a time. For data in no order, put few different keys: see `partitionKey.random`.
   *
   * @default false
   */
  readonly aggregate?: boolean;

  /**
   * How long a record may wait for others to share its call, in milliseconds, 0 to 60,000.
   *
   * @default 20
   */
  readonly lingerMs?: number;

  /**
   * Whether a call that is not full waits for the calls under way when records of their keys come next anyway, and takes
   * these along. For batches that count as a whole: they take fewer calls and no longer, but single records do.
   *
   * @default false
   */
  readonly fullCalls?: boolean;

  /** Gets each record that was taken by `enqueue` and then given up. `enqueue` needs it. Must not throw. */
  readonly onFailure?: (record: ProducerRecord, error: RecordGivenUpError) => void;

  /** @default - see `ProducerLimits` */
  readonly limits?: ProducerLimits;

  /** @default - see `RetryPolicy` */
  readonly retry?: RetryPolicy;
}
