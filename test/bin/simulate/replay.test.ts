import { flashCrowds } from '../../../benchmark/scaling/synthetic';
import { DEFAULT_SETTINGS, POLICIES, POLICY_NAMES, type PolicyName } from '../../../bin/simulate/policies';
import { US_EAST_1, usdPer30Days } from '../../../bin/simulate/prices';
import { replay } from '../../../bin/simulate/replay';
import { DAY_MINUTES, evenTrace, type Trace } from '../../../bin/simulate/trace';

const OPTIONS = { warmupDays: 1, slowdown: 1 };
const RECORD_BYTES = 25 * 1024;

/** Three days of a wave between 4 and 36 shards, with a jump to double on the third. */
const waves: Trace = evenTrace(
  'waves',
  0,
  Array.from({ length: 3 * DAY_MINUTES }, (_, m) => {
    const wave = 20 - 16 * Math.cos((2 * Math.PI * m) / DAY_MINUTES);
    return m > 2.3 * DAY_MINUTES && m < 2.35 * DAY_MINUTES ? wave * 2 : wave;
  }),
  RECORD_BYTES,
);

const of = (policy: PolicyName, trace = waves, options = OPTIONS) => {
  const outcome = replay(trace, POLICIES[policy](DEFAULT_SETTINGS), options);
  return { ...outcome, usd: usdPer30Days(outcome.usage, US_EAST_1) };
};

const outcomes = new Map(POLICY_NAMES.map((name) => [name, of(name)]));

function outcome(policy: PolicyName) {
  const found = outcomes.get(policy);
  if (found === undefined) throw new Error(policy);
  return found;
}

test('static has shards for the highest minute, and costs what they cost', () => {
  const highest = Math.max(...waves.loads);
  const { throttledPercent, usage, updateShardCounts, usd } = outcome('static');
  const shards = Math.ceil(highest / 0.833);
  expect([throttledPercent, updateShardCounts]).toEqual([expect.closeTo(0), 0]);
  expect(usage.shardHours).toBe(shards * 48);
  expect(usd).toBeCloseTo((shards * 48 * 0.015 + usage.putUnits * 0.014) * 15);
});

test('on-demand is billed by time and by what is written and read', () => {
  const { throttledPercent, usage, usd } = outcome('onDemand');
  const gb = waves.loads.slice(DAY_MINUTES).reduce((sum, load) => sum + load * 60, 0) / 1024;
  expect(throttledPercent).toBeLessThan(0.01);
  expect(usage.gb).toBeCloseTo(gb, 0);
  expect(usd).toBeCloseTo((48 * 0.04 + usage.gb * 0.12) * 15);
});

test('a PUT payload unit is 25 KB, rounded up for each record', () => {
  const hour = (recordBytes: number) => evenTrace('hour', 0, Array(60).fill(1), recordBytes);
  const units = (recordBytes: number) =>
    of('static', hour(recordBytes), { ...OPTIONS, warmupDays: 0 }).usage.putUnits;
  expect(units(RECORD_BYTES)).toBeCloseTo((3600 * 1024 ** 2) / RECORD_BYTES / 1e6);
  expect(units(RECORD_BYTES + 1)).toBeCloseTo((2 * 3600 * 1024 ** 2) / (RECORD_BYTES + 1) / 1e6);
});

test('the samples do what they are known for: double late, never come down, or split without end', () => {
  const [late, high, restless] = [outcome('awsSample'), outcome('epsagon'), outcome('scalingUtils')];
  expect(late.throttledPercent).toBeGreaterThan(high.throttledPercent);
  expect(high.usd).toBeGreaterThan(late.usd);
  expect(restless.updateShardCounts).toBeGreaterThan(late.updateShardCounts);
});

test('ours throttles less than the samples that come down, for less than static and on-demand cost', () => {
  const ours = outcome('ours');
  expect(ours.throttledPercent).toBeLessThan(outcome('awsSample').throttledPercent);
  expect(ours.throttledPercent).toBeLessThan(outcome('scalingUtils').throttledPercent);
  expect(ours.usd).toBeLessThan(outcome('static').usd);
  expect(ours.usd).toBeLessThan(outcome('onDemand').usd / 2);
  expect(ours.mostReshardsADay).toBeLessThanOrEqual(DEFAULT_SETTINGS.dailyReshards);
});

test('the samples come near the published comparison on flash crowds', () => {
  const near = (policy: PolicyName, throttled: number, usd: number) => {
    const found = of(policy, flashCrowds(), { ...OPTIONS, warmupDays: 3 });
    expect(Math.abs(found.throttledPercent - throttled)).toBeLessThan(0.2);
    expect(Math.abs(found.usd / usd - 1)).toBeLessThan(0.13);
  };
  near('onDemand', 0, 2719);
  near('awsSample', 1.01, 282);
  near('scalingUtils', 0.179, 231);
  near('epsagon', 0.099, 450);
});

test('the warm-up is replayed but does not count', () => {
  const all = of('ours', waves, { ...OPTIONS, warmupDays: 0 });
  expect(all.usage.hours).toBe(72);
  expect(outcome('ours').usage.hours).toBe(48);
  expect(outcome('ours').updateShardCounts).toBeLessThan(all.updateShardCounts);
});

test('the same trace comes to the same, and slower resharding throttles more', () => {
  expect(of('ours')).toEqual(outcome('ours'));
  expect(of('ours', waves, { ...OPTIONS, slowdown: 5 }).throttledPercent).toBeGreaterThan(
    outcome('ours').throttledPercent,
  );
});

test('a policy sees a minute two minutes after its end', () => {
  const seen: number[] = [];
  const watcher = {
    act: (stream: { now: number }, history: { last(n: number): readonly { minute: number }[] }) => {
      const [last] = history.last(1);
      if (last !== undefined) seen.push(stream.now - last.minute - 1);
    },
  };
  replay(evenTrace('short', 0, Array(20).fill(1), RECORD_BYTES), watcher, { warmupDays: 0, slowdown: 1 });
  expect(new Set(seen)).toEqual(new Set([2]));
});
