import { MINUTE, type Minute, SHARD_BYTES, SHARD_RECORDS } from './model';

/** What the stream's metrics say, in shard units: 1 is what one shard can take. */
export interface Demand {
  /** Time of the newest minute with metrics. */
  readonly newest: number;
  /** Load now: what producers try to put. */
  readonly level: number;
  /** Growth a minute over the last minutes, and over the last half hour; never negative. */
  readonly fastSlope: number;
  readonly slowSlope: number;
  /** Highest load of a minute in the last half hour. */
  readonly peak: number;
  /** Share of the half hour that there are metrics for. */
  readonly coverage: number;
  /** Share of the records that was refused in the last minutes since the shards last changed. */
  readonly throttledShare: number;
}

/** Refused records up to this share are bursts within a second, not a lack of shards. */
export const THROTTLED = 0.001;

/** Of a minute's records so many may count as refused: beyond it, accepted / (1 − refused) says nothing any more. */
const MOST_REFUSED = 0.95;

/** Length of the window that the slow slope and the peak look at, in minutes. */
const WINDOW = 30;

/** Minutes that the level and the fast slope look at. */
const RECENT = 4;

/** Metrics older than this, in minutes, say nothing of now. */
const STALE = 10;

/**
 * Reads the demand off a stream's metrics; `undefined` when there are none from the last ten minutes.
 *
 * CloudWatch counts accepted records only, so a full stream looks merely busy: demand is accepted / (1 − refused share).
 * Minutes that make no sense (not finite, negative, from the future) count as missing.
 */
export function readDemand(
  minutes: readonly Minute[],
  now: number,
  lastChange = Number.NEGATIVE_INFINITY,
): Demand | undefined {
  const valid = minutes
    .filter((m) => m.time <= now && m.time > now - (WINDOW + STALE) * MINUTE && isValid(m))
    .sort((a, b) => a.time - b.time);
  const last = valid.at(-1);
  if (last === undefined || last.time < now - STALE * MINUTE) return undefined;

  const window = valid.filter((m) => m.time > last.time - WINDOW * MINUTE);
  const recent = window.filter((m) => m.time > last.time - RECENT * MINUTE);
  const loads = window.map(loadOf);
  const recentLoads = recent.map(loadOf);
  return {
    newest: last.time,
    level: Math.max(loads[loads.length - 1], mean(recentLoads)),
    fastSlope: Math.max(0, slope(recent, recentLoads)),
    slowSlope: Math.max(0, slope(window, loads)),
    peak: Math.max(...loads),
    coverage: Math.min(1, window.length / WINDOW),
    throttledShare: refusedShare(recent.filter((m) => m.time >= lastChange)),
  };
}

/** Load of a minute in shard units, with what was refused. */
export function loadOf(minute: Minute): number {
  const accepted = Math.max(minute.bytes / SHARD_BYTES, minute.records / SHARD_RECORDS) / 60;
  return accepted / (1 - Math.min(refusedShare([minute]), MOST_REFUSED));
}

function refusedShare(minutes: readonly Minute[]): number {
  const refused = minutes.reduce((sum, m) => sum + m.rejected, 0);
  const all = minutes.reduce((sum, m) => sum + m.records, refused);
  return all === 0 ? 0 : refused / all;
}

function isValid({ time, bytes, records, rejected }: Minute): boolean {
  return Number.isFinite(time) && [bytes, records, rejected].every((n) => Number.isFinite(n) && n >= 0);
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Slope of the line of least squares through the loads, a minute. */
function slope(minutes: readonly Minute[], loads: readonly number[]): number {
  if (minutes.length < 3) return 0;
  const x = minutes.map((m) => (m.time - minutes[0].time) / MINUTE);
  const [mx, my] = [mean(x), mean(loads)];
  const spread = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  return spread === 0 ? 0 : x.reduce((sum, v, i) => sum + (v - mx) * (loads[i] - my), 0) / spread;
}
