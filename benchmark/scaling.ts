import { parseArgs } from 'node:util';
import { run } from '../bin/simulate/contest';
import { DEFAULT_SETTINGS, POLICY_NAMES, type PolicyName } from '../bin/simulate/policies';
import { US_EAST_1, usdPer30Days } from '../bin/simulate/prices';
import { exceptions, type Result, type TraceResults } from './scaling/claims';
import { speed } from './scaling/speed';
import { type Contest, contests } from './scaling/traces';

// The autoscaler against other policies: throttled share and cost on every trace, the trade-off over the target, and time
// and memory of one decision. Synthetic traces always; recorded ones with `--traces DIR`, their highest minute 40 shards
// unless `--highest NAME=N` says otherwise; `--quick` leaves out all but the first table.

const TARGETS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
const SHARD_COUNTS = [10, 100, 1000, 10_000];

const { values } = parseArgs({
  options: {
    traces: { type: 'string' },
    highest: { type: 'string', multiple: true },
    quick: { type: 'boolean' },
  },
});

function highest(): Map<string, number> {
  return new Map(
    (values.highest ?? []).map((text) => {
      const [name = '', shards] = text.split('=');
      if (!(Number(shards) > 0)) throw new Error(`--highest must be like elb=40, got "${text}"`);
      return [name, Number(shards)];
    }),
  );
}

function result(
  { trace, warmupDays }: Contest,
  policy: PolicyName,
  slowdown: number,
  target?: number,
): Result {
  const settings = { ...DEFAULT_SETTINGS, targetUtilisation: target ?? DEFAULT_SETTINGS.targetUtilisation };
  const outcome = run(trace, policy, settings, { warmupDays, slowdown });
  return {
    throttled: outcome.throttledPercent,
    usd: usdPer30Days(outcome.usage, US_EAST_1),
    mostReshardsADay: outcome.mostReshardsADay,
  };
}

const cell = ({ throttled, usd }: Result): string => `${throttled.toFixed(3)} / ${usd.toFixed(0)}`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]): string => `${row(cells)}\n${row(cells.map(() => '---'))}`;
const print = (text: string): void => console.log(text);

function comparison(all: readonly Contest[], slowdown: number): void {
  print(`\nThrottled % / USD in 30 days, resharding ${slowdown}x as slow as assumed\n`);
  print(head(['trace', ...POLICY_NAMES, 'most splits and merges a day']));
  const results = all.map((contest): TraceResults => {
    const results = Object.fromEntries(
      POLICY_NAMES.map((name) => [name, result(contest, name, slowdown)]),
    ) as Record<PolicyName, Result>;
    const cells = POLICY_NAMES.map((name) => cell(results[name]));
    print(row([contest.trace.name, ...cells, String(results.ours.mostReshardsADay)]));
    return { trace: contest.trace.name, results };
  });
  const sums = POLICY_NAMES.map((name) => results.reduce((usd, all) => usd + all.results[name].usd, 0));
  print(row(['sum of USD', ...sums.map((usd) => usd.toFixed(0)), '']));
  const found = exceptions(results);
  print(
    found.length === 0 ? '\nNo exception.' : `\nExceptions:\n${found.map((text) => `- ${text}`).join('\n')}`,
  );
}

function tradeOff(all: readonly Contest[]): void {
  print('\nTrade-off over the target: throttled % / USD in 30 days\n');
  print(head(['target', ...all.map(({ trace }) => trace.name), 'sum of USD']));
  for (const target of TARGETS) {
    const results = all.map((contest) => result(contest, 'ours', 1, target));
    const sum = results.reduce((usd, one) => usd + one.usd, 0);
    print(row([String(target), ...results.map(cell), sum.toFixed(0)]));
  }
}

function speeds(): void {
  print('\nOne decision with the load of every shard\n');
  print(head(['shards', 'milliseconds', 'MB']));
  speed(SHARD_COUNTS[0]);
  for (const count of SHARD_COUNTS) {
    const { milliseconds, megabytes } = speed(count);
    print(row([String(count), milliseconds.toFixed(2), megabytes?.toFixed(1) ?? '-']));
  }
}

const all = contests(values.traces, highest());
comparison(all, 1);
if (values.quick !== true) {
  comparison(all, 3);
  tradeOff(all);
  speeds();
}
