import type { Entry } from './entry';
import { type Link, List } from './list';

/** All records that were put and are not settled, in the order they were put. */
export class Ledger {
  private readonly unsettled = new List<Entry>();
  private readonly barriers: { readonly upTo: number; readonly lift: () => void }[] = [];
  private count = 0;

  /** Number of the last record put. */
  public get last(): number {
    return this.count;
  }

  /** Number for the next record. */
  public next(): number {
    this.count += 1;
    return this.count;
  }

  public open(entry: Entry): void {
    entry.order = this.unsettled.push(entry);
  }

  public get isEmpty(): boolean {
    return this.unsettled.size === 0;
  }

  public settle(entry: Entry): void {
    this.unsettled.remove(entry.order as Link<Entry>);
  }

  /** Ends the promises of `settled` that are fulfilled. */
  public lift(): void {
    const oldest = this.unsettled.first?.number ?? Number.POSITIVE_INFINITY;
    while (this.barriers.length > 0 && this.barriers[0].upTo < oldest) this.barriers.shift()?.lift();
  }

  /** Ends once every record put so far is settled. */
  public settled(): Promise<void> {
    if (this.isEmpty) return Promise.resolve();
    const upTo = this.count;
    return new Promise((lift) => this.barriers.push({ upTo, lift }));
  }

  /** Records past their deadline that are in no call. All deadlines are equally far, so the oldest come first. */
  public expired(now: number): Entry[] {
    const expired: Entry[] = [];
    for (const entry of this.unsettled) {
      if (entry.deadline > now) break;
      if (!entry.inFlight) expired.push(entry);
    }
    return expired;
  }

  /** When the next record that is in no call has to be given up. */
  public get nextDeadline(): number {
    for (const entry of this.unsettled) if (!entry.inFlight) return entry.deadline;
    return Number.POSITIVE_INFINITY;
  }
}
