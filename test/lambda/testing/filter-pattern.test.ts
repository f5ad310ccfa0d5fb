import {
  aggregatedRecord,
  EventSourceMapping,
  type FilterPattern,
  kinesisEvent,
} from '../../../lambda/testing';
import { parseFilters } from '../../../lambda/testing/filter-pattern';

const passes = (data: FilterPattern['data'], value: unknown) =>
  parseFilters([{ data }])(Buffer.from(JSON.stringify(value)));

describe('a rule', () => {
  test.each<[string, unknown[], unknown, unknown]>([
    ['equals', ['Alice'], 'Alice', 'alice'],
    ['number', [7], 7, '7'],
    ['null', [null], null, ''],
    ['empty', [''], '', null],
    ['or', ['Credit', 'Debit'], 'Debit', 'Cash'],
    ['anything-but', [{ 'anything-but': ['Raining'] }], 'Sunny', 'Raining'],
    ['anything-but one value', [{ 'anything-but': 'Raining' }], 'Sunny', 'Raining'],
    ['anything-but numbers', [{ 'anything-but': [7, 8] }], 9, 8],
    ['numeric equals', [{ numeric: ['=', 100] }], 100, 100.5],
    ['numeric range', [{ numeric: ['>', 10, '<=', 20] }], 20, 10],
    ['numeric lower bound', [{ numeric: ['>=', 10] }], 10, 9],
    ['numeric upper bound', [{ numeric: ['<', 10] }], 9, 10],
    ['numeric against text', [{ numeric: ['>', 0] }], 1, '1'],
    ['prefix', [{ prefix: 'us-' }], 'us-east-1', 'eu-us-1'],
    ['suffix', [{ suffix: '.png' }], 'a.png', 'a.png.zip'],
    ['equals-ignore-case', [{ 'equals-ignore-case': 'ALICE' }], 'alice', 'bob'],
    ['a rule beside a value', ['a', { prefix: 'b' }], 'bc', 'c'],
    ['a list in the data', ['a'], ['x', 'a'], ['x']],
  ])('%s', (_, rule, match, other) => {
    expect(passes({ field: rule }, { field: match })).toBe(true);
    expect(passes({ field: rule }, { field: other })).toBe(false);
  });

  test('exists looks for the field, whatever its value', () => {
    expect(passes({ field: [{ exists: true }] }, { field: null })).toBe(true);
    expect(passes({ field: [{ exists: true }] }, {})).toBe(false);
    expect(passes({ field: [{ exists: false }] }, {})).toBe(true);
    expect(passes({ field: [{ exists: false }] }, { field: 1 })).toBe(false);
  });

  test('anything-but needs the field', () => {
    expect(passes({ field: [{ 'anything-but': ['a'] }] }, {})).toBe(false);
  });

  test('fields are joined by and, nested ones too, and $or by or', () => {
    const pattern = { a: { b: [1] }, c: [2] };
    expect(passes(pattern, { a: { b: 1 }, c: 2, d: 3 })).toBe(true);
    expect(passes(pattern, { a: { b: 1 }, c: 3 })).toBe(false);
    expect(passes(pattern, { a: 1, c: 2 })).toBe(false);
    const either = { $or: [{ a: [1] }, { b: [2] }] };
    expect([{ a: 1 }, { b: 2 }, { a: 2, b: 1 }].map((value) => passes(either, value))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('an inherited property is no field', () => {
    expect(passes({ toString: [{ exists: true }] }, {})).toBe(false);
  });
});

test('data that are not JSON match no pattern on data, and any filter without one', () => {
  const absent: FilterPattern = { data: { field: [{ exists: false }] } };
  const notUtf8 = Buffer.from('{"other":"\xff"}', 'latin1');
  for (const data of [Buffer.from('text'), notUtf8, Buffer.alloc(0)]) {
    expect(parseFilters([absent])(data)).toBe(false);
    expect(parseFilters([{}])(data)).toBe(true);
    expect(parseFilters(undefined)(data)).toBe(true);
  }
});

test.each<[string, FilterPattern[], string]>([
  ['no filters', [], 'filters must be 1 to 10 patterns, got 0'],
  ['too many filters', Array.from({ length: 11 }, () => ({})), 'filters must be 1 to 10 patterns, got 11'],
  [
    'a filter on metadata',
    [{ partitionKey: ['1'] } as FilterPattern],
    'looks at data alone, got partitionKey',
  ],
  ['a pattern that is a list', [{ data: ['a'] as unknown as FilterPattern['data'] }], 'must be an object'],
  ['a leaf that is no list', [{ data: { a: 'b' } }], 'data.a must be a list of values and rules, got b'],
  [
    'a rule it does not know',
    [{ data: { a: [{ wildcard: '*' }] } }],
    'data.a: this model knows the rules exists, prefix',
  ],
  ['a rule of two', [{ data: { a: [{ prefix: 'a', suffix: 'b' }] } }], 'this model knows the rules'],
  ['half a comparison', [{ data: { a: [{ numeric: ['>'] }] } }], 'data.a: numeric must be a list such as'],
  [
    'exists of text',
    [{ data: { a: [{ exists: 'true' }] } }],
    'data.a: exists must be true or false, got "true"',
  ],
  ['a prefix that is a number', [{ data: { a: [{ prefix: 5 }] } }], 'data.a: prefix must be text, got 5'],
  [
    'a suffix that is a rule',
    [{ data: { a: [{ suffix: { 'equals-ignore-case': 'x' } }] } }],
    'data.a: suffix must be text, got {"equals-ignore-case":"x"}',
  ],
  [
    'equals-ignore-case of nothing',
    [{ data: { a: [{ 'equals-ignore-case': null }] } }],
    'data.a: equals-ignore-case must be text, got null',
  ],
  ...[{ prefix: 'x' }, [{ prefix: 'x' }], [], null, true, ['a', 1]].map(
    (argument): [string, FilterPattern[], string] => [
      `anything-but ${JSON.stringify(argument)}`,
      [{ data: { a: [{ 'anything-but': argument }] } }],
      `data.a: anything-but must be text, a number, or a list of only texts or only numbers, got ${JSON.stringify(argument)}`,
    ],
  ),
  ['an $or that is no list', [{ data: { $or: {} } }], 'data.$or must be a list of patterns'],
])('fails on %s', (_, filters, message) => {
  expect(() => parseFilters(filters)).toThrow(message);
});

test('what matches no filter reaches neither function nor destination, and holds nothing up', async () => {
  const mapping = new EventSourceMapping(() => undefined, {
    filters: [{ data: { kind: ['order'] } }, { data: { kind: ['refund'] } }],
    batchSize: 2,
    onFailure: 's3',
  });
  const kinds = ['order', 'visit', 'refund', 'visit', 'order'];
  const report = await mapping.run(kinesisEvent(kinds.map((kind) => ({ data: { kind } }))));
  expect(report.invocations.map(({ records }) => records.length)).toEqual([2, 1]);
  expect(report.totals).toMatchObject({ records: 5, succeeded: 3, filtered: 2, invocations: 2 });
  expect(report.lost).toEqual([]);
});

test('an aggregated record is not taken apart: the filter sees its bytes and drops it', async () => {
  const mapping = new EventSourceMapping(() => undefined, { filters: [{ data: { kind: ['order'] } }] });
  const orders = [{ data: { kind: 'order' } }, { data: { kind: 'order' } }];
  expect((await mapping.run(kinesisEvent([aggregatedRecord(orders)]))).totals).toMatchObject({ filtered: 1 });
});
