import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SetupError } from '../python';
import { type Control, ControlError, controlAt, readControl } from './controls';
import type { EventHub } from './event-hub';
import { refusal } from './guard';
import type { Page } from './page';
import type { Preview } from './preview';

/** What is served. */
export interface Site {
  readonly page: Page;
  readonly hub: EventHub;
  /** Does what a page asks for; fails with a `ControlError` if it cannot be done now. */
  control(control: Control): void;
  /** The beginning of an object that has landed; `undefined` if there is none of that key. */
  preview(key: string): Promise<Preview | undefined>;
}

/** A server that is up. */
export interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

const MOST_BODY = 1024;
const CLOSE_MS = 1000;

/** Headers of every answer: nothing may be embedded, guessed, kept or told to others. */
const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Fails if a port cannot be had, while it can still be told early. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  server.close();
  await once(server, 'close');
}

/** Serves a page on this machine alone, on a free port unless one is given. */
export async function serve(site: Site, port = 0): Promise<Serving> {
  const server = createServer((request, response) => {
    answer(site, request, response, portOf(server)).catch((error: unknown) => fail(response, error));
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Who has not read the last event by then will not.
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
      await closed.finally(() => clearTimeout(timer));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const taken = `port ${port} of 127.0.0.1 is taken: choose another by --port`;
    throw new SetupError(code === 'EADDRINUSE' ? taken : message);
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function answer(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<void> {
  const refused = refusal(request, port);
  if (refused !== undefined) throw new ControlError(403, refused);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
  const control = controlAt(pathname);
  if (control !== undefined) {
    allow(request, 'POST');
    site.control(readControl(control, await readBody(request)));
    send(response, 204);
    return;
  }
  if (!['/', '/events', '/object'].includes(pathname))
    throw new ControlError(404, `there is no ${pathname} here`);
  allow(request, 'GET');
  if (pathname === '/events') return openEvents(site, response);
  if (pathname === '/object') return sendPreview(site, searchParams.get('key') ?? '', response);
  send(response, 200, 'text/html; charset=utf-8', site.page.html, {
    'content-security-policy': site.page.policy,
  });
}

function allow({ method }: IncomingMessage, allowed: string): void {
  if (method !== allowed) throw new ControlError(405, `only ${allowed} is allowed here, got ${method}`);
}

function openEvents({ hub }: Site, response: ServerResponse): void {
  if (hub.isFull) throw new ControlError(503, 'too many pages are open');
  // Once it has ended, nothing keeps the connection open.
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', connection: 'close' });
  hub.open(response);
}

async function sendPreview({ preview }: Site, key: string, response: ServerResponse): Promise<void> {
  const found = await preview(key);
  if (found === undefined) throw new ControlError(404, 'no object of that key is among the last ones');
  send(response, 200, 'application/json', JSON.stringify(found));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY) throw new ControlError(413, `the body must be of at most ${MOST_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, type?: string, body?: string, more = {}): void {
  const content = type === undefined ? {} : { 'content-type': type };
  response.writeHead(status, { ...HEADERS, ...content, ...more }).end(body);
}

function fail(response: ServerResponse, error: unknown): void {
  const status = error instanceof ControlError ? error.status : 502;
  const message = error instanceof Error ? error.message : String(error);
  if (response.headersSent) response.destroy();
  else {
    const more = status === 413 ? { connection: 'close' } : {};
    send(response, status, 'application/json', JSON.stringify({ error: message }), more);
  }
}
