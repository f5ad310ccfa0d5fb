import { readFileSync } from 'node:fs';
import type { ScalingSettings } from '../../../lambda/scale-shards/decision';
import type { PolicyName } from '../policies';
import type { Prices } from '../prices';
import type { Outcome, ReplayOptions } from '../replay';
import { SERVICE } from '../service';
import { SCRIPT } from './script';
import type { PolicySeries } from './series';
import { STYLE } from './style';
import type { WhatIf } from './what-if';

/** Everything the report shows. */
export interface ReportData {
  readonly name: string;
  readonly settings: ScalingSettings;
  readonly options: ReplayOptions;
  readonly prices: Prices;
  readonly recordBytes: number;
  /** Time of the first point, epoch seconds, and seconds from one to the next. */
  readonly start: number;
  readonly step: number;
  /** Highest load of each point, in shard units. */
  readonly demand: readonly number[];
  readonly policies: readonly {
    readonly name: PolicyName;
    readonly outcome: Outcome;
    readonly series: PolicySeries;
  }[];
  readonly whatIfs: readonly WhatIf[];
}

/** A page that needs nothing but itself: no network is used, and the page's own policy forbids any. */
export function reportPage(data: ReportData): string {
  const { name, settings, options } = data;
  const title = `Shard scaling: ${name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>${asset('uplot/dist/uPlot.min.css')}${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>Target utilisation ${settings.targetUtilisation}, ${settings.minShards} to ${settings.maxShards} shards, at most
${settings.dailyReshards} splits and merges a day; the first ${options.warmupDays} days do not count.</p>
<section><h2>What each policy comes to</h2><div class="wide"><table id="scores"></table></div>
<form id="prices"><fieldset><legend>Prices in USD</legend></fieldset></form></section>
<section><h2>Demand and open shards</h2><div id="capacity"></div></section>
<section><h2>Refused, % of the load</h2><div id="refused"></div></section>
<section><h2>Cost so far, USD</h2><div id="cost"></div></section>
<section><h2>What each setting would have changed</h2><div class="wide"><table id="what-ifs"></table></div></section>
<section><h2>What is assumed</h2><ul>
<li>Metrics are read ${SERVICE.metricLag} minutes after the minute they are of.</li>
<li>UpdateShardCount takes ${SERVICE.update} minutes and one more for each ${SERVICE.shardsAMinute} shards,
${SERVICE.unevenFactor} times that to a target that is no multiple of 25 %; a split or merge takes
${SERVICE.split * 60} seconds. Here all of that is taken ${options.slowdown} times. None of it was measured on AWS.</li>
<li>Within a minute the load of a shard varies evenly by 20 % either way; what does not fit is refused and not sent again.</li>
<li>Load falls evenly on the hash keys, and records are of ${Math.round(data.recordBytes).toLocaleString('en')} bytes.</li>
<li>An on-demand stream splits a shard above 500 KB/s after 15 minutes; each record is read once.</li>
</ul></section>
<script type="application/json" id="data">${json(data)}</script>
<script>${asset('uplot/dist/uPlot.iife.min.js')}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** A file of the plotting library. */
function asset(file: string): string {
  return readFileSync(require.resolve(file), 'utf8');
}

/** JSON that no browser takes for the end of the script; four digits are enough for a chart. */
function json(data: ReportData): string {
  const text = JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );
  return text.replace(/</g, '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
