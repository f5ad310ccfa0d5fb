/** Records that were put at the same time. */
export interface Batch {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly records: number;
}

/** What was put and is not done yet, where the oldest is done first. */
export class Backlog {
  private readonly waiting: { at: number; upTo: number }[] = [];
  private put = 0;
  private done = 0;

  /** When the oldest record that is not done was put. */
  public get oldest(): number | undefined {
    return this.waiting[0]?.at;
  }

  /** Adds one record. It may have been done before its put was answered. */
  public add(at: number): void {
    this.put++;
    if (this.put <= this.done) return;
    const last = this.waiting.at(-1);
    if (last?.at === at) last.upTo = this.put;
    else this.waiting.push({ at, upTo: this.put });
  }

  /** Notes how many are done in all. Gives those that are so only now. */
  public settle(done: number): Batch[] {
    const settled: Batch[] = [];
    for (let first = this.waiting[0]; first !== undefined && this.done < done; first = this.waiting[0]) {
      const upTo = Math.min(done, first.upTo);
      settled.push({ at: first.at, records: upTo - this.done });
      this.done = upTo;
      if (upTo === first.upTo) this.waiting.shift();
    }
    this.done = Math.max(this.done, done);
    return settled;
  }
}
