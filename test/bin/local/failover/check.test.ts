import { checkFailover, type Findings } from '../../../../bin/local/failover/check';
import { PRIMARY, SECONDARY } from '../../../../bin/local/failover/contract';
import type { Order } from '../../../../bin/local/failover/orders';
import type { Held } from '../../../../bin/local/failover/reading';

const MOVED_AT = 1_000;
const sent: Order[] = ['a', 'b', 'c', 'd'].map((id, index) => ({
  id,
  partitionKey: 'key',
  data: `{"id":"${id}"}`,
  region: index < 3 ? PRIMARY : SECONDARY,
}));
const arrivals: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3_000, d: 3_000 };

function held(id: string, origin?: string): Held {
  const { partitionKey, data } = sent.find((order) => order.id === id) ?? sent[0];
  return { id, partitionKey, data, arrivedAt: arrivals[id], origin };
}

const own = (ids: string) => [...ids].map((id) => held(id));
const copies = (ids: string, origin: string) => [...ids].map((id) => held(id, origin));

function findings({
  away = copies('ab', PRIMARY),
  primary = [...own('abc'), ...copies('d', SECONDARY)],
  secondary = [...copies('abc', PRIMARY), ...own('d')],
  tokenMoves = 3,
}: {
  away?: Held[];
  primary?: Held[];
  secondary?: Held[];
  tokenMoves?: number;
} = {}): Findings {
  return {
    whileAway: new Map([
      [PRIMARY, own('abc')],
      [SECONDARY, away],
    ]),
    atTheEnd: new Map([
      [PRIMARY, primary],
      [SECONDARY, secondary],
    ]),
    movedAt: MOVED_AT,
    fencedFrom: MOVED_AT + 1_000,
    tokenMoves,
  };
}

test('all is there: no fault, and what came late is counted', () => {
  expect(checkFailover(sent, findings())).toEqual({
    sent: 4,
    replicated: 4,
    late: 1,
    lost: 0,
    orderBreaks: 0,
    duplicates: 0,
    tokenMoves: 3,
    faults: [],
  });
});

test.each<[string, Findings, Partial<ReturnType<typeof checkFailover>>]>([
  [
    'a record that was not copied',
    findings({ secondary: [...copies('ac', PRIMARY), ...own('d')] }),
    { lost: 1, replicated: 3, faults: ['1 × was not copied: b'] },
  ],
  [
    'a record that its own stream has not',
    findings({ primary: [...own('ac'), ...copies('d', SECONDARY)] }),
    { lost: 1, faults: ['1 × is not in the stream it was put into: b'] },
  ],
  [
    'copies in another order',
    findings({ secondary: [...copies('bac', PRIMARY), ...own('d')] }),
    { orderBreaks: 1, faults: ['1 records came before an earlier one of their key'] },
  ],
  [
    'a copy that was made although the token was elsewhere',
    findings({ away: copies('abc', PRIMARY) }),
    { faults: ['1 × was copied although the token was elsewhere: c'] },
  ],
  [
    'a copy with other bytes',
    findings({ secondary: [...copies('ab', PRIMARY), { ...held('c', PRIMARY), data: '{}' }, ...own('d')] }),
    { faults: ['1 × was changed on the way: c'] },
  ],
  [
    'a copy of a copy',
    findings({ primary: [...own('abc'), ...copies('d', SECONDARY), held('a', PRIMARY)] }),
    { faults: ['1 × came back as a copy of a copy: a'] },
  ],
  [
    'a token that did not move',
    findings({ tokenMoves: 2 }),
    { faults: ['the token moved 2 times, not 3 times'] },
  ],
])('%s is a fault', (_, found, expected) => {
  expect(checkFailover(sent, found)).toMatchObject(expected);
});

test('a second copy is counted, and no fault: at least once is what is promised', () => {
  const found = findings({ secondary: [...copies('abcab', PRIMARY), ...own('d')] });
  expect(checkFailover(sent, found)).toMatchObject({ duplicates: 2, orderBreaks: 0, faults: [] });
});

test('a run in which nothing came late shows nothing of the fence', () => {
  const found = { ...findings(), movedAt: 10_000, fencedFrom: 11_000 };
  expect(checkFailover(sent, found).faults).toEqual(['no record came late: nothing was there to be fenced']);
});
