import { FieldRule, RecordFilter } from '../../../lib/process/record-filter';
import { testStack } from '../../support/stack';

const pattern = (filter: RecordFilter) => filter._pattern(testStack(), 'filters[0]');

test.each<[FieldRule, unknown[]]>([
  [FieldRule.anyOf('buy', 'sell'), ['buy', 'sell']],
  [FieldRule.anyOfNumbers(7, 8.5), [{ numeric: ['=', 7] }, { numeric: ['=', 8.5] }]],
  [FieldRule.isFalse(), [false]],
  [FieldRule.noneOf('test', 'draft'), [{ 'anything-but': ['test', 'draft'] }]],
  [FieldRule.startsWith('EU-', 'US-'), [{ prefix: 'EU-' }, { prefix: 'US-' }]],
  [FieldRule.endsWith('.png'), [{ suffix: '.png' }]],
  [FieldRule.between(1, 10), [{ numeric: ['>=', 1, '<=', 10] }]],
  [FieldRule.above(60), [{ numeric: ['>', 60] }]],
  [FieldRule.below(-1), [{ numeric: ['<', -1] }]],
  [FieldRule.exists(), [{ exists: true }]],
  [FieldRule.missing(), [{ exists: false }]],
])('rule %#', (rule, expected) => {
  expect(JSON.parse(pattern(RecordFilter.where('field', rule)))).toEqual({ data: { field: expected } });
});

test('fields at any depth, all of which have to match', () => {
  const filter = RecordFilter.where('order.type', FieldRule.anyOf('buy'))
    .andWhere('order.quantity', FieldRule.above(1000))
    .andWhere('source', FieldRule.exists());
  expect(JSON.parse(pattern(filter))).toEqual({
    data: {
      order: { type: ['buy'], quantity: [{ numeric: ['>', 1000] }] },
      source: [{ exists: true }],
    },
  });
});

test('and leaves the filter it is asked of as it was', () => {
  const buy = RecordFilter.where('type', FieldRule.anyOf('buy'));
  buy.andWhere('quantity', FieldRule.above(1000));
  expect(JSON.parse(pattern(buy))).toEqual({ data: { type: ['buy'] } });
});

test('a pattern of its own, with a field more', () => {
  const filter = RecordFilter.fromPattern('{"$or":[{"a":["x"]},{"b":["y"]}],"c":{"d":[null]}}').andWhere(
    'c.e',
    FieldRule.anyOf('z'),
  );
  expect(JSON.parse(pattern(filter))).toEqual({
    data: { $or: [{ a: ['x'] }, { b: ['y'] }], c: { d: [null], e: ['z'] } },
  });
});

test.each<[RecordFilter, string]>([
  [RecordFilter.fromPattern('{}'), 'a filter with at least one field, got {}'],
  [RecordFilter.fromPattern('{"order":{}}'), 'a filter with at least one field, got {} at order'],
  [
    RecordFilter.fromPattern('{"order":{"type":"buy"}}'),
    'a list of alternatives for each field, got "buy" at order.type',
  ],
  [RecordFilter.fromPattern('{"type":[]}'), 'a list of alternatives for each field, got [] at type'],
  [RecordFilter.fromPattern('["buy"]'), 'a JSON object, got ["buy"]'],
  [RecordFilter.fromPattern('null'), 'a JSON object, got null'],
  [RecordFilter.fromPattern('type = buy'), 'a JSON object, got type = buy'],
  [RecordFilter.where('type', FieldRule.anyOf()), 'a rule with a value for type, got none'],
  [RecordFilter.where('type', FieldRule.noneOf()), 'a rule with a value for type, got none'],
  [RecordFilter.where('', FieldRule.exists()), 'field names separated by single dots, got ""'],
  [RecordFilter.where('a..b', FieldRule.exists()), 'field names separated by single dots, got "a..b"'],
  [
    RecordFilter.where('a', FieldRule.exists()).andWhere('a', FieldRule.above(1)),
    'one rule a field, got two for a',
  ],
  [
    RecordFilter.where('a', FieldRule.exists()).andWhere('a.b', FieldRule.above(1)),
    'one rule a field, got two for a in a.b',
  ],
])('fails on %#', (filter, message) => {
  expect(() => pattern(filter)).toThrow(`[T] filters[0] must be ${message}`);
});
