import * as fc from 'fast-check';
import { DAY, MINUTE } from '../../../lambda/scale-shards/model';
import { scale } from '../../../lambda/scale-shards/scale';
import { type Crash, keyAt, WORLD_SETTINGS, World } from './world';

const numRuns = Number(process.env.FC_RUNS ?? 60);
const PATIENCE = 3_600_000;
const { minShards, maxShards } = WORLD_SETTINGS;

/** A run ends, or dies at a call and never comes back. */
const CRASHED = Symbol('crashed');

/** Lets everything that can go on go on; what is left then waits for ever. */
async function settled<T>(run: Promise<T>): Promise<T | typeof CRASHED> {
  const patience = new Promise<typeof CRASHED>((resolve) => setImmediate(() => resolve(CRASHED)));
  return Promise.race([run, patience]);
}

const anyCrash: fc.Arbitrary<Crash | undefined> = fc.option(
  fc.record({ at: fc.nat({ max: 8 }), after: fc.boolean() }),
  { nil: undefined, freq: 1 },
);

/** A stream that wants one change, and no more until that shows in its metrics. */
const anyNeed = fc.constantFrom(
  { count: 8, load: 7, hot: 0 },
  { count: 16, load: 3, hot: 0 },
  { count: 8, load: 1, hot: 1.2 },
);

function needy({ count, load, hot }: { count: number; load: number; hot: number }): World {
  const world = new World(count);
  world.load = load;
  if (hot > 0) world.hot = new Map([0.51, 0.6].map((share) => [keyAt(share), hot / 2]));
  for (let i = 0; i < 45; i++) world.minute();
  return world;
}

test(
  'of runs at the same time one acts, however they take turns and wherever they crash',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        anyNeed,
        fc.array(anyCrash, { minLength: 1, maxLength: 4 }),
        async (scheduler, need, crashes) => {
          const world = needy(need);
          const turn = () => scheduler.schedule(Promise.resolve());
          for (const crash of crashes) void scale(world.ports(crash, turn), WORLD_SETTINGS);
          await scheduler.waitIdle();
          expect(world.changes).toBeLessThanOrEqual(1);
          if (crashes.every((crash) => crash === undefined)) expect(world.changes).toBe(1);
          expect(world.refusals).toEqual([]);
        },
      ),
      { numRuns: numRuns * 5 },
    );
  },
  PATIENCE,
);

test(
  'a crash anywhere costs no more than one call that is counted and not made',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        anyNeed,
        fc.record({ at: fc.nat({ max: 8 }), after: fc.boolean() }),
        async (need, crash) => {
          const world = needy(need);
          await settled(scale(world.ports(crash), WORLD_SETTINGS));
          const { calls, reshards } = world.memory.state;
          expect(calls.length - world.updates.length).toBeGreaterThanOrEqual(0);
          expect(calls.length - world.updates.length).toBeLessThanOrEqual(1);
          expect(reshards.length).toBeGreaterThanOrEqual(world.reshards.length);
          // Whoever comes next waits for as long as the crashed run might have acted; a shrink, for half an hour of calm.
          for (let i = 0; i < 45 && world.changes === 0; i++) {
            world.minute();
            await scale(world.ports(), WORLD_SETTINGS);
          }
          expect(world.changes).toBeGreaterThanOrEqual(1);
          expect(world.refusals).toEqual([]);
        },
      ),
      { numRuns },
    );
  },
  PATIENCE,
);

/** What an hour of a day is like. */
const anyHour = fc.record({
  load: fc.double({ min: 0, max: 40, noNaN: true }),
  hot: fc.double({ min: 0, max: 2, noNaN: true }),
  late: fc.constantFrom(1, 2, 2, 3, 8, 30),
  crash: anyCrash,
  twice: fc.boolean(),
  failing: fc.constantFrom(false, false, false, true),
});

test(
  'through days of anything: never an 11th call in 24 hours, never beyond the bounds, never against the rules',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: minShards, max: maxShards }),
        fc.array(anyHour, { minLength: 10, maxLength: 60 }),
        async (count, hours) => {
          const world = new World(count);
          for (const { load, hot, late, crash, twice, failing } of hours) {
            world.load = load;
            world.hot = new Map([[keyAt(0.3), hot]]);
            world.late = late;
            world.failure = failing ? new Error('socket hang up') : undefined;
            for (let i = 0; i < 20; i++) {
              world.minute();
              const runs = [scale(world.ports(i % 5 === 0 ? crash : undefined), WORLD_SETTINGS)];
              if (twice) runs.push(scale(world.ports(), WORLD_SETTINGS));
              await settled(Promise.all(runs));
              expect(world.shards.length).toBeGreaterThanOrEqual(minShards);
              expect(world.shards.length).toBeLessThanOrEqual(maxShards);
            }
          }
          for (const time of world.updates) {
            expect(world.updates.filter((one) => one > time - DAY && one <= time).length).toBeLessThanOrEqual(
              10,
            );
            expect(
              world.reshards.filter((one) => one > time - DAY && one <= time).length,
            ).toBeLessThanOrEqual(48);
          }
          expect(world.refusals).toEqual([]);
        },
      ),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  },
  PATIENCE,
);

test('a clock that was far ahead does not lock the stream', async () => {
  const world = needy({ count: 8, load: 7, hot: 0 });
  await settled(scale(world.ports({ at: 5, after: false }), WORLD_SETTINGS));
  const ahead = world.memory;
  await world.ports().memory.save({ ...ahead, busyUntil: world.now + DAY }, ahead);
  world.now += MINUTE;
  expect((await scale(world.ports(), WORLD_SETTINGS)).outcome).toBe('done');
});
