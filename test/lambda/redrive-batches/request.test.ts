import { FUNCTION, MAPPING, OTHER_MAPPING, plan, SOURCES } from './support';

test.each([[undefined], [{}]])('%p is a dry run of everything', (request) => {
  expect(plan(request as object)).toEqual({
    dryRun: true,
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
    limit: Number.POSITIVE_INFINITY,
    strictOrder: false,
    sources: SOURCES,
    start: undefined,
    messages: undefined,
  });
});

test('towards a stream the order is strict unless asked otherwise', () => {
  expect(plan({}, 'stream').strictOrder).toBe(true);
  expect(plan({ strictOrder: false }, 'stream').strictOrder).toBe(false);
});

const NEXT = '"next" of an answer to a request with the same filters';
const NAMES = 'dryRun, from, to, mapping, function, limit, strictOrder, next, messages';
const encoded = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url');
const inOther = encoded({ after: `aws/lambda/${OTHER_MAPPING}/` });

test.each<[string, unknown, string]>([
  ['text', 'go', 'the request must be an object such as {"dryRun":true}, got "go"'],
  ['null', null, 'the request must be an object such as {"dryRun":true}, got null'],
  ['a list', [], 'the request must be an object such as {"dryRun":true}, got []'],
  ['a misspelt field', { form: '2026-03-01T00:00:00Z' }, `each field must be one of ${NAMES}, got "form"`],
  ['text for a flag', { dryRun: 'false' }, 'dryRun must be true or false, got "false"'],
  ['a number for a flag', { strictOrder: 1 }, 'strictOrder must be true or false, got 1'],
  [
    'a time without an offset',
    { from: '2026-03-01T00:00:00' },
    'from must be a time with its offset, such as 2026-03-01T00:00:00Z, got "2026-03-01T00:00:00"',
  ],
  [
    'a time that is none',
    { to: '2026-13-01T00:00:00Z' },
    'to must be a time with its offset, such as 2026-03-01T00:00:00Z, got "2026-13-01T00:00:00Z"',
  ],
  [
    'an end before the beginning',
    { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' },
    'to must be later than from (2026-03-02T00:00:00Z), got "2026-03-01T00:00:00Z"',
  ],
  ['a limit of 0', { limit: 0 }, 'limit must be a whole number of at least 1, got 0'],
  ['a mapping of another', { mapping: 'x' }, `mapping must be one of ${MAPPING}, ${OTHER_MAPPING}, got "x"`],
  [
    'a function of another mapping',
    { mapping: MAPPING, function: 'index' },
    `function must be the name or ARN of one of ${FUNCTION}, got "index"`,
  ],
  ['an empty name', { function: '' }, 'function must be text, got ""'],
  ['a next of no answer', { next: 'abc' }, `next must be ${NEXT}, got "abc"`],
  ['a next of other filters', { mapping: MAPPING, next: inOther }, `next must be ${NEXT}, got "${inOther}"`],
  ['messages that are no list', { messages: {} }, 'messages must be a list of 1 to 1000, got {}'],
  ['no messages', { messages: [] }, 'messages must be a list of 1 to 1000, got 0'],
  [
    'messages between times',
    { messages: ['{}'], to: '2026-03-01T00:00:00Z' },
    'to must be left out with messages, got "2026-03-01T00:00:00Z"',
  ],
])('refuses %s', (_, request, message) => {
  expect(() => plan(request as object)).toThrow(message);
});

test('next begins in its mapping', () => {
  expect(plan({ next: inOther })).toMatchObject({
    sources: [SOURCES[1]],
    start: { after: `aws/lambda/${OTHER_MAPPING}/` },
  });
});
