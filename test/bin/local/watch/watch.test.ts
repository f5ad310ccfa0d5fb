import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { Context, Deployment } from '../../../../bin/local/prepare';
import { Steps } from '../../../../bin/local/steps';
import { expectedOf } from '../../../../bin/local/watch/reckoning';
import { type Parts, Watch } from '../../../../bin/local/watch/watch';
import { NOTHING, watching } from './watching';

const PACE = { stepMs: 1, lookMs: 1 };
const PAGE = { html: '<!doctype html>', policy: '' };

/** A run whose emulator holds what was sent, unless it is told to fail. */
function running(look: Parts['sight']['look'] = async () => NOTHING) {
  const { ledger, feeder, state } = watching(Date.now());
  feeder.paused = true;
  let printed = '';
  const out = new Writable({
    write(chunk, _encoding, done) {
      printed += chunk;
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  const observe = async () => {
    const { archived, failed, delays, alerts } = expectedOf(ledger);
    return { archive: { objects: 0, bytes: 0, archived, failed }, tallies: [], delays, alerts };
  };
  const child = new EventEmitter();
  const finish: (() => void)[] = [];
  const context = {
    options: { keep: false, json: false, help: false },
    steps: new Steps(out),
    out,
    interruptions: { finishFirst: (one: () => void) => finish.push(one) },
  } as unknown as Context;
  const parts = {
    ledger,
    feeder,
    state,
    sight: { look },
    pipeline: { observe, readObject: async () => Buffer.from('x'), lookCommands: () => ['look'] },
    producer: { close: async () => undefined, stats: () => ({ possibleDuplicates: 0 }) },
  } as unknown as Parts;
  const deployment = { emulator: { child, log: 'emulator.log' } } as unknown as Deployment;
  const ended = new Watch(context, deployment, parts, PACE).run(PAGE);
  // Whoever expects it to fail comes later.
  ended.catch(() => undefined);
  const url = async (): Promise<string> => {
    for (;;) {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (found !== undefined) return found;
      await new Promise(setImmediate);
    }
  };
  const ask = async (path: string, body = {}) => {
    const origin = await url();
    const headers = { origin, 'content-type': 'application/json' };
    return fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  return { ended, feeder, state, child, ask, url, interrupt: () => finish[0]?.() };
}

test('does what the page asks for, and ends when it asks for that', async () => {
  const { ended, feeder, ask } = running();
  expect((await ask('/rate', { rate: 7 })).status).toBe(204);
  expect(feeder.rate).toBe(7);
  expect((await ask('/resume')).status).toBe(204);
  expect(feeder.paused).toBe(false);
  expect((await ask('/pause')).status).toBe(204);
  expect(feeder.paused).toBe(true);
  expect((await ask('/finish')).status).toBe(204);
  const { faults, look, json } = await ended;
  expect(look).toEqual(['look']);
  expect(json).toMatchObject({ sent: 0, poison: 0 });
  expect(faults).toEqual([]);
});

test('ends at the first Ctrl-C, tells the page what came of it, and lets it go', async () => {
  const { ended, url, interrupt } = running();
  const events = await fetch(`${await url()}/events`);
  interrupt();
  await ended;
  const last = (await events.text()).trimEnd().split('\n\n').at(-1) ?? '';
  expect(last).toMatch(/^event: end\n/);
  expect(JSON.parse(last.slice(last.indexOf('{')))).toMatchObject({
    phase: 'ended',
    outcome: { faults: [] },
  });
  await expect(fetch(await url())).rejects.toThrow();
});

test('no more is asked for than may be sent', async () => {
  const { feeder, ended, ask } = running();
  for (let i = 0; i < 2; i++) feeder.poison(30, 0);
  const answer = await ask('/poison', { records: 100 });
  expect([answer.status, await answer.json()]).toEqual([
    409,
    { error: 'only 40 more records could be sent' },
  ]);
  const { faults } = await ended;
  expect(faults).toEqual(['100 records were not taken by the stream: nothing is put here']);
});

test('once it is to end, nothing can be asked for any more', async () => {
  let answer: () => void = () => undefined;
  const { ended, feeder, ask } = running(
    () =>
      new Promise((resolve) => {
        answer = () => resolve(NOTHING);
      }),
  );
  await ask('/finish');
  const refused = await ask('/resume');
  expect([refused.status, await refused.json()]).toEqual([
    409,
    { error: 'the run is ending: nothing is sent any more' },
  ]);
  expect(feeder.paused).toBe(true);
  const answering = setInterval(() => answer(), 1);
  await ended.finally(() => clearInterval(answering));
});

test('an emulator that cannot be looked at is a notice while it lasts', async () => {
  let failing = true;
  const { state, ended, interrupt } = running(async () => {
    if (failing) throw Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    return NOTHING;
  });
  while (state.notices.all.length === 0) await new Promise(setImmediate);
  expect(state.notices.all).toEqual(['The emulator cannot be looked at: ECONNREFUSED']);
  failing = false;
  while (state.notices.all.length > 0) await new Promise(setImmediate);
  interrupt();
  await ended;
});

test('an emulator that ends ends the run, and the page says so', async () => {
  const { ended, url, child } = running();
  const events = await fetch(`${await url()}/events`);
  child.emit('exit', null, 'SIGKILL');
  await expect(ended).rejects.toThrow('the emulator ended with SIGKILL; its log is emulator.log');
  expect(await events.text()).toContain('The run was broken off: the emulator ended with SIGKILL');
});
