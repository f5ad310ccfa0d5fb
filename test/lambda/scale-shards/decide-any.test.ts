import * as fc from 'fast-check';
import { decide } from '../../../lambda/scale-shards/decide';
import {
  type Decision,
  NEW_STATE,
  type Observations,
  type ScalingSettings,
  type ScalingState,
} from '../../../lambda/scale-shards/decision';
import { DAY, MINUTE, type Minute, type Shard } from '../../../lambda/scale-shards/model';
import { shards as evenShards, NOW } from './support';

const numRuns = Number(process.env.FC_RUNS ?? 200);
const PATIENCE = 3_600_000;

const anyNumber = fc.oneof(
  fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
);

const anySettings: fc.Arbitrary<ScalingSettings> = fc
  .record({
    minShards: fc.integer({ min: 1, max: 12 }),
    more: fc.nat(30),
    targetUtilisation: fc.double({ min: 0.1, max: 0.95, noNaN: true }),
    dailyReshards: fc.nat(20),
  })
  .map(({ more, ...rest }) => ({ ...rest, maxShards: rest.minShards + more }));

/** What one minute brings: a jump of the clock, metrics good or bad, and how the stream is. */
interface Event {
  readonly jump: number;
  readonly load: number;
  readonly refused: number;
  readonly bad: readonly Partial<Minute>[];
  readonly gap: boolean;
  readonly active: boolean;
  readonly shardLoads: readonly number[];
  readonly lagShare?: number;
  readonly shardsFree?: number;
}

const optional = { nil: undefined };

const anyEvent: fc.Arbitrary<Event> = fc.record({
  jump: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 300 }) },
    { weight: 1, arbitrary: fc.integer({ min: -3000, max: 3000 }) },
  ),
  load: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0, 0.1, 50)),
  refused: fc.constantFrom(0, 0, 0, 0.05, 0.6),
  bad: fc.array(
    fc.record(
      { time: anyNumber, bytes: anyNumber, records: anyNumber, rejected: anyNumber },
      { requiredKeys: [] },
    ),
    { maxLength: 2 },
  ),
  gap: fc.boolean(),
  active: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  shardLoads: fc.array(
    fc.oneof({ weight: 5, arbitrary: fc.double({ min: 0, max: 2, noNaN: true }) }, anyNumber),
  ),
  lagShare: fc.option(anyNumber, optional),
  shardsFree: fc.option(fc.oneof(fc.nat(10), fc.constant(Number.NaN)), optional),
});

function minutesOf({ load, refused, bad, gap }: Event, count: number, now: number): Minute[] {
  const good = Array.from({ length: gap ? 3 : 40 }, (_, i) => {
    const records = load * count * (1 - refused) * 60_000;
    const rejected = (records * refused) / (1 - refused);
    return { time: now - (2 + i) * MINUTE, bytes: records, records, rejected };
  });
  return [...good, ...bad.map((other) => ({ ...good[0], ...other }))];
}

interface Taken {
  readonly time: number;
  readonly decision: Decision;
  readonly before: readonly Shard[];
  readonly observed: Observations;
}

/** What `UpdateShardCount`, `SplitShard` and `MergeShards` make of the shards. Throws where Kinesis would refuse. */
function apply(shards: readonly Shard[], { action }: Decision, name: () => string): Shard[] {
  if (action.kind === 'update') return evenShards(action.target).map((shard) => ({ ...shard, id: name() }));
  let next = [...shards];
  const find = (id: string) => {
    const found = next.find((shard) => shard.id === id);
    if (found === undefined) throw new Error(`${id} is not open`);
    return found;
  };
  for (const { shardId, at } of action.kind === 'split' ? action.splits : []) {
    const { start, end } = find(shardId);
    if (at <= start || at > end) throw new Error(`${at} does not split ${shardId}`);
    next = next.filter(({ id }) => id !== shardId);
    next.push({ id: name(), start, end: at - 1n }, { id: name(), start: at, end });
  }
  for (const { shardId, adjacentShardId } of action.kind === 'merge' ? action.merges : []) {
    const [one, other] = [find(shardId), find(adjacentShardId)];
    if (one.end + 1n !== other.start) throw new Error(`${shardId} and ${adjacentShardId} are no neighbours`);
    next = next.filter(({ id }) => id !== shardId && id !== adjacentShardId);
    next.push({ id: name(), start: one.start, end: other.end });
  }
  return next;
}

/** Lives through the events; the state passes through JSON as far as it can, as in a table. */
function live(settings: ScalingSettings, count: number, events: readonly Event[]): Taken[] {
  let [time, shards, state]: [number, Shard[], ScalingState] = [NOW, evenShards(count), NEW_STATE];
  let created = 0;
  const name = () => `n${created++}`;
  return events.map((event) => {
    time += event.jump * MINUTE;
    const { active, lagShare, shardsFree } = event;
    const minutes = minutesOf(event, shards.length, time);
    let observed: Observations = { active, shards, minutes, lagShare, shardsFree };
    let decision = decide(settings, state, observed, time);
    if (decision.wantsShardLoads) {
      const shardLoads = new Map(shards.map(({ id }, i) => [id, event.shardLoads[i] ?? 0.3]));
      observed = { ...observed, shardLoads };
      decision = decide(settings, decision.state, observed, time);
    }
    const before = shards;
    shards = apply(shards, decision, name);
    state = decision.state;
    return { time, decision, before, observed };
  });
}

const anyLife = fc.record({
  settings: anySettings,
  count: fc.integer({ min: 1, max: 40 }),
  events: fc.array(anyEvent, { maxLength: 60 }),
});

const sizeAfter = ({ before, decision: { action } }: Taken): number =>
  action.kind === 'update'
    ? action.target
    : before.length +
      (action.kind === 'split' ? action.splits.length : action.kind === 'merge' ? -action.merges.length : 0);

function eachDecision(check: (taken: Taken, settings: ScalingSettings) => void): void {
  const property = fc.property(anyLife, ({ settings, count, events }) => {
    for (const taken of live(settings, count, events)) check(taken, settings);
  });
  fc.assert(property, { numRuns });
}

test(
  'never leaves its bounds, never goes on from beyond them, never doubles or halves twice at once',
  () => {
    eachDecision((taken, { minShards, maxShards }) => {
      const [before, after] = [taken.before.length, sizeAfter(taken)];
      expect(Number.isInteger(after)).toBe(true);
      expect(after).toBeLessThanOrEqual(Math.max(maxShards, before));
      expect(after).toBeGreaterThanOrEqual(Math.min(minShards, before));
      expect(after).toBeLessThanOrEqual(before * 2);
      expect(after).toBeGreaterThanOrEqual(before / 2);
      const { shardsFree } = taken.observed;
      if (shardsFree !== undefined && after > before)
        expect(after - before <= shardsFree || Number.isNaN(shardsFree)).toBe(true);
    });
  },
  PATIENCE,
);

test(
  'acts on a stream that is ACTIVE only, and always with a reason and figures that are numbers',
  () => {
    eachDecision(({ decision, observed, before }, { minShards, maxShards }) => {
      if (!observed.active) expect(decision.action.kind).toBe('none');
      expect(decision.reason).toMatch(/\w{3,}/);
      expect(decision.reason).not.toMatch(/NaN|Infinity|undefined/);
      const figures = [decision.desired, decision.utilisation, decision.throttledShare, decision.callsLeft];
      expect(figures.every((figure) => Number.isFinite(figure) && figure >= 0)).toBe(true);
      if (before.length >= minShards && before.length <= maxShards) {
        expect(decision.desired).toBeGreaterThanOrEqual(minShards);
        expect(decision.desired).toBeLessThanOrEqual(maxShards);
      }
    });
  },
  PATIENCE,
);

test(
  'never an eleventh call, nor more splits and merges than allowed, in any 24 hours of its clock, jumps and all',
  () => {
    const property = fc.property(anyLife, ({ settings, count, events }) => {
      const all = live(settings, count, events);
      const changes = (kinds: readonly string[], size: (taken: Taken) => number) =>
        all
          .filter(({ decision }) => kinds.includes(decision.action.kind))
          .flatMap((taken) => Array<number>(size(taken)).fill(taken.time));
      const most = (times: readonly number[]) =>
        Math.max(0, ...times.map((end) => times.filter((time) => time > end - DAY && time <= end).length));
      expect(most(changes(['update'], () => 1))).toBeLessThanOrEqual(10);
      const reshards = changes(['split', 'merge'], (taken) =>
        Math.abs(sizeAfter(taken) - taken.before.length),
      );
      expect(most(reshards)).toBeLessThanOrEqual(settings.dailyReshards);
    });
    fc.assert(property, { numRuns });
  },
  PATIENCE,
);

test(
  'never an eleventh call under a clock that jumps all the time, while the load goes up and down',
  () => {
    const events = fc.array(fc.integer({ min: -2000, max: 1500 }), { minLength: 20, maxLength: 60 });
    const property = fc.property(events, (jumps) => {
      const settings = { minShards: 1, maxShards: 64, targetUtilisation: 0.7, dailyReshards: 0 };
      const quiet = { refused: 0, bad: [], gap: false, active: true, shardLoads: [] };
      const lives = jumps.map((jump, i) => ({ ...quiet, jump, load: i % 6 < 3 ? 2 : 0.05 }));
      const calls = live(settings, 8, lives).filter(({ decision }) => decision.action.kind === 'update');
      for (const { time: end } of calls) {
        const inADay = calls.filter(({ time }) => time > end - DAY && time <= end);
        expect(inADay.length).toBeLessThanOrEqual(10);
      }
    });
    fc.assert(property, { numRuns });
  },
  PATIENCE,
);

test(
  'what it remembers stays small',
  () => {
    eachDecision(({ decision: { state } }, { dailyReshards }) => {
      expect(state.calls.length).toBeLessThanOrEqual(10);
      expect(state.reshards.length).toBeLessThanOrEqual(dailyReshards);
      expect(state.hotRanges.length).toBeLessThanOrEqual(100);
    });
  },
  PATIENCE,
);
