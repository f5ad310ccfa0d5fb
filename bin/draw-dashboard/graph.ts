import { type Annotation, type Axis, type Line, linesOf, type Widget } from './body';
import { MINUTES, samplesOf } from './sample';
import { line, path, rect, shorten, text, widthOf } from './svg';
import type { Theme } from './theme';

const SIZE = 10.5;
const LEGEND_ROW = 15;
const INNER = { left: 44, right: 14, top: 36, bottom: 46 };

/** A line with its values and its colour. */
interface Drawn extends Line {
  readonly values: readonly number[];
  readonly stroke: string;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A graph of lines, within the box of its widget. */
export function graph(widget: Widget, box: Box, theme: Theme): string {
  const { title = '', yAxis = {}, annotations = {}, stacked = false } = widget.properties;
  const lines = coloured(widget, title, theme);
  const names = legendRows(lines, box.width - 24);
  const onRight = lines.some(({ axis }) => axis === 'right');
  const right = onRight ? INNER.left : INNER.right;
  const plot = {
    x: box.x + INNER.left,
    y: box.y + INNER.top,
    width: box.width - INNER.left - right,
    height: box.height - INNER.top - INNER.bottom - LEGEND_ROW * (names.length - 1),
  };
  const marks = annotations.horizontal ?? [];
  const parts = [times(plot, theme)];
  for (const axis of ['left', 'right'] as const) {
    const shown = lines.filter((one) => one.axis === axis);
    if (shown.length === 0) continue;
    const drawn = stacked ? piled(shown) : shown;
    const here = axis === 'left' ? marks : [];
    const top = topOf(drawn, here, yAxis[axis] ?? {});
    parts.push(scale(plot, top, axis, theme));
    for (const one of [...drawn].reverse()) {
      if (stacked) parts.push(area(one, plot, top, 0.5, theme));
      else if (one === lines[0]) parts.push(area(one, plot, top, 0.07, theme));
      parts.push(curve(one, plot, top));
    }
    for (const mark of here) parts.push(annotation(mark, plot, top, theme));
  }
  parts.push(legend(names, box, theme));
  return parts.join('\n');
}

function coloured(widget: Widget, title: string, theme: Theme): Drawn[] {
  return linesOf(widget).map((one, i) => ({
    ...one,
    values: samplesOf(title, one),
    stroke: (one.color && (theme.named[one.color] ?? one.color)) || theme.lines[i % theme.lines.length],
  }));
}

/** Each line on top of those before it. */
function piled(lines: readonly Drawn[]): Drawn[] {
  let below: readonly number[] = [];
  return lines.map((one) => {
    below = one.values.map((value, i) => value + (below[i] ?? 0));
    return { ...one, values: below };
  });
}

/** The upper end of an axis: a round number with room above the lines. */
function topOf(lines: readonly Drawn[], marks: readonly Annotation[], { max }: Axis): number {
  if (max !== undefined) return max;
  const highest = Math.max(...lines.flatMap(({ values }) => values));
  // A limit far above the lines would press them flat.
  const near = marks.map(({ value }) => value).filter((value) => value < 4 * highest);
  const most = Math.max(highest, ...near) * 1.08;
  if (most === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return unit * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((times) => times * unit >= most) ?? 10);
}

function times(plot: Box, theme: Theme): string {
  return [0, 60, 120, 180]
    .map((minute) => {
      const x = plot.x + (plot.width * minute) / MINUTES;
      const label = `${9 + minute / 60}:00`.padStart(5, '0');
      const anchor = minute === MINUTES ? 'end' : 'middle';
      return text(x, plot.y + plot.height + 14, label, { size: 9.5, fill: theme.soft, anchor });
    })
    .join('');
}

function scale(plot: Box, top: number, axis: 'left' | 'right', theme: Theme): string {
  return [0, 0.5, 1]
    .map((share) => {
      const y = plot.y + plot.height * (1 - share);
      const isLeft = axis === 'left';
      const x = isLeft ? plot.x - 6 : plot.x + plot.width + 6;
      const label = short(top * share);
      const style = { size: 9.5, fill: theme.soft, anchor: isLeft ? 'end' : 'start' } as const;
      const grid = isLeft ? line(plot.x, y, plot.x + plot.width, y, `stroke="${theme.grid}"`) : '';
      return grid + text(x, y + 3.5, label, style);
    })
    .join('');
}

function pointsOf({ values }: Drawn, plot: Box, top: number): [number, number][] {
  return values.map((value, i) => [
    plot.x + (plot.width * i) / (values.length - 1),
    plot.y + plot.height * (1 - Math.min(1, value / top)),
  ]);
}

function curve(one: Drawn, plot: Box, top: number): string {
  const attributes = `fill="none" stroke="${one.stroke}" stroke-width="1.7" stroke-linejoin="round"`;
  return `<path d="${path(pointsOf(one, plot, top))}" ${attributes}/>`;
}

/** The area below a line, over what is behind it. */
function area(one: Drawn, plot: Box, top: number, opacity: number, theme: Theme): string {
  const bottom = plot.y + plot.height;
  const data = `${path([...pointsOf(one, plot, top), [plot.x + plot.width, bottom], [plot.x, bottom]])}Z`;
  const back = opacity > 0.1 ? `<path d="${data}" fill="${theme.card}"/>` : '';
  return `${back}<path d="${data}" fill="${one.stroke}" fill-opacity="${opacity}"/>`;
}

function annotation({ value, label = '', color }: Annotation, plot: Box, top: number, theme: Theme): string {
  if (value > top) return '';
  const y = plot.y + plot.height * (1 - value / top);
  const fill = (color && theme.named[color]) ?? theme.soft;
  const dashes = `stroke="${fill}" stroke-width="1.2" stroke-dasharray="5 4"`;
  const style = { size: 9.5, fill, anchor: 'end' } as const;
  return line(plot.x, y, plot.x + plot.width, y, dashes) + text(plot.x + plot.width, y - 4, label, style);
}

/** The lines' names in as many rows as they need. */
function legendRows(lines: readonly Drawn[], width: number): Drawn[][] {
  const rows: Drawn[][] = [[]];
  let used = 0;
  for (const one of lines) {
    const wanted = entryWidth(one.label, width);
    if (used > 0 && used + wanted > width) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1].push(one);
    used += wanted;
  }
  return rows;
}

function entryWidth(label: string, width: number): number {
  return 26 + widthOf(shorten(label, SIZE, 0.8 * width), SIZE);
}

function legend(rows: readonly Drawn[][], box: Box, theme: Theme): string {
  const width = box.width - 24;
  return rows
    .map((entries, row) => {
      let x = box.x + 14;
      const y = box.y + box.height - 12 - LEGEND_ROW * (rows.length - 1 - row);
      return entries
        .map(({ label, stroke }) => {
          const shown = shorten(label, SIZE, 0.8 * width);
          const entry =
            rect(x, y - 7, 9, 9, `rx="2" fill="${stroke}"`) +
            text(x + 14, y + 1, shown, { size: SIZE, fill: theme.soft });
          x += entryWidth(label, width);
          return entry;
        })
        .join('');
    })
    .join('');
}

/** A number with at most three digits and its thousands. */
export function short(value: number): string {
  const units: [number, string][] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const [by, unit] = units.find(([size]) => value >= size) ?? [1, ''];
  return `${Number((value / by).toPrecision(3))}${unit}`;
}
