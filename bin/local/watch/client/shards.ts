import type { Snapshot } from '../snapshot';
import { byId, create, fillRows } from './dom';
import { bytes, count, hashKeys, rate, shardNumber } from './format';

/** Fills in the table of shards, with a bar for the share of the load. */
export function showShards({ shards, totals }: Snapshot): void {
  const table = byId('shards-table');
  const share = (records: number): number => (totals.sent === 0 ? 0 : records / totals.sent);
  const rows = shards.map(({ id, from, to, records, bytes: size, rate: speed }) => [
    shardNumber(id),
    hashKeys(from, to),
    count(records),
    bytes(size),
    rate(speed),
  ]);
  fillRows(table, rows, 2);
  shards.forEach(({ records }, index) => {
    const row = table.querySelector('tbody')?.rows[index];
    if (row === undefined) return;
    const cell = row.cells[rows[0]?.length ?? 0] ?? row.insertCell();
    const bar = cell.querySelector('meter') ?? cell.appendChild(create('meter', { min: 0, max: 1 }));
    const percent = `${(100 * share(records)).toFixed(0)} %`;
    bar.value = share(records);
    bar.setAttribute('aria-label', `Share of the records, ${percent}`);
    const text = cell.querySelector('span') ?? cell.appendChild(create('span'));
    text.textContent = percent;
  });
}
