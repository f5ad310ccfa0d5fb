import fc from 'fast-check';
import { FunctionTarget } from '../../../lambda/redrive-batches/call-function';
import { ObjectLeases } from '../../../lambda/redrive-batches/object-leases';
import type { CallOutcome, FunctionPort, RunClock } from '../../../lambda/redrive-batches/ports';
import { Redrive } from '../../../lambda/redrive-batches/redrive';
import { lettersOf, MAPPING, MemoryBucket, plan, START, TestClock } from './support';

/** How the function fails on a record: that many times, and in that way. */
interface Weakness {
  readonly times: number;
  readonly way: 'reported' | 'thrown' | 'unanswered';
}

interface World {
  /** Batches by shard, each a number of records, in order; some given up in the same second as the one before. */
  readonly shards: readonly (readonly { size: number; sameSecond: boolean; weak: readonly Weakness[] }[])[];
  readonly strictOrder: boolean;
}

const FOREVER = 1_000;
const weakness = fc.record<Weakness>({
  times: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    fc.integer({ min: 1, max: 3 }),
    fc.constant(FOREVER),
  ),
  way: fc.constantFrom('reported', 'thrown', 'unanswered'),
});
const batch = fc
  .record({ sameSecond: fc.boolean(), weak: fc.array(weakness, { minLength: 1, maxLength: 5 }) })
  .map((made) => ({ ...made, size: made.weak.length }));
const worlds = fc.record<World>({
  shards: fc.array(fc.array(batch, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
  strictOrder: fc.boolean(),
});

/** A letter for each record in the world, from an alphabet that is large enough. */
const letterAt = (index: number) => String.fromCodePoint(0x4e00 + index);

class Simulation implements FunctionPort {
  public readonly bucket: MemoryBucket;
  public readonly processed: string[] = [];
  public callsAtOnce = 0;
  public mostCallsAtOnce = 0;
  public now = START;
  private readonly left = new Map<string, Weakness & { times: number }>();
  public readonly batches: { key: string; letters: string; hopeless: boolean; shard: number }[] = [];
  /** Steps until the run under way stops dead. */
  private fuse = Number.POSITIVE_INFINITY;
  private crash: () => void = () => undefined;

  constructor(private readonly world: World) {
    this.bucket = new MemoryBucket([], 2);
    let index = 0;
    world.shards.forEach((shard, number) => {
      let [second, before] = [0, 0];
      for (const { size, sameSecond, weak } of shard) {
        second += sameSecond ? 0 : 1;
        const letters = Array.from({ length: size }, () => letterAt(index++));
        for (const [i, letter] of letters.entries()) this.left.set(letter, { ...(weak[i] as Weakness) });
        const text = letters.join('');
        const [[key, body]] = new MemoryBucket([{ letters: text, shard: number, second, before }]).objects;
        this.bucket.objects.set(key, body);
        const hopeless = weak.some(({ times }) => times === FOREVER);
        this.batches.push({ key, letters: text, hopeless, shard: number });
        before += size;
      }
    });
  }

  /** One run, which stops dead before or after step `fuse` of what it does to the world outside, if there is one. */
  public async run(fuse = Number.POSITIVE_INFINITY): Promise<void> {
    this.fuse = fuse;
    const crashed = new Promise<void>((resolve) => {
      this.crash = resolve;
    });
    const clock = new TestClock(900_000, this.now);
    const target = new FunctionTarget(this, clock, () => 0);
    const leases = new ObjectLeases(this.bucket, clock);
    const store = {
      list: this.bucket.list.bind(this.bucket),
      read: this.bucket.read.bind(this.bucket),
      move: (bucket: string, from: string, to: string) => this.move(bucket, from, to),
    };
    const request = plan({ dryRun: false, mapping: MAPPING, strictOrder: this.world.strictOrder });
    const finished = new Redrive(request, { store, target, leases, clock: clock as RunClock }).run();
    await Promise.race([finished, crashed]);
    this.callsAtOnce = Number.isFinite(fuse) ? 0 : this.callsAtOnce;
  }

  /** Runs again until a run changes nothing: no failure that passes is left in the way, and nothing moves. */
  public async settle(): Promise<void> {
    let before: string | undefined;
    for (let state = this.state(); state !== before; state = this.state()) {
      before = state;
      await this.run();
    }
  }

  private state(): string {
    return JSON.stringify([
      ...[...this.left.values()].map(({ times }) => times),
      ...this.bucket.objects.keys(),
    ]);
  }

  public async call(_: string, payload: string): Promise<CallOutcome> {
    await this.step();
    this.mostCallsAtOnce = Math.max(this.mostCallsAtOnce, ++this.callsAtOnce);
    await Promise.resolve();
    const outcome = this.invoke(JSON.parse(payload).Records);
    await this.step();
    this.callsAtOnce -= 1;
    return outcome;
  }

  private invoke(records: Parameters<typeof lettersOf>[0]): CallOutcome {
    for (const [i, letter] of [...lettersOf(records)].entries()) {
      const weak = this.left.get(letter);
      if (weak === undefined || weak.times === 0) {
        this.processed.push(letter);
        continue;
      }
      weak.times -= weak.times === FOREVER ? 0 : 1;
      if (weak.way !== 'reported') return { kind: 'error', reason: weak.way };
      const itemIdentifier = records[i]?.kinesis.sequenceNumber;
      return { kind: 'returned', response: { batchItemFailures: [{ itemIdentifier }] } };
    }
    return { kind: 'returned', response: { batchItemFailures: [] } };
  }

  private async move(bucket: string, from: string, to: string): Promise<void> {
    await this.step();
    this.bucket.objects.set(to, (await this.bucket.read(bucket, from)) ?? '');
    await this.step();
    this.bucket.objects.delete(from);
    await this.step();
  }

  private step(): Promise<void> {
    if (this.fuse-- > 0) return Promise.resolve();
    this.crash();
    return new Promise(() => undefined);
  }

  public check(): void {
    for (const { key, letters } of this.batches) {
      const [there, moved] = [key, `redriven/${key}`].map((name) => this.bucket.objects.has(name));
      expect(there || moved).toBe(true);
      if (moved) expect([...letters].every((letter) => this.processed.includes(letter))).toBe(true);
    }
  }
}

const laterThanAnyLease = 1_000_000;

test('through failures and crashes nothing is lost, and only what succeeded moves', async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
      async (world, fuses) => {
        const simulation = new Simulation(world);
        for (const fuse of fuses) {
          await simulation.run(fuse);
          simulation.check();
          simulation.now += laterThanAnyLease;
        }
        await simulation.settle();
        simulation.check();
        expect(simulation.mostCallsAtOnce).toBeLessThanOrEqual(1);

        const held = new Set<number>();
        for (const { key, hopeless, shard } of simulation.batches) {
          if (hopeless) held.add(shard);
          const stays = hopeless || (world.strictOrder && held.has(shard));
          expect(simulation.bucket.objects.has(key)).toBe(stays);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('in strict order no record runs before an earlier one of its shard has succeeded', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const simulation = new Simulation({ ...world, strictOrder: true });
      await simulation.settle();
      for (const shard of world.shards.keys()) {
        const inOrder = simulation.batches.filter((one) => one.shard === shard).map(({ letters }) => letters);
        const first = [...new Set(simulation.processed)].filter((letter) =>
          inOrder.join('').includes(letter),
        );
        expect(first.join('')).toBe(inOrder.join('').slice(0, first.length));
      }
    }),
    { numRuns: 300 },
  );
});

test('two runs at once: one works, the other leaves the mapping alone', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const simulation = new Simulation(world);
      await Promise.all([simulation.run(), simulation.run(), simulation.run()]);
      simulation.check();
      expect(simulation.mostCallsAtOnce).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

test('a run that crashed keeps others off only as long as it could have lived', async () => {
  const simulation = new Simulation({
    shards: [[{ size: 1, sameSecond: false, weak: [{ times: 0, way: 'thrown' }] }]],
    strictOrder: false,
  });
  await simulation.run(0);
  await simulation.run();
  expect(simulation.processed).toEqual([]);
  simulation.now += laterThanAnyLease;
  await simulation.run();
  expect(simulation.processed).toHaveLength(1);
});
