/** A key with the bounds of its weight. */
export interface Weighed {
  readonly key: string;
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * The heaviest keys of a stream in bounded memory: counters in the manner of Misra and Gries, with weights.
 *
 * Holds `capacity` keys at the most, 2 or more. A key's weight is known to within `error`, which never exceeds 2 / capacity
 * of the total, so every key with more than that is among those held. Sketches add up, as if one had seen all.
 *
 * Agarwal et al., Mergeable Summaries (2012), https://doi.org/10.1145/2213556.2213562
 */
export class HeavyHitters {
  private readonly counters = new Map<string, number>();
  private all = 0;
  private lost = 0;

  constructor(public readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 2) {
      throw new RangeError(`capacity must be a whole number of at least 2, got ${capacity}`);
    }
  }

  /** Weight of everything added. */
  public get total(): number {
    return this.all;
  }

  /** What any key's weight may be more than its counter says. */
  public get error(): number {
    return this.lost;
  }

  /** Keys held now. */
  public get size(): number {
    return this.counters.size;
  }

  public add(key: string, weight: number): void {
    if (!(weight > 0)) return;
    this.all += weight;
    this.counters.set(key, (this.counters.get(key) ?? 0) + weight);
    if (this.counters.size > this.capacity) this.prune();
  }

  /** Adds what `other` has seen, `factor` times. */
  public merge(other: HeavyHitters, factor = 1): void {
    const { all, lost } = other;
    for (const [key, counter] of other.counters) {
      this.counters.set(key, (this.counters.get(key) ?? 0) + counter * factor);
    }
    this.all += all * factor;
    this.lost += lost * factor;
    if (this.counters.size > this.capacity) this.prune();
  }

  /** Bounds of the weight of any key, seen or not. */
  public weigh(key: string): Weighed {
    const atLeast = this.counters.get(key) ?? 0;
    return { key, atLeast, atMost: atLeast + this.lost };
  }

  /** The `count` heaviest keys, heaviest first. */
  public heaviest(count: number): Weighed[] {
    return [...this.counters.entries()]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, count)
      .map(([key]) => this.weigh(key));
  }

  /**
   * Takes from each counter as much as the middle one has, and drops those that are left with nothing. At least half of the
   * counters lose as much as is lost from any one, so over all prunings that is at most 2 / capacity of the total.
   */
  private prune(): void {
    const sorted = Float64Array.from(this.counters.values()).sort();
    const kept = Math.floor(this.capacity / 2);
    const cut = sorted[sorted.length - 1 - kept];
    for (const [key, counter] of this.counters) {
      if (counter > cut) this.counters.set(key, counter - cut);
      else this.counters.delete(key);
    }
    this.lost += cut;
  }
}
