import { request } from 'node:http';
import { type Control, ControlError } from '../../../../bin/local/watch/controls';
import { EventHub } from '../../../../bin/local/watch/event-hub';
import { checkPort, type Serving, serve } from '../../../../bin/local/watch/server';

const controls: Control[] = [];
const hub = new EventHub(() => ({ history: true }));
let serving: Serving;
let port: number;

beforeAll(async () => {
  serving = await serve({
    page: { html: '<!doctype html>', policy: "default-src 'none'" },
    hub,
    control(control) {
      if (control.name === 'finish') throw new ControlError(409, 'the run is ending');
      controls.push(control);
    },
    async preview(key) {
      if (key === 'broken') throw new Error('the emulator does not answer');
      return key === 'data/a' ? { key, bytes: 1, records: 1, lines: ['x'] } : undefined;
    },
  });
  port = Number(new URL(serving.url).port);
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Sends a request with headers that `fetch` would not let through. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const own = () => ({ origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' });
const post = (path: string, body: string, headers = {}) => ask('POST', path, { ...own(), ...headers }, body);

test('serves the page under its policy', async () => {
  const { status, headers, body } = await ask('GET', '/');
  expect([status, body]).toEqual([200, '<!doctype html>']);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
});

test('does what the page asks for', async () => {
  expect((await post('/rate', '{"rate":7}')).status).toBe(204);
  expect((await post('/pause', '{}')).status).toBe(204);
  expect(controls.splice(0)).toEqual([{ name: 'rate', rate: 7 }, { name: 'pause' }]);
});

test.each<[string, () => Promise<Answer>, number, string]>([
  ['an unknown path', () => ask('GET', '/favicon.ico'), 404, 'there is no /favicon.ico here'],
  ['a path outside', () => ask('GET', '/../../etc/passwd'), 404, 'there is no /etc/passwd here'],
  ['a control that is got', () => ask('GET', '/pause'), 405, 'only POST is allowed here, got GET'],
  ['a page that is posted', () => post('/', ''), 405, 'only GET is allowed here, got POST'],
  ['a foreign host', () => ask('GET', '/', { host: 'evil.example' }), 403, 'this page is at'],
  ['a foreign origin', () => post('/pause', '{}', { origin: 'http://evil.example' }), 403, 'another page'],
  [
    'no origin',
    () => ask('POST', '/pause', { 'content-type': 'application/json' }),
    403,
    'only the page itself',
  ],
  ['a form', () => post('/pause', '', { 'content-type': 'text/plain' }), 403, 'application/json'],
  ['a foreign listener', () => ask('GET', '/events', { origin: 'http://evil.example' }), 403, 'another page'],
  ['a malformed body', () => post('/rate', '{"rate":'), 400, 'the body must be JSON'],
  ['a rate out of range', () => post('/rate', '{"rate":0}'), 400, 'a whole number from 1 to 1000, got 0'],
  ['too large a body', () => post('/rate', ' '.repeat(2000)), 413, 'at most 1024 bytes'],
  ['a control that comes too late', () => post('/finish', '{}'), 409, 'the run is ending'],
  ['an unknown object', () => ask('GET', '/object?key=else'), 404, 'no object of that key'],
  [
    'an object that cannot be read',
    () => ask('GET', '/object?key=broken'),
    502,
    'the emulator does not answer',
  ],
])('refuses %s', async (_what, send, status, message) => {
  const answer = await send();
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body).error).toContain(message);
  expect(controls).toEqual([]);
});

test('gives the beginning of an object', async () => {
  const { status, body } = await ask('GET', '/object?key=data%2Fa');
  expect([status, JSON.parse(body)]).toEqual([200, { key: 'data/a', bytes: 1, records: 1, lines: ['x'] }]);
});

test('says that a port is taken', async () => {
  await expect(checkPort(port)).rejects.toThrow(
    `port ${port} of 127.0.0.1 is taken: choose another by --port`,
  );
  await expect(checkPort(0)).resolves.toBeUndefined();
});

test('sends events until it is closed', async () => {
  const answer = await fetch(`${serving.url}events`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  hub.publish({ at: 1 }, 1);
  hub.close({ at: 2 });
  await serving.close();
  expect(await answer.text()).toBe(
    'event: history\ndata: {"history":true}\n\nevent: moment\ndata: {"at":1}\n\nevent: end\ndata: {"at":2}\n\n',
  );
});
