import { linesOf, type Widget } from './body';
import { graph } from './graph';
import { samplesOf } from './sample';
import { FONT, rect, shorten, text } from './svg';
import type { Theme } from './theme';

const COLUMN = 58;
const UNIT = 33;
const MARGIN = 24;
const HEADER = 58;
const GAP = 5;

/** Alarms that a row of the widget has room for, and the one that the sample data raises. */
const ALARMS_A_ROW = 8;
const RAISED = /WriteThrottledWarn/;

/** Draws a dashboard with sample data, as an SVG that is the same each time. */
export function draw(widgets: readonly Widget[], name: string, theme: Theme): string {
  const width = 24 * COLUMN + 2 * MARGIN;
  const units = Math.max(...widgets.map(({ y, height }) => y + height));
  const height = HEADER + units * UNIT + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="${FONT}" role="img">`,
    `<title>Dashboard of the pipeline ${name}, with sample data</title>`,
    rect(0.5, 0.5, width - 1, height - 1, `rx="12" fill="${theme.page}" stroke="${theme.border}"`),
    text(MARGIN + 4, 37, name, { size: 20, fill: theme.text, weight: 650 }),
    text(width - MARGIN - 4, 36, '09:00 – 12:00, sample data', {
      size: 12.5,
      fill: theme.soft,
      anchor: 'end',
    }),
    ...widgets.map((widget) => drawWidget(widget, theme)),
    '</svg>',
    '',
  ].join('\n');
}

function drawWidget(widget: Widget, theme: Theme): string {
  const box = {
    x: MARGIN + widget.x * COLUMN + GAP,
    y: HEADER + widget.y * UNIT + GAP,
    width: widget.width * COLUMN - 2 * GAP,
    height: widget.height * UNIT - 2 * GAP,
  };
  const { title = '', markdown = '', view, alarms = [] } = widget.properties;
  if (widget.type === 'text') {
    const heading = markdown.replace(/^#+ /, '');
    return (
      rect(box.x, box.y + 3, 4, box.height - 5, `rx="2" fill="${theme.accent}"`) +
      text(box.x + 13, box.y + 18, heading, { size: 15.5, fill: theme.text, weight: 650 })
    );
  }
  const card = rect(
    box.x,
    box.y,
    box.width,
    box.height,
    `rx="8" fill="${theme.card}" stroke="${theme.border}"`,
  );
  const caption = text(box.x + 14, box.y + 22, shorten(title, 12.5, box.width - 24), {
    size: 12.5,
    fill: theme.text,
    weight: 600,
  });
  const inside = () => {
    if (widget.type === 'alarm') return alarmTiles(alarms, box, theme);
    return view === 'singleValue' ? bigNumber(widget, box, theme) : graph(widget, box, theme);
  };
  return `<g>${card}${caption}\n${inside()}</g>`;
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function alarmTiles(alarms: readonly string[], box: Box, theme: Theme): string {
  const width = (box.width - 28) / ALARMS_A_ROW;
  const rows = Math.ceil(alarms.length / ALARMS_A_ROW);
  const height = (box.height - 40) / rows;
  return alarms
    .map((alarm, i) => {
      const x = box.x + 14 + width * (i % ALARMS_A_ROW);
      const y = box.y + 32 + height * Math.floor(i / ALARMS_A_ROW);
      const raised = RAISED.test(alarm);
      const [fill, back] = raised ? [theme.raised, theme.raisedBack] : [theme.ok, theme.okBack];
      const shown = shorten(nameOf(alarm), 10.5, width - 34);
      return (
        rect(x, y, width - 6, height - 6, `rx="5" fill="${back}" stroke="${fill}" stroke-opacity="0.35"`) +
        `<circle cx="${Math.round(x + 12)}" cy="${Math.round(y + height / 2 - 3)}" r="3.5" fill="${fill}"/>` +
        text(x + 22, y + height / 2 + 1, shown, { size: 10.5, fill: raised ? fill : theme.text })
      );
    })
    .join('');
}

/** An alarm's name without its stack and with spaces. */
function nameOf(alarm: string): string {
  const id = alarm.replace(/^[^-]*-/, '').replace(/^(StreamAlarms|DeliveryAlarms|ScalingAlarms|Lag)/, '');
  return id
    .replace(/^ShopArchiveDeliveryStream[0-9A-F]{8}/, 'Archive')
    .replace(/^LambdaShop(\w+?)[0-9A-F]{8}/, 'Lag $1')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
}

function bigNumber(widget: Widget, box: Box, theme: Theme): string {
  const [line] = linesOf(widget);
  const value = Math.round(samplesOf(widget.properties.title ?? '', line).at(-1) ?? 0);
  const style = { size: 34, fill: theme.text, weight: 650, anchor: 'middle' } as const;
  return text(box.x + box.width / 2, box.y + box.height / 2 + 18, value.toLocaleString('en-GB'), style);
}
