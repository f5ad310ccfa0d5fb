import { setMaxListeners } from 'node:events';
import type { Context } from 'aws-lambda';

const MAX_DEFAULT_MARGIN_MS = 5_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The part of an invocation's time that work may use; what is left after it belongs to the answer. */
export class Deadline {
  /** Aborted when the margin begins. */
  public readonly signal: AbortSignal;

  /** Resolves when three quarters of the margin are over: answer now, for next Lambda ends the function. */
  public readonly lastCall: Promise<void>;

  private readonly margin: number;
  private readonly timers: NodeJS.Timeout[] = [];

  /** @param margin milliseconds kept for the answer; a fifth of the time at most 5 s when absent */
  constructor(
    private readonly context: Context,
    margin: number | undefined,
  ) {
    const remaining = context.getRemainingTimeInMillis();
    this.margin = margin ?? Math.min(remaining / 5, MAX_DEFAULT_MARGIN_MS);
    // Each attempt would end before its first record, until Lambda gives the batch up.
    if (this.margin >= remaining) {
      const got = `${this.margin} ms with ${remaining} ms left`;
      throw new RangeError(`deadlineMargin must be less than the function's timeout, got ${got}`);
    }
    const controller = new AbortController();
    this.signal = controller.signal;
    // Each record under way may listen: from 11 on Node.js would warn of a leak.
    setMaxListeners(0, this.signal);
    this.after(remaining - this.margin, () =>
      controller.abort(new Error('the function is about to time out')),
    );
    this.lastCall = new Promise((resolve) => this.after(remaining - this.margin / 4, resolve));
  }

  /** Whether the margin has begun, so that nothing more may start. */
  public get passed(): boolean {
    return this.signal.aborted || this.context.getRemainingTimeInMillis() <= this.margin;
  }

  /** Stops the timers. */
  public close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private after(milliseconds: number, then: () => void): void {
    this.timers.push(setTimeout(then, Math.min(milliseconds, LONGEST_TIMER_MS)));
  }
}
