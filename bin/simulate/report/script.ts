/** What the page does in the browser: the tables from quantities and prices, and the charts. Plain JavaScript. */
export const SCRIPT = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const prices = { ...data.prices };
const PRICE_LABELS = {
  shardHour: 'shard hour', putUnits: 'million PUT units', streamHour: 'on-demand stream hour', gbIn: 'GB in', gbOut: 'GB out',
};
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const usd = ({ onDemand, hours, shardHours, putUnits, gb }) => onDemand
  ? hours * prices.streamHour + gb * (prices.gbIn + prices.gbOut)
  : shardHours * prices.shardHour + putUnits * prices.putUnits;
const monthly = (usage) => usd(usage) * 720 / usage.hours;
const decimals = (value, digits) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

function fillTable(id, head, rows) {
  const table = document.getElementById(id);
  table.replaceChildren();
  const add = (tag, cells, name) => {
    const row = table.insertRow();
    if (name) row.className = name;
    cells.forEach((cell, i) => {
      const element = document.createElement(tag);
      if (tag === 'td' && i === 0 && name) {
        const swatch = document.createElement('span');
        swatch.className = 'swatch';
        swatch.style.background = 'var(--' + name + ')';
        element.append(swatch);
      }
      element.append(cell);
      row.append(element);
    });
  };
  add('th', head);
  for (const { cells, name } of rows) add('td', cells, name);
}

function outcomeCells({ throttledPercent, usage, updateShardCounts, splitsAndMerges }) {
  return [decimals(throttledPercent, 3), decimals(monthly(usage), 0), decimals(usage.shardHours, 0),
    String(updateShardCounts), String(splitsAndMerges)];
}

function showTables() {
  const head = ['refused %', 'USD in 30 days', 'shard hours', 'UpdateShardCount', 'splits and merges'];
  fillTable('scores', ['policy', ...head],
    data.policies.map(({ name, outcome }) => ({ name, cells: [name, ...outcomeCells(outcome)] })));
  fillTable('what-ifs', ['setting', ...head],
    data.whatIfs.map(({ setting, outcome }) => ({ cells: [setting, ...outcomeCells(outcome)] })));
}

const times = data.demand.map((_, i) => data.start + i * data.step);
const plots = [];

function costSoFar({ outcome, series }) {
  const total = usd(outcome.usage);
  const weight = (i) => outcome.usage.onDemand
    ? series.offered[i] - series.refused[i]
    : series.shards[i];
  const sum = times.reduce((all, _, i) => all + weight(i), 0);
  let soFar = 0;
  return times.map((_, i) => (soFar += sum === 0 ? 0 : total * weight(i) / sum));
}

function plot(id, values, withDemand) {
  const holder = document.getElementById(id);
  holder.replaceChildren();
  const axis = () => ({ stroke: color('soft'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') } });
  const series = data.policies.map(({ name }) => ({
    label: name, stroke: color(name), width: name === 'ours' ? 2.5 : 1.25,
    value: (_, value) => value == null ? '' : decimals(value, 2),
  }));
  const demand = { label: 'demand', stroke: color('demand'), fill: color('demand') + '33', width: 1,
    value: (_, value) => value == null ? '' : decimals(value, 2) };
  const columns = data.policies.map(values);
  const chart = new uPlot({
    width: holder.clientWidth, height: 300, cursor: { sync: { key: 'all' } },
    axes: [axis(), { ...axis(), size: 60 }],
    series: [{}, ...(withDemand ? [demand] : []), ...series],
  }, [times, ...(withDemand ? [data.demand] : []), ...columns], holder);
  plots.push({ chart, holder });
}

function showPlots() {
  for (const { chart } of plots.splice(0)) chart.destroy();
  plot('capacity', ({ series }) => series.shards, true);
  plot('refused', ({ series }) => series.refused.map((refused, i) =>
    series.offered[i] > 0 ? 100 * refused / series.offered[i] : 0), false);
  plot('cost', costSoFar, false);
}

for (const [name, label] of Object.entries(PRICE_LABELS)) {
  const field = document.createElement('label');
  const input = Object.assign(document.createElement('input'), { type: 'number', min: 0, step: 'any', value: prices[name] });
  input.addEventListener('input', () => {
    if (!Number.isFinite(input.valueAsNumber) || input.valueAsNumber < 0) return;
    prices[name] = input.valueAsNumber;
    showTables();
    showPlots();
  });
  field.append(label, input);
  document.querySelector('#prices fieldset').append(field);
}
document.getElementById('prices').addEventListener('submit', (event) => event.preventDefault());
showTables();
showPlots();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showPlots);
addEventListener('resize', () => {
  for (const { chart, holder } of plots) chart.setSize({ width: holder.clientWidth, height: 300 });
});
`;
