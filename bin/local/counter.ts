/** How often each of some texts occurs. */
export type Counts = ReadonlyMap<string, number>;

/** How one set of counts differs from another. */
export interface Difference {
  readonly missing: number;
  readonly surplus: number;
  /** Some of what differs, with the number found and the number expected. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;

/** Counts texts. */
export function countBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** All of some counts together. */
export function addCounts(all: Iterable<Counts>): Map<string, number> {
  const sum = new Map<string, number>();
  for (const counts of all) for (const [key, count] of counts) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}

/** What some counts have more than others. */
export function subtractCounts(counts: Counts, before: Counts): Map<string, number> {
  const more = [...counts].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const);
  return new Map(more.filter(([, count]) => count !== 0));
}

/** The number of things counted. */
export function total(counts: Counts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Compares what was found with what was expected. */
export function compareCounts(expected: Counts, found: Counts): Difference {
  const differing = [...new Set([...expected.keys(), ...found.keys()])]
    .map((key) => ({ key, got: found.get(key) ?? 0, want: expected.get(key) ?? 0 }))
    .filter(({ got, want }) => got !== want);
  return {
    missing: differing.reduce((sum, { got, want }) => sum + Math.max(want - got, 0), 0),
    surplus: differing.reduce((sum, { got, want }) => sum + Math.max(got - want, 0), 0),
    examples: differing.slice(0, EXAMPLES).map(({ key, got, want }) => `${key} ${got} of ${want}`),
  };
}
