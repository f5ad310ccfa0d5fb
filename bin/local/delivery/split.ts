/** Cuts a list into runs of at most `limit` in total, in order. An item larger than that is a run of its own. */
export function splitBySize<T>(items: readonly T[], limit: number, sizeOf: (item: T) => number): T[][] {
  const runs: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const run = runs.at(-1);
    if (run === undefined || size > room) {
      runs.push([item]);
      room = limit - size;
    } else {
      run.push(item);
      room -= size;
    }
  }
  return runs;
}
