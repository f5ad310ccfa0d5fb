import uPlot from 'uplot';
import type { Columns, Point } from '../series';
import type { SeriesName } from '../snapshot';
import { byId, create, fillRows, setText } from './dom';
import { time } from './format';

/** Seconds that a chart goes back, as the server does. */
const POINTS = 600;
const HEIGHT = 190;
const TABLE_ROWS = 10;

/** A line of a chart. */
interface Line {
  readonly name: SeriesName;
  readonly label: string;
  /** Custom property with the colour. */
  readonly colour: string;
}

/** What a chart shows, and where. */
export interface ChartSettings {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly text: (value: number) => string;
  /** From what the server measures to what the axis shows. */
  readonly scale: number;
  /** What the value axis shows at least. */
  readonly least: number;
}

/** Lines over time, with the values under the cursor, or the last ones, in words. */
export class Chart {
  private at: number[] = [];
  private values: (number | null)[][] = [];
  private plot: uPlot | undefined;
  private readonly holder: HTMLElement;
  private readonly shown: HTMLElement[];

  constructor(private readonly settings: ChartSettings) {
    const { id, lines } = settings;
    this.holder = byId(`${id}-plot`);
    this.shown = lines.map(({ label, colour }) => {
      const swatch = create('span', { className: 'swatch' });
      swatch.style.background = `var(${colour})`;
      const value = create('span', { className: 'value' });
      byId(`${id}-legend`).append(create('li', {}, swatch, `${label} `, value));
      return value;
    });
    const heads = ['Time', ...lines.map(({ label }) => label)];
    byId(`${id}-table`)
      .querySelector('thead tr')
      ?.append(
        ...heads.map((head, i) => create('th', { scope: 'col', className: i > 0 ? 'number' : '' }, head)),
      );
    byId(`${id}-table`)
      .closest('details')
      ?.addEventListener('toggle', () => this.showTable());
  }

  public reset({ at, values }: Columns<SeriesName>): void {
    const { lines, scale } = this.settings;
    this.at = at.map((moment) => moment / 1000);
    this.values = lines.map(({ name }) =>
      values[name].map((value) => (value === null ? null : value * scale)),
    );
    this.draw();
  }

  public add(point: Point<SeriesName>): void {
    const { lines, scale } = this.settings;
    const moment = point.at / 1000;
    if (moment <= (this.at.at(-1) ?? 0)) return;
    this.at.push(moment);
    lines.forEach(({ name }, index) => {
      const value = point.values[name];
      this.values[index]?.push(value === null ? null : value * scale);
    });
    if (this.at.length > POINTS) for (const column of [this.at, ...this.values]) column.shift();
    this.plot?.setData([this.at, ...this.values]);
    this.showLatest();
  }

  /** Draws anew, in the colours of now. */
  public draw(): void {
    this.plot?.destroy();
    const { lines, least } = this.settings;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--soft'),
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { stroke: colour('--grid'), width: 1, size: 4 },
      font: '11px system-ui, sans-serif',
    };
    this.plot = new uPlot(
      {
        width: this.width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { sync: { key: 'watch' }, points: { size: 6 }, drag: { x: false, y: false } },
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(least, high * 1.1)] } },
        axes: [
          { ...axis, size: 28, values: (_plot, ticks) => ticks.map((tick) => time(tick * 1000)), space: 70 },
          { ...axis, size: 46 },
        ],
        series: [
          {},
          ...lines.map((line, index) => ({
            label: line.label,
            stroke: colour(line.colour),
            width: 1.75,
            ...(index === 0 ? { fill: `${colour(line.colour)}1f` } : {}),
            points: { show: false },
          })),
        ],
        hooks: { setCursor: [() => this.showLatest()] },
      },
      [this.at, ...this.values],
      this.holder,
    );
    this.showLatest();
  }

  public fit(): void {
    if (this.plot !== undefined && this.plot.width !== this.width) {
      this.plot.setSize({ width: this.width, height: HEIGHT });
    }
  }

  private get width(): number {
    return Math.max(200, this.holder.clientWidth);
  }

  /** The values under the cursor, or the last ones; and what the chart is called. */
  private showLatest(): void {
    const index = this.plot?.cursor.idx ?? this.at.length - 1;
    const { lines, text } = this.settings;
    const texts = this.values.map((column) => {
      const value = column[index];
      return value == null ? '–' : text(value);
    });
    this.shown.forEach((element, line) => {
      setText(element, texts[line] ?? '–');
    });
    const title = byId(`${this.settings.id}-title`).textContent;
    const now = lines.map(({ label }, line) => `${label} ${texts[line]}`).join(', ');
    this.holder.setAttribute('aria-label', `${title}, a chart of the last minutes. Now: ${now}.`);
    this.showTable();
  }

  private showTable(): void {
    const table = byId(`${this.settings.id}-table`);
    if (table.closest('details')?.open !== true) return;
    const from = Math.max(0, this.at.length - TABLE_ROWS);
    const rows = this.at.slice(from).map((moment, index) => [
      time(moment * 1000),
      ...this.values.map((column) => {
        const value = column[from + index];
        return value == null ? '–' : this.settings.text(value);
      }),
    ]);
    fillRows(table, rows.reverse());
  }
}
