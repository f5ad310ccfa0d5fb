/** What a model asks the time of. `{ now: Date.now, sleep: setTimeout }` of `node:timers/promises` is the real one. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;

  /** Resolves once `ms` milliseconds have passed. */
  sleep(ms: number): Promise<void>;
}

/**
 * A clock that stands still until it is told to move, so that a test of minutes runs in no time.
 *
 * @example
 * const clock = new VirtualClock();
 * const context = lambdaContext({ clock, remainingMs: 30_000 });
 * clock.advance(29_000);
 * context.getRemainingTimeInMillis(); // 1000
 */
export class VirtualClock implements Clock {
  private ms: number;

  /** @param start where the clock stands at first, a date or milliseconds since 1970. */
  constructor(start: Date | number = DEFAULT_START) {
    this.ms = typeof start === 'number' ? start : start.getTime();
    if (!Number.isFinite(this.ms)) throw new RangeError(`start must be a valid date, got ${String(start)}`);
  }

  public now(): number {
    return this.ms;
  }

  /** Moves the clock on; it never goes back. */
  public advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`a clock advances by 0 ms or more, got ${String(ms)}`);
    this.ms += ms;
  }

  public async sleep(ms: number): Promise<void> {
    this.advance(Math.max(0, ms));
  }
}

/** When the records of the builders arrive unless told otherwise. */
export const DEFAULT_START = Date.UTC(2026, 0, 1);
