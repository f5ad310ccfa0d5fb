import { escaped } from '../../draw-dashboard/svg';
import type { Drawings } from './page';
import type { PageData } from './page-data';
import type { Limits } from './rate';

/** Tiles of figures: what they are called, and the name under which the script fills them in. */
const TILES: readonly (readonly [string, string])[] = [
  ['sent', 'Sent'],
  ['way', 'On the way'],
  ['archived', 'In the archive'],
  ['counted', 'Counted by delays'],
  ['alerts', 'Alerts in the queue'],
  ['dropped', 'Dropped'],
  ['failed', 'Failed'],
  ['lag', 'Lag of the archive'],
];

/** What the page consists of, before anything is filled in. */
export function body(data: PageData, { wide, narrow }: Drawings, endpoint: string): string {
  return `<a class="skip" href="#main">Skip to the pipeline</a>
<header>
<div class="title"><h1>${escaped(data.stack)}</h1><p>deployed to MiniStack at <span class="nowrap">${escaped(endpoint.replace(/^https?:\/\//, ''))}</span></p></div>
<p class="phase"><span id="phase" class="pill">Connecting</span> <span id="elapsed"></span></p>
<form id="controls" aria-label="Controls of the run">
<div class="field rate"><label for="rate">Records a second</label><span class="pair"><input type="range" id="rate-slider" aria-label="Records a second, as a slider" ${bounds(data.rate)}><input type="number" id="rate" ${bounds(data.rate)} required></span></div>
<div class="field"><label for="poison-records">Poison, records</label><span class="pair"><input type="number" id="poison-records" ${bounds(data.poison)} required><button type="button" id="poison">Send poison</button></span></div>
<div class="buttons"><button type="button" id="pause">Pause</button><button type="button" id="finish" class="primary">Finish</button></div>
<p id="control-error" class="error" role="alert"></p>
</form>
</header>
<main id="main" tabindex="-1">
<p id="status" class="hidden" role="status"></p>
<div id="notices" aria-live="polite"></div>
<section id="outcome" class="panel" aria-labelledby="outcome-title" tabindex="-1" hidden></section>
<section aria-labelledby="figures-title"><h2 id="figures-title" class="hidden">Figures</h2><dl class="tiles">${TILES.map(
    ([id, label]) =>
      `<div class="tile"><dt>${label}</dt><dd><span class="figure" data-figure="${id}">–</span><span class="remark" data-note="${id}"></span></dd></div>`,
  ).join('')}</dl></section>
${panel('pipeline', 'Pipeline', `<div class="wide-graph">${wide}</div><div class="narrow-graph">${narrow}</div>${details('Edges of the pipeline, as a table', table('edges', 'How many records went from where to where', ['From', 'To', '#Records', '#A second']))}`, 'As the synthesized template has it. Dashed: for failures, which the emulator does not handle.')}
<div class="columns">
${panel('rates', 'Records a second', chart('rates'))}
${panel('lags', 'Lag', chart('lags'), 'Age of the oldest record that has not arrived, in seconds.')}
</div>
<div class="columns">
<div class="stack">
${panel('shards', 'Shards', table('shards-table', 'Shards, their hash keys, and what fell on them', ['Shard', 'Hash keys', '#Records', '#Bytes', '#A second', 'Load']), 'A record falls where the MD5 of its key does: here the airport of origin.')}
${panel('poison-panel', 'Poison', `${table('poison-table', 'Poison that was sent, and where it was seen', ['Where', '#Records'])}<p class="note">Half of it is JSON cut off, half is JSON that is no flight. On AWS a mapping calls its function again for what it refuses, and in the end keeps it in S3; the emulator takes such a batch for done. <code>npm run local -- --drill</code> shows the rest of the way.</p>`)}
</div>
${panel('landed', 'Landed in S3', `<p class="summary" id="landed-summary"></p>${table('objects', 'The last objects', ['When', 'Object', '#Bytes', '_Look'])}<div id="preview" hidden></div>`, 'The list holds still while you are in it.')}
</div>
${panel('alarms', 'Alarms', table('alarms-table', 'Alarms of the template and their state', ['State', 'Watches', 'Metric', '#Now', '#Raised at', 'Periods']), 'Evaluated here by the rules of CloudWatch, on the lag that this run measures. MiniStack itself looks at an alarm only when somebody puts a metric.')}
${panel('substitutions', 'Stand-ins', details(`What the emulator cannot do, and what stands in for it (${data.substitutions.length})`, substitutions(data)))}
</main>`;
}

function bounds({ least, most, start }: Limits): string {
  return `min="${least}" max="${most}" step="1" value="${start}"`;
}

function panel(id: string, title: string, content: string, note = ''): string {
  return `<section id="${id}" class="panel" aria-labelledby="${id}-title"><div class="head"><h2 id="${id}-title">${title}</h2>${note === '' ? '' : `<p class="note">${note}</p>`}</div>${content}</section>`;
}

function chart(id: string): string {
  return `<ul class="legend" id="${id}-legend"></ul><div class="plot" id="${id}-plot" role="img"></div>${details('The last seconds, as a table', table(`${id}-table`, 'The last seconds, newest first', []))}`;
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>${content}</details>`;
}

/** A table to be filled in; columns of numbers are marked by #, those whose head only readers of screens need by _. */
function table(id: string, caption: string, columns: readonly string[]): string {
  const heads = columns.map((column) => {
    const [, mark, text] = /^([#_]?)(.*)$/.exec(column) ?? [];
    const shown = mark === '_' ? `<span class="hidden">${text}</span>` : text;
    return `<th scope="col"${mark === '#' ? ' class="number"' : ''}>${shown}</th>`;
  });
  return `<table id="${id}"><caption class="hidden">${caption}</caption><thead><tr>${heads.join('')}</tr></thead><tbody></tbody></table>`;
}

function substitutions({ substitutions: all }: PageData): string {
  const items = all.map(
    ({ resource, type, instead, because }) =>
      `<li><code>${escaped(resource)}</code> (${escaped(type)}): ${escaped(instead)}, because ${escaped(because)}</li>`,
  );
  return `<ul class="plain">${items.join('')}</ul>`;
}
