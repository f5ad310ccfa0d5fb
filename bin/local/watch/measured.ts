const MINUTE_MS = 60_000;

/** The highest value of each minute of a run, as CloudWatch would have it; `undefined` for a minute without one. */
export class MinuteMaxima {
  private readonly minutes: (number | undefined)[] = [];
  private readonly start: number;

  /** @param start of the run, in milliseconds since 1970 */
  constructor(start: number) {
    this.start = Math.floor(start / MINUTE_MS);
  }

  public add(at: number, value: number): void {
    const minute = Math.floor(at / MINUTE_MS) - this.start;
    if (minute < 0) return;
    while (this.minutes.length <= minute) this.minutes.push(undefined);
    this.minutes[minute] = Math.max(this.minutes[minute] ?? 0, value);
  }

  /** The highest value of each period of so many minutes up to `now`, oldest first. */
  public periods(minutes: number, now: number): (number | undefined)[] {
    const passed = Math.floor(now / MINUTE_MS) - this.start + 1;
    return Array.from({ length: Math.ceil(passed / minutes) }, (_, period) => {
      const values = this.minutes.slice(period * minutes, (period + 1) * minutes);
      const found = values.filter((value) => value !== undefined);
      return found.length === 0 ? undefined : Math.max(...found);
    });
  }
}
