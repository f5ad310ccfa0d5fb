import { HeavyHitters } from './sketch';

/** A key's least share of all records and of all bytes. */
export interface KeyShare {
  readonly key: string;
  readonly recordShare: number;
  readonly byteShare: number;
}

/** The heaviest keys by records and by bytes: the two are not the same keys. */
export class KeyLoads {
  public readonly records: HeavyHitters;
  public readonly bytes: HeavyHitters;

  /** @param capacity keys held by each count */
  constructor(capacity: number) {
    this.records = new HeavyHitters(capacity);
    this.bytes = new HeavyHitters(capacity);
  }

  /** Counts one record, `times` times. */
  public add(key: string, bytes: number, times = 1): void {
    this.records.add(key, times);
    this.bytes.add(key, bytes * times);
  }

  /** Adds what `other` has counted, `factor` times. */
  public merge(other: KeyLoads, factor: number): void {
    this.records.merge(other.records, factor);
    this.bytes.merge(other.bytes, factor);
  }

  /** By how much a share may be too low. */
  public get shareError(): number {
    return Math.max(
      shareOf(this.records.error, this.records.total),
      shareOf(this.bytes.error, this.bytes.total),
    );
  }

  /** The `count` keys with the largest share of records or of bytes, the largest first. */
  public heaviest(count: number): KeyShare[] {
    const candidates = [...this.records.heaviest(count), ...this.bytes.heaviest(count)];
    return [...new Set(candidates.map(({ key }) => key))]
      .map((key) => this.share(key))
      .sort((a, b) => largest(b) - largest(a))
      .slice(0, count);
  }

  /** The key with the largest share of one of the two; undefined while nothing is counted. */
  public heaviestBy(measure: 'records' | 'bytes'): KeyShare | undefined {
    const [first] = this[measure].heaviest(1);
    return first === undefined ? undefined : this.share(first.key);
  }

  private share(key: string): KeyShare {
    return {
      key,
      recordShare: shareOf(this.records.weigh(key).atLeast, this.records.total),
      byteShare: shareOf(this.bytes.weigh(key).atLeast, this.bytes.total),
    };
  }
}

/** The larger one of a key's two shares. */
export function largest({ recordShare, byteShare }: KeyShare): number {
  return Math.max(recordShare, byteShare);
}

/** A part of a whole that may be nothing. */
export function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
