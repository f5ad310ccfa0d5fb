import type { Line } from './body';

/** Minutes that the picture shows. */
export const MINUTES = 180;

/** Minute at which a campaign begins, and that at which the autoscaler has doubled the shards for it. */
const BURST = 84;
const SCALED = 98;

/** What a metric would show, by minute: `noise` is from -1 to 1. */
type Shape = (minute: number, noise: number) => number;

/** Load of the stream, as a share of four shards. */
const load: Shape = (minute, noise) =>
  0.42 +
  0.05 * Math.sin(minute / 17) +
  0.47 * step(minute, BURST, 9) -
  0.16 * step(minute, 140, 25) +
  0.018 * noise;

const shards = (minute: number) => (minute < SCALED ? 4 : 8);
const squeezed = (minute: number) => Math.max(0, 1 - Math.abs(minute - 94) / 6);
const quiet: Shape = () => 0;
const about =
  (mean: number, spread: number): Shape =>
  (minute, noise) =>
    mean * (0.7 + 0.5 * load(minute, 0)) + spread * noise;

/** The first entry that matches `title | label | metric` says what the line looks like. */
const SHAPES: readonly (readonly [RegExp, Shape])[] = [
  [/incoming.*\| Bytes/, (m, n) => load(m, n) * 4 * 1_048_576],
  [/incoming.*\| Records/, (m, n) => load(m, -n) * 3_400],
  [/capacity in use/, (m, n) => (100 * load(m, n) * 4) / shards(m)],
  [/Records not taken/, (m, n) => Math.round(squeezed(m) * (260 + 60 * n))],
  [/Slowest with GetRecords/, (m, n) => 900 + 3_200 * squeezed(m - 2) + 220 * n],
  [/Consumer .*billing/, (m, n) => 260 + 2_300 * squeezed(m - 4) + 60 * n],
  [/Consumer .*search/, (m, n) => 420 + 1_400 * squeezed(m - 5) + 90 * n],
  [/age by reader.*Function/, (m, n) => 600 + 2_500 * squeezed(m - 4) + 120 * n],
  [/duration.*Median/, about(180, 9)],
  [/duration.*99 %/, about(620, 50)],
  [/duration.*Longest/, (m, n) => about(1_150, 120)(m, n) + (m === 96 ? 2_400 : 0)],
  [/Calls \|/, about(240, 8)],
  [/billing.*Errors/, (m) => (m > 118 && m < 123 ? 2 : 0)],
  [/billing.*Records kept/, (m) => (m === 122 ? 1 : 0)],
  [/Calls at once/, (m, n) => Math.round(shards(m) * (0.8 + 0.18 * n))],
  [/freshness/, (_, n) => 98 + 17 * n],
  [/delivered \| Records/, (m, n) => load(m, n) * 3_400 * 300],
  [/Success, %/, () => 100],
  [/behind the stream.*Lag/, (m, n) => 700 + 2_900 * squeezed(m - 3) + 180 * n],
  [/behind the stream.*orders/, (m, n) => 350 + 1_500 * squeezed(m - 6) + 70 * n],
  [/Duration, ms/, about(1_450, 70)],
  [/\| CPU/, (m, n) => 18 + 46 * load(m, 0) + 3 * n],
  [/\| Heap/, (m, n) => 34 + 20 * ((m % 26) / 26) + 2 * n],
  [/Demand, in shards/, (m, n) => load(m, n) * 4],
  [/Accepted, in shards/, (m, n) => Math.min(load(m, n), 0.86) * 4],
  [/Open shards/, shards],
  [/Desired shards/, (m) => (m < SCALED - 5 ? 4 : 8)],
  [/Refused, %/, (m, n) => squeezed(m) * (6 + n)],
  [/Demand/, (m, n) => (100 * load(m, n) * 4) / shards(m)],
  [/UpdateShardCount/, (m) => (m < SCALED ? 10 : 9)],
  [/Behind the source/, (m, n) => 820 + 1_600 * squeezed(m - 5) + 110 * n],
  [/copied \| Records/, (m, n) => load(m, n) * 3_400 * 60],
  [/copied \| Bytes/, (m, n) => load(m, -n) * 4 * 1_048_576 * 60],
  [/Sent again/, (m, n) => Math.max(0, Math.round(2 * squeezed(m - 4) * (3 + n)))],
  [/\| Web/, (m, n) => 1_900 * load(m, n)],
  [/\| App/, (m, n) => 1_300 * load(m, -n)],
  [/\| Store/, (_, n) => 380 + 25 * n],
  [/Revenue/, () => 184_320],
];

/** Values of a line, one for each `pace` minutes, always the same. */
export function samplesOf(title: string, { label, metricName = '', pace }: Line): number[] {
  const name = `${title} | ${label} | ${metricName}`;
  const shape = SHAPES.find(([pattern]) => pattern.test(name))?.[1] ?? quiet;
  const noise = noiseOf(name);
  return Array.from({ length: MINUTES / pace + 1 }, (_, i) => Math.max(0, shape(i * pace, noise())));
}

/** From 0 to 1 within `width` minutes, smoothly. */
function step(minute: number, from: number, width: number): number {
  const t = Math.min(1, Math.max(0, (minute - from) / width));
  return t * t * (3 - 2 * t);
}

/** Numbers from -1 to 1 that depend on the name alone. */
function noiseOf(name: string): () => number {
  let state = [...name].reduce((hash, char) => (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0, 7);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
