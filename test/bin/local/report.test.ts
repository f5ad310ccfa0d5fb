import { failureLine, jsonLine, substitutionsTable, totalsTable } from '../../../bin/local/report';

import type { Steps } from '../../../bin/local/steps';
import type { Account } from '../../../bin/local/variant';

const totals = {
  sent: 20_000,
  transformed: 19_697,
  dropped: 303,
  failed: 0,
  archived: 19_697,
  objects: 4,
  bytes: 433_771,
  processed: { delays: 20_000, alerts: 1089 },
  lost: 0,
};
const substitutions = [
  { resource: 'One', type: 'AWS::A::B', instead: 'nothing', because: 'of this' },
  { resource: 'Two', type: 'AWS::A::B', instead: 'nothing', because: 'of this' },
  { resource: 'Three', type: 'AWS::C::D', instead: 'a function', because: 'of that' },
];

test('the table has every total in a column', () => {
  expect(totalsTable(totals, { median: 1234, p99: 5678 })).toMatchInlineSnapshot(`
"  sent                 20,000
  transformed          19,697
  dropped                 303  flights too short to be of interest
  failed                    0  in the error output
  archived             19,697  4 objects, 433,771 bytes
  processed by delays  20,000  counted in the table
  processed by alerts   1,089  messages in the queue
  lost                      0
  put to landing               1.2 s median, 5.7 s p99"
`);
});

test('the table does without times when nothing has landed', () => {
  expect(totalsTable(totals, undefined)).toMatch(/put to landing +-$/m);
});

test('substitutions are grouped by what stands in', () => {
  expect(substitutionsTable(substitutions)).toMatchInlineSnapshot(`
"substituted 3 resources that the emulator cannot do as AWS does:
  AWS::A::B: nothing, because of this
    One, Two
  AWS::C::D: a function, because of that
    Three"
`);
});

test('the totals are one line of JSON', () => {
  const json = { ...totals, latency: { median: 1, p99: 2 } };
  const account = { json, faults: ['x'], deployment: { substitutions } };
  const line = jsonLine(
    account as unknown as Account,
    { times: { send: 5 }, elapsed: 9 } as unknown as Steps,
  );
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    ...totals,
    ok: false,
    faults: ['x'],
    latency: { median: 1, p99: 2 },
    times: { send: 5 },
    elapsed: 9,
    substitutions,
  });
});

test('so is a failure', () => {
  expect(JSON.parse(failureLine('two\nlines'))).toEqual({ ok: false, error: 'two\nlines' });
});
