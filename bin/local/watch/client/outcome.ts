import type { Snapshot } from '../snapshot';
import { byId, create, fillRows } from './dom';
import { count } from './format';

/** Shows what came of the run, once. */
export function showOutcome({ outcome }: Snapshot): void {
  const section = byId('outcome');
  if (outcome === undefined || !section.hidden) return;
  const { rows, faults } = outcome;
  const verdict = faults.length === 0 ? 'Every record is accounted for' : 'Not every record is accounted for';
  const title = create('h2', { id: 'outcome-title' }, verdict);
  const table = create(
    'table',
    {},
    create('caption', { className: 'hidden' }, 'Totals of the run'),
    create('tbody'),
  );
  fillRows(
    table,
    rows.map(([name, value, note = '']) => [name, typeof value === 'number' ? count(value) : value, note]),
  );
  for (const row of table.querySelectorAll('tr')) row.cells[2]?.classList.replace('number', 'note');
  const note = create('p', { className: 'note' }, 'The run has ended: this page shows how it was.');
  const list = create('ul', { className: 'faults' }, ...faults.map((fault) => create('li', {}, fault)));
  section.classList.add(faults.length === 0 ? 'ok' : 'raised');
  const head = create('div', {}, title, note, ...(faults.length === 0 ? [] : [list]));
  section.replaceChildren(head, table);
  section.hidden = false;
  section.focus();
}
