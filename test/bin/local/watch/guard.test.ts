import { refusal } from '../../../../bin/local/watch/guard';

const own = { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080', 'content-type': 'application/json' };
const post = (headers: object) => refusal({ method: 'POST', headers: { ...own, ...headers } }, 8080);
const get = (headers: object) => refusal({ method: 'GET', headers: { host: own.host, ...headers } }, 8080);

test('lets the page itself in, under either name of this machine', () => {
  expect(get({})).toBeUndefined();
  expect(get({ host: 'localhost:8080' })).toBeUndefined();
  expect(post({ 'sec-fetch-site': 'same-origin' })).toBeUndefined();
  expect(post({ host: 'localhost:8080', origin: 'http://localhost:8080' })).toBeUndefined();
});

test.each([
  'evil.example',
  '127.0.0.1',
  '127.0.0.1:8081',
  'evil.example:8080',
  '127.0.0.1.evil.example:8080',
  undefined,
])('refuses the host %s: its name may have been made to lead here', (host) => {
  expect(get({ host })).toBe('this page is at http://127.0.0.1:8080 only');
  expect(post({ host, origin: `http://${host}` })).toBe('this page is at http://127.0.0.1:8080 only');
});

test.each([
  'http://evil.example',
  'null',
  'https://127.0.0.1:8080',
  'http://localhost:8080',
  'http://127.0.0.1:9090',
])('refuses the origin %s', (origin) => {
  expect(get({ origin })).toBe('another page has no access to this one');
  expect(post({ origin })).toBe('another page has no access to this one');
});

test('controls need an origin, and a body that no form can send', () => {
  expect(post({ origin: undefined })).toBe('only the page itself may control the run');
  expect(post({ 'sec-fetch-site': 'cross-site' })).toBe('only the page itself may control the run');
  expect(post({ 'content-type': 'text/plain' })).toBe('the body must be sent as application/json');
});
