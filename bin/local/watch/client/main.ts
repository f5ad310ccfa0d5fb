import type { PageData } from '../page-data';
import type { History, Phase, Snapshot } from '../snapshot';
import { showAlarms } from './alarms';
import { announce } from './announce';
import { Charts } from './charts';
import { Controls } from './controls';
import { byId, create, setText } from './dom';
import { showFigures } from './figures';
import { clock, count } from './format';
import { showGraph } from './graph';
import { Landed } from './landed';
import { showOutcome } from './outcome';
import { showPoison } from './poison';
import { showShards } from './shards';

const PHASES: Readonly<Record<Phase, readonly [string, string]>> = {
  flowing: ['Flowing', 'Records flow.'],
  paused: ['Paused', 'The run is paused: no records are sent.'],
  landing: ['Landing', 'Nothing is sent any more. Waiting until all records have landed.'],
  checking: ['Checking', 'Comparing what has landed with what was sent.'],
  ended: ['Ended', 'The run has ended.'],
};

const RETRY_MS = 3000;

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
const [controls, charts, landed] = [new Controls(data), new Charts(), new Landed()];
let phase: Phase | undefined;
let source: EventSource | undefined;

function show(snapshot: Snapshot): void {
  showPhase(snapshot);
  controls.show(snapshot);
  showFigures(snapshot);
  showGraph(data, snapshot);
  showShards(snapshot);
  landed.show(snapshot);
  showAlarms(data, snapshot);
  showPoison(snapshot);
  showNotices(snapshot.notices);
  showOutcome(snapshot);
  if (snapshot.point !== undefined) charts.add(snapshot.point);
}

function showPhase({ phase: now, at, startedAt, limit }: Snapshot): void {
  const end = now === 'flowing' || now === 'paused' ? `, ends at ${count(limit)} records` : '';
  setText(byId('elapsed'), `${clock(at - startedAt)}${end}`);
  if (now === phase) return;
  if (phase !== undefined) announce(PHASES[now][1]);
  phase = now;
  setText(byId('phase'), PHASES[now][0]);
  byId('phase').dataset.phase = now;
}

function showNotices(notices: readonly string[]): void {
  const box = byId('notices');
  if (box.dataset.shown === notices.join('\n')) return;
  box.dataset.shown = notices.join('\n');
  box.replaceChildren(...notices.map((notice) => create('p', { className: 'notice' }, notice)));
}

/** Follows the run; when it is out of reach the browser tries again by itself. */
function connect(): void {
  source = new EventSource('/events');
  source.addEventListener('history', ({ data: text }: MessageEvent<string>) => {
    const { snapshot, columns } = JSON.parse(text) as History;
    charts.reset(columns);
    show(snapshot);
  });
  source.addEventListener('moment', ({ data: text }: MessageEvent<string>) => show(JSON.parse(text)));
  source.addEventListener('end', ({ data: text }: MessageEvent<string>) => {
    disconnect();
    document.removeEventListener('visibilitychange', follow);
    show(JSON.parse(text));
  });
  source.addEventListener('error', () => {
    // A browser tries again by itself, but not after an answer that is none of ours.
    if (source?.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    controls.disable(true);
    showNotices(['The run is out of reach: it has stopped, or this page has lost it. Trying again.']);
    // The next moment shows all again.
    phase = undefined;
    setText(byId('phase'), 'Out of reach');
    byId('phase').dataset.phase = 'lost';
  });
}

function disconnect(): void {
  source?.close();
  source = undefined;
}

/** A browser has few connections to one place: a page that nobody sees needs none. */
function follow(): void {
  if (document.hidden) disconnect();
  else if (source === undefined) connect();
}

document.addEventListener('visibilitychange', follow);
follow();
