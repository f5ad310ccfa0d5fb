import type { PolicyName } from '../../bin/simulate/policies';

/** What one policy came to on one trace. */
export interface Result {
  readonly throttled: number;
  readonly usd: number;
  readonly mostReshardsADay: number;
}

/** Results by the policy's name, of one trace. */
export interface TraceResults {
  readonly trace: string;
  readonly results: Readonly<Record<PolicyName, Result>>;
}

const SAMPLES = ['awsSample', 'scalingUtils', 'epsagon'] as const;
const DAILY_RESHARDS = 48;

/** Differences in the share throttled below this, in per cent, are of no meaning. */
const NOTHING = 0.0005;

/** What the autoscaler promises of the comparison, and does not keep; empty when it keeps all. */
export function exceptions(all: readonly TraceResults[]): string[] {
  const found = all.flatMap(({ trace, results }) => ofTrace(trace, results));
  const sum = (policy: PolicyName) => all.reduce((usd, { results }) => usd + results[policy].usd, 0);
  if (sum('ours') >= sum('awsSample')) found.push('over all traces ours costs no less than awsSample');
  if (sum('ours') >= sum('onDemand') / 2) found.push('over all traces ours costs half of onDemand or more');
  return found;
}

function ofTrace(trace: string, results: Readonly<Record<PolicyName, Result>>): string[] {
  const { ours } = results;
  const found: string[] = [];
  for (const name of ['awsSample', 'scalingUtils'] as const) {
    if (ours.throttled > results[name].throttled + NOTHING)
      found.push(`${trace}: ours throttles more than ${name}`);
  }
  for (const name of SAMPLES) {
    const { usd, throttled } = results[name];
    if (usd < ours.usd && throttled < ours.throttled - NOTHING) {
      found.push(`${trace}: ${name} is cheaper and throttles less`);
    }
  }
  if (ours.mostReshardsADay > DAILY_RESHARDS) {
    found.push(`${trace}: ${ours.mostReshardsADay} splits and merges in a day`);
  }
  return found;
}
