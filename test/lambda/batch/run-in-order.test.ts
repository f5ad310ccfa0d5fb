import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { runInOrder } from '../../../lambda/batch/run-in-order';
import { cases } from './support';

interface Item {
  readonly key: string;
  readonly stops: boolean;
}

const items = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', '__proto__', '0'),
    stops: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  }),
  { maxLength: 30 },
);

/** Runs items that end one by one, when told to. */
class Bench {
  /** Indexes in the order in which they began. */
  public readonly began: number[] = [];
  private readonly running = new Map<number, () => void>();
  private readonly finished: Promise<void>;

  constructor(plan: readonly Item[], concurrency: number, allowed: number) {
    this.finished = runInOrder(
      plan.map(({ key }) => key),
      {
        concurrency,
        mayStart: () => this.began.length < allowed,
        run: async (index) => {
          this.began.push(index);
          await new Promise<void>((resolve) => this.running.set(index, resolve));
          return !plan[index].stops;
        },
      },
    );
  }

  /** Ends the item of the given choice among those that run, and lets what follows begin. */
  public async endOne(choice: number): Promise<number | undefined> {
    await setImmediate();
    const indexes = [...this.running.keys()];
    if (indexes.length === 0) return undefined;
    const index = indexes[choice % indexes.length];
    this.running.get(index)?.();
    this.running.delete(index);
    await setImmediate();
    return index;
  }

  public end(): Promise<void> {
    return this.finished;
  }
}

/** What must begin, said in the plainest way: whenever there is room, the first item whose key is free. */
class Reference {
  public readonly began: number[] = [];
  private readonly taken = new Set<string>();
  private running = 0;

  constructor(
    private readonly plan: readonly Item[],
    private readonly concurrency: number,
    private readonly allowed: number,
  ) {
    this.fill();
  }

  public end(index: number): void {
    this.running -= 1;
    if (!this.plan[index].stops) this.taken.delete(this.plan[index].key);
    this.fill();
  }

  private fill(): void {
    while (this.running < this.concurrency && this.began.length < this.allowed) {
      const next = this.plan.findIndex(
        ({ key }, index) => !this.began.includes(index) && !this.taken.has(key),
      );
      if (next === -1) return;
      this.taken.add(this.plan[next].key);
      this.began.push(next);
      this.running += 1;
    }
  }
}

test('whenever there is room, the first item whose key is free begins', () =>
  fc.assert(
    fc.asyncProperty(
      items,
      fc.integer({ min: 1, max: 5 }),
      fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(30)),
      fc.infiniteStream(fc.nat(100)),
      async (plan, concurrency, allowed, choices) => {
        const bench = new Bench(plan, concurrency, allowed);
        const reference = new Reference(plan, concurrency, allowed);
        for (const choice of choices) {
          const ended = await bench.endOne(choice);
          if (ended === undefined) break;
          reference.end(ended);
          expect(bench.began).toEqual(reference.began);
        }
        expect(bench.began).toEqual(reference.began);
        await bench.end();
      },
    ),
    cases(200),
  ));

test('no keys, no runs', async () => {
  const run = jest.fn();
  await runInOrder([], { concurrency: 3, mayStart: () => true, run });
  expect(run).not.toHaveBeenCalled();
});

test('a hundred thousand items, half of them of one key, are no burden', async () => {
  const keys = Array.from({ length: 100_000 }, (_, n) => (n % 2 === 0 ? 'hot' : `cold${n}`));
  let runs = 0;
  await runInOrder(keys, { concurrency: 4, mayStart: () => true, run: async () => ++runs > 0 });
  expect(runs).toBe(100_000);
});
