import type { ScaleShardsSettings } from './contract';
import { decide } from './decide';
import type { Action, Decision, Observations, ScalingSettings } from './decision';
import type { Memory } from './memory';
import { MINUTE, type Shard } from './model';
import type { Ports } from './ports';
import { readStreamMetrics } from './read-metrics';
import { loadMetrics, readShardLoads } from './read-shard-loads';
import { minimumAt } from './scheduled-minimum';

/**
 * The load of each shard is read again after this long, when nothing came of it the last time: it costs by the shard. A stream
 * that has to grow does not wait for it.
 */
const LOOK_AGAIN = 5 * MINUTE;

/** A decision and what it was made from. */
export interface Considered {
  readonly decision: Decision;
  readonly now: number;
  readonly shards: readonly Shard[];
  /** Load of each shard, if it was read. */
  readonly loads?: ReadonlyMap<string, number>;
  readonly lookedInVain?: number;
  /** What kept it from knowing all that it wanted to. */
  readonly hindrances: readonly string[];
}

/** Reads what a decision needs, no more, and decides. */
export async function consider(
  { stream, metrics, clock }: Ports,
  settings: ScaleShardsSettings,
  memory: Memory,
): Promise<Considered> {
  const { streamName, maxShards, targetUtilisation, dailyReshards } = settings;
  const summary = await stream.summary();
  if (summary.onDemand) {
    throw new Error(
      `stream ${streamName} is on-demand: Kinesis scales it, so the autoscaler has to be removed`,
    );
  }
  const shards = await stream.openShards();
  const read = await readStreamMetrics(metrics, settings, summary.retentionMs, clock.now());
  const now = clock.now();
  const minShards = minimumAt(settings.scheduledMinimums, now, settings.minShards);
  const bounds: ScalingSettings = { minShards, maxShards, targetUtilisation, dailyReshards };
  const hindrances: string[] = [];
  const free = once(() =>
    stream.shardsFree().catch((error: unknown) => {
      hindrances.push(`the account's limit of shards is not known: ${error}`);
      return undefined;
    }),
  );
  const decideOn = async (observed: Observations): Promise<Decision> => {
    const decision = decide(bounds, memory.state, observed, now);
    if (!grows(decision.action, shards.length)) return decision;
    return decide(bounds, memory.state, { ...observed, shardsFree: await free() }, now);
  };

  const observed: Observations = { active: summary.active, shards, ...read };
  const decision = await decideOn(observed);
  const seen = { now, shards, hindrances };
  if (!decision.wantsShardLoads) return { ...seen, decision, lookedInVain: memory.lookedInVain };
  const whole = await decideOn({ ...observed, shardLoads: new Map() });
  if (loadMetrics(summary.shardMetrics).length === 0) {
    hindrances.push(
      'the stream keeps no metrics for each shard: IncomingBytes and IncomingRecords are needed',
    );
    return { ...seen, decision: whole, lookedInVain: memory.lookedInVain };
  }
  const mustGrow = grows(whole.action, shards.length) && !settings.dryRun;
  if (!mustGrow && !isOver(memory.lookedInVain, now)) {
    return { ...seen, decision, lookedInVain: memory.lookedInVain };
  }
  const loads = await readShardLoads(metrics, streamName, shards, summary.shardMetrics, now);
  const informed = await decideOn({ ...observed, shardLoads: loads });
  const inVain = informed.action.kind === 'none' || settings.dryRun;
  return { ...seen, decision: informed, loads, lookedInVain: inVain ? now : undefined };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

function grows(action: Action, count: number): boolean {
  return action.kind === 'split' || (action.kind === 'update' && action.target > count);
}

/** A time that lies ahead was noted under a clock that was wrong. */
const isOver = (since: number | undefined, now: number): boolean =>
  since === undefined || since > now || now - since >= LOOK_AGAIN;
