import { getHeapStatistics } from 'node:v8';

/** What is measured: names and what to run, on each of the inputs. */
export type Contest<T> = Record<string, (input: T) => unknown>;

const WARM_UP_ROUNDS = 10;

/** Median time of a round over all `inputs`, in milliseconds, of each contestant: all run in turn in each round. */
export function timeRounds<T>(
  contest: Contest<T>,
  inputs: readonly T[],
  rounds: number,
): Record<string, number> {
  const names = Object.keys(contest);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + WARM_UP_ROUNDS) % names.length];
      // Each starts without the young garbage of the one before. A full collection would throw compiled code away.
      globalThis.gc?.({ type: 'minor' });
      const started = process.hrtime.bigint();
      for (const input of inputs) contest[name](input);
      if (round >= 0) times[name].push(Number(process.hrtime.bigint() - started) / 1e6);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

/** Inputs of one look at the heap: enough to rise above the noise, too few to bring on a collection. */
const SAMPLE = 10;

/** Bytes that each contestant takes from the JavaScript heap in a round; memory of Buffers lies outside it. */
export function heapOfRound<T>(contest: Contest<T>, inputs: readonly T[]): Record<string, number> {
  const taken = (run: (input: T) => unknown) => {
    const samples: number[] = [];
    for (let from = 0; from + SAMPLE <= inputs.length; from += SAMPLE) {
      globalThis.gc?.({ type: 'minor' });
      const before = getHeapStatistics().used_heap_size;
      for (let index = from; index < from + SAMPLE; index++) run(inputs[index]);
      samples.push(getHeapStatistics().used_heap_size - before);
    }
    return median(samples);
  };
  const measuring = taken(() => undefined);
  const ofRound = (bytes: number) => ((bytes - measuring) * inputs.length) / SAMPLE;
  return Object.fromEntries(Object.entries(contest).map(([name, run]) => [name, ofRound(taken(run))]));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
