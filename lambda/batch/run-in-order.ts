/** What `runInOrder` needs to know of a run. */
export interface OrderedRun {
  /** How many keys run at the same time. */
  readonly concurrency: number;
  /** Asked before each item; once it says no, nothing more is started. */
  readonly mayStart: () => boolean;
  /** Handles the item at `index`; `false` stops its key. Must not reject. */
  readonly run: (index: number) => Promise<boolean>;
}

/**
 * Runs items so that those of one key follow each other and different keys overlap.
 *
 * Of the items that could start, the first in the list always does: when a run ends early, what is done is
 * close to a prefix of the list, and a retry from the first open item repeats little.
 */
export async function runInOrder(
  keys: readonly string[],
  { concurrency, mayStart, run }: OrderedRun,
): Promise<void> {
  const successor = successors(keys);
  // Keys that are running, and for good those that have stopped.
  const taken = new Set<string>();
  let cursor = 0;

  /** The first item of a free key that nobody has come to yet. */
  const claim = (): number | undefined => {
    while (cursor < keys.length) {
      const index = cursor++;
      if (taken.has(keys[index])) continue;
      taken.add(keys[index]);
      return index;
    }
    return undefined;
  };

  /**
   * After an item: the next one of its key if the cursor has passed it by, for that comes first in the list.
   */
  const following = (index: number): number | undefined => {
    const next = successor[index];
    if (next !== NONE && next < cursor) return next;
    taken.delete(keys[index]);
    return claim();
  };

  const work = async (): Promise<void> => {
    let index = claim();
    while (index !== undefined && mayStart()) index = (await run(index)) ? following(index) : claim();
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, keys.length) }, work));
}

const NONE = -1;

/** For each item the index of the next one with the same key. */
function successors(keys: readonly string[]): number[] {
  const latest = new Map<string, number>();
  const successor = new Array<number>(keys.length).fill(NONE);
  for (let index = keys.length - 1; index >= 0; index--) {
    successor[index] = latest.get(keys[index]) ?? NONE;
    latest.set(keys[index], index);
  }
  return successor;
}
