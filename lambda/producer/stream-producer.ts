import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { Caller } from './caller';
import { kinesisClient } from './client';
import { Dispatcher } from './dispatcher';
import type { Listener } from './entry';
import { ProducerClosedError } from './errors';
import type { ProducerOptions } from './options';
import { checkRecord, type ProducerRecord, type PutResult } from './record';
import { type Runtime, systemRuntime } from './runtime';
import { type Settings, settingsFrom } from './settings';
import { type ProducerStats, zeroCounts } from './stats';

/**
 * Puts records into a Kinesis data stream: many a call, again only those that failed, and each until it is acknowledged
 * or its deadline passes.
 *
 * A record is handed over in one of two ways:
 *
 * - `put` promises its end: where it is in the stream, or the error it was given up with. Put many and await them
 *   together; awaited one by one, each makes a call of its own.
 * - `enqueue` promises its acceptance: awaiting it in a loop goes on while the buffer has room. What is given up later
 *   goes to `onFailure`; `flush` tells when all is settled.
 *
 * Delivery is at least once. Kinesis has no way to recognise a record that it has already taken, so a call that is
 * applied but not answered leaves copies: `stats().possibleDuplicates` counts the records of such calls, and
 * `RecordGivenUpError.mayBeInStream` marks those among the failures. With `ordered`, the acknowledged records of a key
 * first appear in the order of the puts; a further copy may follow when a call that was broken off reaches Kinesis late.
 *
 * In a Lambda function await `put`, or `flush` after `enqueue`, before the handler returns: it is frozen then.
 *
 * @example
 * const producer = new StreamProducer({ streamName: 'orders', ordered: true });
 * const byCustomer = partitionKey.byField('customerId');
 * const orders = [{ customerId: 'anna', amount: 12 }];
 * await Promise.all(
 *   orders.map((order) => producer.put({ partitionKey: byCustomer(order), data: JSON.stringify(order) })),
 * );
 * await producer.close();
 */
export class StreamProducer {
  private readonly settings: Settings;
  private readonly onFailure: ProducerOptions['onFailure'];
  private readonly dispatcher: Dispatcher;
  private readonly ownClient: KinesisClient | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: ProducerOptions, /** @internal */ runtime: Runtime = systemRuntime) {
    this.settings = settingsFrom(options);
    this.onFailure = options.onFailure;
    const counts = zeroCounts();
    this.ownClient = options.client === undefined ? kinesisClient() : undefined;
    const client = options.client ?? (this.ownClient as KinesisClient);
    const caller = new Caller(client, this.settings, runtime, counts);
    this.dispatcher = new Dispatcher(this.settings, caller, runtime, counts);
  }

  /**
   * Puts a record, once there is room for it. Ends when Kinesis has acknowledged the record.
   *
   * Fails with `InvalidRecordError`, `ProducerClosedError` or `RecordGivenUpError`. Records whose `put` is waiting for
   * room are held beside the buffer: a loop that does not await them has no bound, unlike one that awaits `enqueue`.
   */
  public put(record: ProducerRecord): Promise<PutResult> {
    return new Promise((acknowledged, givenUp) => {
      this.hand(record, { accepted: () => undefined, acknowledged, givenUp });
    });
  }

  /**
   * Puts a record, once there is room for it. Ends when it is in the buffer; `onFailure` gets it if it is given up
   * after that. Fails as `put` does if it is given up before.
   */
  public enqueue(record: ProducerRecord): Promise<void> {
    return new Promise((accept, reject) => {
      const { onFailure } = this;
      if (onFailure === undefined) throw new RangeError('StreamProducer needs onFailure to enqueue records');
      let accepted = false;
      this.hand(record, {
        accepted: () => {
          accepted = true;
          accept();
        },
        acknowledged: () => undefined,
        givenUp: (error) => (accepted ? callOut(() => onFailure(record, error)) : reject(error)),
      });
    });
  }

  /** Sends what was put so far without waiting for more. Ends, never with an error, when all of it is settled. */
  public flush(): Promise<void> {
    return this.dispatcher.flush();
  }

  /** Takes no more records, and ends when all that were put before are settled. */
  public close(): Promise<void> {
    this.closing ??= this.flush().then(() => this.ownClient?.destroy());
    return this.closing;
  }

  /** What was done so far. */
  public stats(): ProducerStats {
    return this.dispatcher.stats();
  }

  private hand(record: ProducerRecord, listener: Listener): void {
    if (this.closing !== undefined) throw new ProducerClosedError();
    const { limits, aggregate } = this.settings;
    this.dispatcher.hand(checkRecord(record, limits.recordBytes, aggregate), listener);
  }
}

/** An error thrown by the caller's function is the caller's: it must surface, but not amid the producer's own work. */
function callOut(action: () => void): void {
  try {
    action();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
