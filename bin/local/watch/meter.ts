/** Time over which a rate is taken, in milliseconds: consumers come round about once a second. */
const WINDOW_MS = 5000;

/** How fast a count grows. */
export class Meter {
  private readonly samples: { readonly at: number; readonly count: number }[] = [];

  /** Records a second over the last seconds. */
  public get rate(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (first === undefined || last === undefined || last.at === first.at) return 0;
    return Math.max(0, ((last.count - first.count) * 1000) / (last.at - first.at));
  }

  /** Notes the count at a time. */
  public sample(at: number, count: number): void {
    this.samples.push({ at, count });
    while ((this.samples[1]?.at ?? at) <= at - WINDOW_MS) this.samples.shift();
  }
}
