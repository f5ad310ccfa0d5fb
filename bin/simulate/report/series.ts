import type { Step } from '../stream';

/** More points than this no screen shows. */
const MOST_POINTS = 1500;

/** What happened under one policy, over time. */
export interface PolicySeries {
  /** Open shards, on average. */
  readonly shards: number[];
  /** Load offered and load refused, on average, in shard units. */
  readonly offered: number[];
  readonly refused: number[];
}

/** Minutes in one point of a chart of so many minutes. */
export const pointWidth = (minutes: number): number => Math.max(1, Math.ceil(minutes / MOST_POINTS));

/** Sums up minutes so that a chart can show them. */
export class SeriesCollector {
  public readonly series: PolicySeries = { shards: [], offered: [], refused: [] };

  /** Sums up from the minute `from` on, `width` minutes to a point. */
  constructor(
    private readonly from: number,
    private readonly width: number,
  ) {}

  public add({ minute, shards, offered, accepted }: Step): void {
    if (minute < this.from) return;
    const point = Math.floor((minute - this.from) / this.width);
    const sums = { shards, offered, refused: Math.max(0, offered - accepted) };
    for (const key of ['shards', 'offered', 'refused'] as const) {
      this.series[key][point] = (this.series[key][point] ?? 0) + sums[key] / this.width;
    }
  }
}

/** The highest load of each point. */
export function highest(loads: readonly number[], from: number, width: number): number[] {
  const points: number[] = [];
  for (let minute = from; minute < loads.length; minute++) {
    const point = Math.floor((minute - from) / width);
    points[point] = Math.max(points[point] ?? 0, loads[minute]);
  }
  return points;
}
