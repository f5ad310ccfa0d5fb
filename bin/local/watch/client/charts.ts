import type { Columns, Point } from '../series';
import type { SeriesName } from '../snapshot';
import { Chart, type ChartSettings } from './chart';
import { byId } from './dom';
import { duration, rate } from './format';

const CHARTS: readonly ChartSettings[] = [
  {
    id: 'rates',
    text: rate,
    scale: 1,
    least: 10,
    lines: [
      { name: 'put', label: 'Put', colour: '--line-1' },
      { name: 'archived', label: 'Delivered', colour: '--line-3' },
      { name: 'counted', label: 'Counted by delays', colour: '--line-5' },
      { name: 'alerting', label: 'Seen by alerts', colour: '--line-4' },
    ],
  },
  {
    id: 'lags',
    text: (value) => duration(value * 1000),
    scale: 1 / 1000,
    least: 1,
    lines: [
      { name: 'archiveLag', label: 'Archive (freshness)', colour: '--line-3' },
      { name: 'delaysLag', label: 'Consumer delays', colour: '--line-5' },
      { name: 'alertsLag', label: 'Consumer alerts', colour: '--line-4' },
    ],
  },
];

/** Draws what happened over time. */
export class Charts {
  private readonly charts = CHARTS.map((settings) => new Chart(settings));

  constructor() {
    const redraw = () => {
      for (const chart of this.charts) chart.draw();
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    new ResizeObserver(() => {
      for (const chart of this.charts) chart.fit();
    }).observe(byId('main'));
  }

  /** Starts over with what the server has kept. */
  public reset(columns: Columns<SeriesName>): void {
    for (const chart of this.charts) chart.reset(columns);
  }

  public add(point: Point<SeriesName>): void {
    for (const chart of this.charts) chart.add(point);
  }
}
