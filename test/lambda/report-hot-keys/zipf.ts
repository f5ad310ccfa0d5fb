import { SeededRandom } from '../../../lambda/testing/seeded';

/** A stream of keys by Zipf's law: key `k1` is the heaviest, `k2` half as heavy, and so on. */
export class ZipfKeys {
  private readonly cumulative: Float64Array;
  private readonly random: SeededRandom;

  constructor(keys: number, exponent: number, seed: number) {
    this.random = new SeededRandom(seed);
    this.cumulative = new Float64Array(keys);
    let sum = 0;
    for (let rank = 0; rank < keys; rank++) {
      sum += 1 / (rank + 1) ** exponent;
      this.cumulative[rank] = sum;
    }
  }

  public next(): string {
    const at = (this.random.below(2 ** 32) / 2 ** 32) * this.cumulative[this.cumulative.length - 1];
    let [low, high] = [0, this.cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cumulative[middle] < at) low = middle + 1;
      else high = middle;
    }
    return `k${low + 1}`;
  }
}
