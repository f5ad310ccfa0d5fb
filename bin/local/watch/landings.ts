import type { TalliedObject, Tally } from '../delivery/contract';

/** An object that has landed. */
export interface LandedObject extends TalliedObject {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Whether it holds what could not be processed. */
  readonly isError: boolean;
}

/** Objects that are shown, and objects that can still be asked for. */
const SHOWN = 8;
const REMEMBERED = 500;

/** What the delivery says of what it has delivered. */
export class Landings {
  public readonly totals = {
    received: 0,
    ok: 0,
    dropped: 0,
    failed: 0,
    objects: 0,
    errorObjects: 0,
    bytes: 0,
  };

  private recent: readonly LandedObject[] = [];

  /** The last tally of each shard: a run that is delivered again has the same key. */
  private readonly last = new Map<string, { readonly key: string; readonly tally: Tally }>();

  /** The last objects, newest first. */
  public get latest(): readonly LandedObject[] {
    return this.recent.slice(0, SHOWN);
  }

  /** Whether an object is one of the last few hundred. */
  public has(key: string): boolean {
    return this.recent.some((object) => object.key === key);
  }

  /** Takes a tally, in the order of the shard. Gives how many more records are done. */
  public take(key: string, tally: Tally, isError: (key: string) => boolean): number {
    const before = this.last.get(tally.shardId);
    this.last.set(tally.shardId, { key, tally });
    const replaced = before?.key === key ? before.tally : undefined;
    if (replaced !== undefined) this.count(replaced, -1, isError);
    this.count(tally, 1, isError);
    const names = new Set(tally.objects.map((object) => object.key));
    const fresh = tally.objects.map((object) => ({
      ...object,
      at: tally.landedAt,
      isError: isError(object.key),
    }));
    const others = this.recent.filter((object) => !names.has(object.key));
    this.recent = [...fresh, ...others].sort((a, b) => b.at - a.at).slice(0, REMEMBERED);
    return tally.received - (replaced?.received ?? 0);
  }

  private count(tally: Tally, sign: 1 | -1, isError: (key: string) => boolean): void {
    const { totals } = this;
    for (const field of ['received', 'ok', 'dropped', 'failed'] as const)
      totals[field] += sign * tally[field];
    for (const { key, bytes } of tally.objects) {
      totals.objects += sign;
      totals.bytes += sign * bytes;
      if (isError(key)) totals.errorObjects += sign;
    }
  }
}
