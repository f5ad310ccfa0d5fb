import { deliverFailure, type FailedBatch, type FailureDelivery } from './failure-record';
import { type MappingInvocation, MappingReport } from './mapping-report';
import type { TrackedRecord } from './shard-lanes';

/** What Lambda says of a batch it gives up on, without the batch. */
export type GivenUp = Omit<FailedBatch, 'records' | 'destination'>;

/** Keeps the books of a mapping: which records were read, what was invoked, what went to the failure destination. */
export class MappingLedger {
  private readonly records: TrackedRecord[] = [];
  private readonly invocations: MappingInvocation[] = [];
  private readonly deliveries: FailureDelivery[] = [];

  constructor(private readonly destination: FailedBatch['destination'] | undefined) {}

  public get invocationCount(): number {
    return this.invocations.length;
  }

  public read(record: TrackedRecord): void {
    this.records.push(record);
  }

  public invoked(invocation: Omit<MappingInvocation, 'number'>): MappingInvocation {
    const numbered = { number: this.invocations.length + 1, ...invocation };
    this.invocations.push(numbered);
    return numbered;
  }

  /** Without a destination the records are gone. */
  public gaveUp(records: readonly TrackedRecord[], details: GivenUp): void {
    const destination = this.destination;
    for (const record of records) {
      record.status = destination === undefined ? 'discarded' : 'sentToDestination';
      record.condition = details.condition;
    }
    if (destination === undefined) return;
    const given = records.map(({ record }) => record);
    this.deliveries.push(deliverFailure({ ...details, destination, records: given }));
  }

  public pending(): TrackedRecord[] {
    return this.records.filter(({ status }) => status === 'pending');
  }

  /** The books as they stand; later entries do not change what is returned. */
  public report(): MappingReport {
    const fates = this.records.map(({ record, shardId, runs, status, condition }) => {
      return { record, shardId, runs, status, condition };
    });
    return new MappingReport(fates, [...this.invocations], [...this.deliveries]);
  }
}
