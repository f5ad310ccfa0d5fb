import type { Snapshot } from '../snapshot';
import { byId, fillRows } from './dom';
import { count } from './format';

/** Fills in where poison was seen. */
export function showPoison({ totals, invalid }: Snapshot): void {
  fillRows(byId('poison-table'), [
    ['Sent', count(totals.poison)],
    ...Object.entries(invalid).map(([name, records]) => [`Refused by ${name}`, count(records)]),
    ['In the error output', count(totals.failed)],
  ]);
}
