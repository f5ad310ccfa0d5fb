import type { IncomingHttpHeaders } from 'node:http';

/** A request, as far as it matters who sends it. */
export interface Caller {
  readonly method?: string;
  readonly headers: IncomingHttpHeaders;
}

/** Names under which this machine's own browser knows it. */
const NAMES = ['127.0.0.1', 'localhost'];

/**
 * Why a request is refused: it comes from another page than ours. `undefined` when it does not.
 *
 * A page of elsewhere can send requests here, but not choose their `Origin`; one whose name leads here (DNS rebinding) has
 * its own name as `Host`.
 */
export function refusal({ method, headers }: Caller, port: number): string | undefined {
  const { host, origin, 'content-type': type, 'sec-fetch-site': site } = headers;
  if (!NAMES.some((name) => host === `${name}:${port}`)) {
    return `this page is at http://${NAMES[0]}:${port} only`;
  }
  if (origin !== undefined && origin !== `http://${host}`) return 'another page has no access to this one';
  if (method !== 'POST') return undefined;
  if (origin === undefined || (site !== undefined && site !== 'same-origin')) {
    return 'only the page itself may control the run';
  }
  return type === 'application/json' ? undefined : 'the body must be sent as application/json';
}
