import { exceptions, type Result } from '../../../benchmark/scaling/claims';

const result = (throttled: number, usd: number, mostReshardsADay = 0): Result => ({
  throttled,
  usd,
  mostReshardsADay,
});

const kept = {
  ours: result(0.1, 100, 48),
  static: result(0, 300),
  onDemand: result(0, 1000),
  awsSample: result(1, 120),
  scalingUtils: result(0.5, 90),
  epsagon: result(0.05, 200),
};

const of = (changes: Partial<typeof kept>) => exceptions([{ trace: 't', results: { ...kept, ...changes } }]);

test('a comparison that keeps every promise has no exception', () => {
  expect(of({})).toEqual([]);
});

test.each([
  [{ awsSample: result(0.09, 120) }, ['t: ours throttles more than awsSample']],
  [{ epsagon: result(0.05, 90) }, ['t: epsagon is cheaper and throttles less']],
  [{ ours: result(0.1, 100, 49) }, ['t: 49 splits and merges in a day']],
  [{ awsSample: result(1, 100) }, ['over all traces ours costs no less than awsSample']],
  [{ onDemand: result(0, 200) }, ['over all traces ours costs half of onDemand or more']],
])('names what is not kept: %j', (changes, expected) => {
  expect(of(changes)).toEqual(expected);
});
