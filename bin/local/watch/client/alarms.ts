import type { PageData } from '../page-data';
import type { Snapshot } from '../snapshot';
import { byId, create, setText } from './dom';
import { duration } from './format';

const STATES = {
  OK: 'OK',
  ALARM: 'In alarm',
  INSUFFICIENT_DATA: 'No data',
  NOT_EVALUATED: 'Not evaluated',
} as const;

/** Fills in the table of alarms. */
export function showAlarms(data: PageData, { alarms }: Snapshot): void {
  const body = byId('alarms-table').querySelector('tbody');
  data.alarms.forEach((alarm, index) => {
    const state = alarms[index];
    if (state === undefined || body === null) return;
    const row = body.rows[index] ?? body.appendChild(newRow(data, alarm));
    const badge = row.querySelector('.badge');
    setText(badge, STATES[state.state]);
    badge?.setAttribute('data-state', state.state);
    setText(row.cells[3], state.reading === null ? '–' : duration(state.reading));
  });
}

function newRow(data: PageData, alarm: PageData['alarms'][number]): HTMLTableRowElement {
  const names = alarm.nodes.flatMap((id) => data.nodes.find((node) => node.id === id)?.name ?? []);
  return create(
    'tr',
    {},
    create('td', {}, create('span', { className: 'badge' })),
    create('th', { scope: 'row', title: alarm.name }, names[0] ?? alarm.name),
    create('td', { className: 'metric' }, alarm.metric),
    create('td', { className: 'number nowrap' }),
    create('td', { className: 'number nowrap' }, duration(alarm.threshold)),
    create('td', { className: 'rule' }, alarm.rule),
  );
}
