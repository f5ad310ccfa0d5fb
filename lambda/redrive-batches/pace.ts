import type { RunClock } from './ports';

/** Kept of a run's time for what comes after the last call: moving an object, and the answer. */
export const MARGIN_MS = 10_000;

/** Decides whether the time left is enough for one more batch. */
export class Pace {
  private started = 0;
  private longest = 0;

  constructor(private readonly clock: RunClock) {}

  /** The first batch always may, so that each run gets on; a later one when twice the longest so far would fit. */
  public get mayStart(): boolean {
    return this.started === 0 || this.clock.remaining() > MARGIN_MS + 2 * this.longest;
  }

  /** Whether one batch was started at most. */
  public get isFirst(): boolean {
    return this.started <= 1;
  }

  public async time<T>(batch: () => Promise<T>): Promise<T> {
    this.started += 1;
    const since = this.clock.now();
    try {
      return await batch();
    } finally {
      this.longest = Math.max(this.longest, this.clock.now() - since);
    }
  }
}
