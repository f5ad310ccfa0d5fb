import type { History, Policy } from './policy';
import type { Usage } from './prices';
import { SERVICE } from './service';
import { SimulatedStream, type Step } from './stream';
import { DAY_MINUTES, highestOf, type Trace } from './trace';

/** How a trace is replayed. */
export interface ReplayOptions {
  /** Days at the start that are replayed but do not count. */
  readonly warmupDays: number;
  /** How many times longer every change of shards takes. */
  readonly slowdown: number;
}

/** What came of it, in the time that counts. */
export interface Outcome {
  readonly throttledPercent: number;
  readonly usage: Usage;
  readonly updateShardCounts: number;
  readonly splitsAndMerges: number;
  /** The most splits and merges in any 24 hours, warm-up included. */
  readonly mostReshardsADay: number;
}

/** Shards at the start, as a share of the highest minute. */
const START = 0.6;

/** PUT payload units are counted in 25 KB, rounded up for each record. */
const PUT_UNIT_BYTES = 25 * 1024;
const GB = 1024 ** 3;

/** The longest that a policy looks back, with some to spare before old minutes are dropped. */
const KEPT = DAY_MINUTES + 10;
const DROPPED_AT = KEPT * 4;

/** Replays a trace minute by minute under a policy; `watch` sees each minute. */
export function replay(
  trace: Trace,
  policy: Policy,
  { warmupDays, slowdown }: ReplayOptions,
  watch: (step: Step) => void = () => undefined,
): Outcome {
  const shards = policy.startShards?.(trace) ?? Math.ceil(highestOf(trace) * START);
  const stream = new SimulatedStream(Math.max(1, shards), trace.skew, trace.recordBytes, slowdown);
  const warmup = Math.round(warmupDays * DAY_MINUTES);
  const steps: Step[] = [];
  const history: History = {
    last: (count) => steps.slice(Math.max(0, steps.length - SERVICE.metricLag - count), -SERVICE.metricLag),
  };
  const total = { minutes: 0, offered: 0, accepted: 0, shards: 0, records: 0, bytes: 0 };
  for (const offered of trace.loads) {
    const step = stream.step(offered);
    steps.push(step);
    if (steps.length > DROPPED_AT) steps.splice(0, steps.length - KEPT);
    policy.act(stream, history);
    watch(step);
    if (step.minute < warmup) continue;
    total.minutes++;
    for (const key of ['offered', 'accepted', 'shards', 'records', 'bytes'] as const) total[key] += step[key];
  }
  const counted = (minutes: readonly number[]) => minutes.filter((minute) => minute >= warmup).length;
  return {
    throttledPercent: total.offered === 0 ? 0 : Math.max(0, 1 - total.accepted / total.offered) * 100,
    usage: {
      onDemand: policy.onDemand ?? false,
      hours: total.minutes / 60,
      shardHours: total.shards / 60,
      putUnits: (total.records * Math.ceil(trace.recordBytes / PUT_UNIT_BYTES)) / 1e6,
      gb: total.bytes / GB,
    },
    updateShardCounts: counted(stream.updates),
    splitsAndMerges: counted(stream.reshards),
    mostReshardsADay: mostInADay(stream.reshards),
  };
}

/** The most of these minutes, which are in order, in any 24 hours. */
function mostInADay(minutes: readonly number[]): number {
  let first = 0;
  let most = 0;
  minutes.forEach((minute, i) => {
    while (minutes[first] <= minute - DAY_MINUTES) first++;
    most = Math.max(most, i - first + 1);
  });
  return most;
}
