import { LEASE_PREFIX, type RedriveSource } from './contract';
import type { LeaseStore, Leases, RunClock } from './ports';

/** How long after its end a run counts as alive, for clocks that differ. */
const GRACE_MS = 5_000;

/**
 * Leases as objects beside the batches. A run cannot outlive the function's time, so neither does its lease, and one that
 * crashed holds nobody up for longer. Of two that take a lease over at once, S3 lets one write.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class ObjectLeases implements Leases {
  constructor(
    private readonly store: LeaseStore,
    private readonly clock: RunClock,
  ) {}

  public async acquire(source: RedriveSource): Promise<boolean> {
    const key = keyOf(source);
    const until = JSON.stringify({ until: this.clock.now() + this.clock.remaining() + GRACE_MS });
    if (await this.store.writeLease(source.bucket, key, until, undefined)) return true;
    const held = await this.store.readLease(source.bucket, key);
    if (held === undefined || endOf(held.text) > this.clock.now()) return false;
    return this.store.writeLease(source.bucket, key, until, held.etag);
  }

  /** A lease that cannot be deleted ends by itself. */
  public async release(source: RedriveSource): Promise<void> {
    await this.store.deleteLease(source.bucket, keyOf(source)).catch(() => undefined);
  }
}

function keyOf(source: RedriveSource): string {
  return `${LEASE_PREFIX}${source.mapping}`;
}

/** What is no lease holds nobody up. */
function endOf(text: string): number {
  try {
    const { until } = JSON.parse(text) as { until?: unknown };
    return typeof until === 'number' ? until : 0;
  } catch {
    return 0;
  }
}
