import type { PageData } from '../page-data';
import type { Snapshot } from '../snapshot';
import { byId, fillRows, setText } from './dom';
import { count, rate } from './format';

/** Below so many records a second an edge is at rest. */
const AT_REST = 0.05;

const all = (selector: string): NodeListOf<Element> => document.querySelectorAll(selector);

/** Fills in both drawings of the graph and the table that says the same. */
export function showGraph(data: PageData, { edges, facts, alarms }: Snapshot): void {
  for (const [id, flow] of Object.entries(edges)) {
    for (const label of all(`[data-count="${id}"]`)) setText(label, count(flow.count));
    for (const label of all(`[data-rate="${id}"]`)) setText(label, rate(flow.rate));
    for (const edge of all(`[data-edge="${id}"]`)) edge.classList.toggle('active', flow.rate > AT_REST);
  }
  for (const [id, fact] of Object.entries(facts)) {
    for (const label of all(`[data-fact="${id}"]`)) setText(label, fact);
  }
  for (const { id } of data.nodes) {
    const states = alarms
      .filter((_, index) => data.alarms[index]?.nodes.includes(id))
      .map(({ state }) => state);
    const worst = ['ALARM', 'INSUFFICIENT_DATA', 'OK', 'NOT_EVALUATED'].find((state) =>
      states.some((one) => one === state),
    );
    for (const bell of all(`[data-bell="${id}"]`)) bell.setAttribute('data-state', worst ?? '');
  }
  const nameOf = (id: string): string => {
    const node = data.nodes.find((one) => one.id === id);
    return node === undefined ? '' : `${node.name} (${node.word})`;
  };
  fillRows(
    byId('edges'),
    data.edges.map(({ id, from, to, text, isCounted }) => {
      const flow = edges[id];
      const target = text === '' ? nameOf(to) : `${nameOf(to)}, ${text}`;
      const [records, speed] = flow === undefined ? ['–', '–'] : [count(flow.count), rate(flow.rate)];
      return [nameOf(from), target, isCounted ? records : 'not counted', isCounted ? speed : '–'];
    }),
    2,
  );
}
