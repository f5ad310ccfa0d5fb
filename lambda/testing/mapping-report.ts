import type { KinesisStreamRecord } from 'aws-lambda';
import type { FailureCondition, FailureDelivery } from './failure-record';

/**
 * Where a record ended:
 *
 * - `succeeded`: in a batch, or the part of one, that the function finished
 * - `filtered`: dropped by the filters, never sent
 * - `sentToDestination`: given up on, and sent to the on-failure destination
 * - `discarded`: given up on without a destination, so lost
 * - `expired`: not done when the stream's retention ended, so lost
 * - `pending`: not done yet
 */
export type RecordStatus =
  | 'succeeded'
  | 'filtered'
  | 'sentToDestination'
  | 'discarded'
  | 'expired'
  | 'pending';

/** What became of one record. */
export interface RecordFate {
  readonly record: KinesisStreamRecord;
  readonly shardId: string;

  /** How often it was sent to the function. */
  readonly runs: number;
  readonly status: RecordStatus;

  /** Why it was given up on; undefined for other records. */
  readonly condition: FailureCondition | undefined;
}

/** One call of the function. */
export interface MappingInvocation {
  /** 1 for the first of all. */
  readonly number: number;
  readonly shardId: string;

  /** Which of the shard's parallel lines of batches it belongs to, from 0. */
  readonly lane: number;

  /** When it began, by the mapping's clock, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly records: readonly KinesisStreamRecord[];

  /** Retries of this batch before, not counting splits. */
  readonly retry: number;

  /** `partial`: some records from the start of the batch are done. `throttled`: the function did not run. */
  readonly outcome: 'success' | 'partial' | 'failure' | 'throttled';

  /** What the function returned, as JSON; undefined when it threw or returned nothing. */
  readonly response: unknown;

  /** Why the batch, or the rest of it, was not done; undefined on success. */
  readonly reason: string | undefined;
}

/** What happened to all records so far. */
export class MappingReport {
  /** @param fates one for each record read, shard by shard as they came. */
  constructor(
    public readonly fates: readonly RecordFate[],
    public readonly invocations: readonly MappingInvocation[],
    public readonly deliveries: readonly FailureDelivery[],
  ) {}

  /** Records that the function finished. */
  public get succeeded(): KinesisStreamRecord[] {
    return this.with('succeeded');
  }

  /** Records that the on-failure destination was told of. */
  public get sentToDestination(): KinesisStreamRecord[] {
    return this.with('sentToDestination');
  }

  /** Records that nobody will see again: given up on without a destination, or kept from the function for too long. */
  public get lost(): KinesisStreamRecord[] {
    return this.with('discarded', 'expired');
  }

  /** Records that are still to be done, those that block their shard among them. */
  public get pending(): KinesisStreamRecord[] {
    return this.with('pending');
  }

  /** Records that ended in one of `statuses`. */
  public with(...statuses: RecordStatus[]): KinesisStreamRecord[] {
    return this.fates.filter(({ status }) => statuses.includes(status)).map(({ record }) => record);
  }

  /** What became of the record of that sequence number; throws when it was never read. */
  public fateOf(sequenceNumber: string): RecordFate {
    const fate = this.fates.find(({ record }) => record.kinesis.sequenceNumber === sequenceNumber);
    if (fate === undefined) throw new RangeError(`no record ${sequenceNumber} was read`);
    return fate;
  }

  /** Number of records of each status, and of invocations. */
  public get totals(): Readonly<Record<RecordStatus | 'records' | 'invocations', number>> {
    const totals = {
      records: this.fates.length,
      invocations: this.invocations.length,
      succeeded: 0,
      filtered: 0,
      sentToDestination: 0,
      discarded: 0,
      expired: 0,
      pending: 0,
    };
    for (const { status } of this.fates) totals[status] += 1;
    return totals;
  }
}
