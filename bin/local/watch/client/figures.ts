import type { Snapshot } from '../snapshot';
import { setText } from './dom';
import { count, duration, rate } from './format';

/** Fills in the tiles. */
export function showFigures({ totals, lag, edges }: Snapshot): void {
  const { sent, poison, refused, settled, archived, dropped, failed, counted, alerts, alertsDue } = totals;
  const put = Object.values(edges)[0]?.rate ?? 0;
  tile('sent', count(sent), refused === 0 ? rate(put) : `${count(refused)} not taken`);
  tile('way', count(Math.max(0, sent - settled)), 'not delivered yet');
  tile('archived', count(archived), share(archived, sent));
  tile('counted', count(counted), share(counted, sent - poison));
  tile('alerts', count(alerts), `of ${count(alertsDue)} due`);
  tile('dropped', count(dropped), 'short flights');
  tile('failed', count(failed), poison === 0 ? 'in the error output' : `${count(poison)} poison sent`);
  tile('lag', duration(lag.archive), 'oldest not in S3');
  document.querySelector('[data-figure="failed"]')?.classList.toggle('raised', failed > 0);
}

function tile(id: string, figure: string, note: string): void {
  setText(document.querySelector(`[data-figure="${id}"]`), figure);
  setText(document.querySelector(`[data-note="${id}"]`), note);
}

function share(part: number, whole: number): string {
  return whole <= 0 ? '' : `${((100 * part) / whole).toFixed(1)} % of sent`;
}
