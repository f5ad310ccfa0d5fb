import { Annotations, Match } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { checkTableRules, renderTableRules } from '../../../lib/source/database-table-mappings';
import { TableRule } from '../../../lib/source/database-table-rule';
import { RowPartitionKey } from '../../../lib/source/row-partition-key';
import { testStack } from '../../support/stack';

const include = TableRule.include('shop');

/** The rules as DMS gets them. */
const rendered = (...rules: TableRule[]) => JSON.parse(JSON.stringify(renderTableRules(rules))).rules;

test('included and excluded tables go by their primary key', () => {
  expect(rendered(include, TableRule.exclude('shop', 'audit%'))).toEqual([
    {
      'rule-type': 'selection',
      'rule-id': '1',
      'rule-name': '1',
      'object-locator': { 'schema-name': 'shop', 'table-name': '%' },
      'rule-action': 'include',
    },
    {
      'rule-type': 'selection',
      'rule-id': '2',
      'rule-name': '2',
      'object-locator': { 'schema-name': 'shop', 'table-name': 'audit%' },
      'rule-action': 'exclude',
    },
    {
      'rule-type': 'object-mapping',
      'rule-id': '3',
      'rule-name': '3',
      'object-locator': { 'schema-name': 'shop', 'table-name': '%' },
      'rule-action': 'map-record-to-record',
      'mapping-parameters': { 'partition-key-type': 'primary-key' },
    },
  ]);
});

test('a mapping of one’s own takes the place of the default', () => {
  const options = {
    partitionKey: RowPartitionKey.column('customer'),
    excludeColumns: ['card'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: DMS's own
    attributes: { customer: '${last}, ${first}' },
    asDocument: true,
  };
  const [, mapping, ...others] = rendered(
    include,
    TableRule.mapRecords('shop', 'orders', options).named('Orders'),
  );
  expect(others).toEqual([]);
  expect(mapping).toEqual({
    'rule-type': 'object-mapping',
    'rule-id': '2',
    'rule-name': 'Orders',
    'object-locator': { 'schema-name': 'shop', 'table-name': 'orders' },
    'rule-action': 'map-record-to-document',
    'mapping-parameters': {
      'partition-key-type': 'attribute-name',
      'partition-key-name': 'customer',
      'exclude-columns': ['card'],
      'attribute-mappings': [
        {
          'target-attribute-name': 'customer',
          'attribute-type': 'scalar',
          'attribute-sub-type': 'string',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: DMS's own
          value: '${last}, ${first}',
        },
      ],
    },
  });
});

test.each([
  ['a schema', TableRule.renameSchema('shop', 's'), 'schema', { 'schema-name': 'shop' }, 'rename', 's'],
  [
    'a table',
    TableRule.renameTable('shop', 'o', 'p'),
    'table',
    { 'schema-name': 'shop', 'table-name': 'o' },
    'rename',
    'p',
  ],
  [
    'a column',
    TableRule.renameColumn('shop', 'o', 'c', 'd'),
    'column',
    { 'schema-name': 'shop', 'table-name': 'o', 'column-name': 'c' },
    'rename',
    'd',
  ],
  [
    'a column away',
    TableRule.removeColumn('shop', 'o', 'c'),
    'column',
    { 'schema-name': 'shop', 'table-name': 'o', 'column-name': 'c' },
    'remove-column',
    undefined,
  ],
])('transforms %s', (_, rule, target, locator, action, value) => {
  expect(rendered(include, rule)[1]).toMatchObject({
    'rule-type': 'transformation',
    'rule-target': target,
    'object-locator': locator,
    'rule-action': action,
    ...(value !== undefined && { value }),
  });
});

test.each([
  [RowPartitionKey.PRIMARY_KEY, { 'partition-key-type': 'primary-key' }],
  [RowPartitionKey.TABLE, { 'partition-key-type': 'schema-table' }],
  [RowPartitionKey.column('id'), { 'partition-key-type': 'attribute-name', 'partition-key-name': 'id' }],
])('partition key %#', (partitionKey, expected) => {
  const [, mapping] = rendered(include, TableRule.mapRecords('shop', '%', { partitionKey }));
  expect(mapping['mapping-parameters']).toEqual(expected);
});

test.each<[string, TableRule[], string]>([
  [
    'nothing is included',
    [TableRule.exclude('shop', 'audit')],
    'tables must be at least one rule that includes tables',
  ],
  [
    'a schema has no name',
    [TableRule.include('')],
    'tables[0].schema must be 1 to 255 characters, got nothing',
  ],
  [
    'a table has no name',
    [TableRule.include('shop', ' ')],
    'tables[0].table must be 1 to 255 characters, got nothing',
  ],
  [
    'a column has no name',
    [include, TableRule.mapRecords('shop', '%', { partitionKey: RowPartitionKey.column('') })],
    'tables[1].column must be 1 to 255 characters, got nothing',
  ],
  [
    'a new name is empty',
    [include, TableRule.renameSchema('shop', '')],
    'tables[1].value must be 1 to 255 characters',
  ],
  [
    'a name is too long',
    [include.named('x'.repeat(256))],
    'tables[0].name must be 1 to 255 characters, got 256 characters',
  ],
  [
    'two rules have one name',
    [include.named('All'), TableRule.include('hr').named('All')],
    'tables must be rules with a different rule-name each, got rules 1 and 2 alike',
  ],
  [
    'a name is the number of another rule',
    [include.named('2'), TableRule.include('hr')],
    'tables must be rules with a different rule-name each, got rules 1 and 2 alike',
  ],
  [
    'a rule is there twice',
    [include, TableRule.include('shop')],
    'tables must be rules with a different place each',
  ],
  [
    'rows of one table are mapped twice',
    [include, TableRule.mapRecords('shop', 'a'), TableRule.mapRecords('shop', 'a', { asDocument: true })],
    'tables must be rules with a different place each, got rules 2 and 3 alike',
  ],
])('fails when %s', (_, rules, message) => {
  expect(() => checkTableRules(testStack(), rules)).toThrow(`[T] ${message}`);
});

test('all schemas include those of the database itself, which is warned of', () => {
  const stack = testStack();
  checkTableRules(stack, [TableRule.include('%')]);
  Annotations.fromStack(stack).hasWarning('/T', Match.stringLikeRegexp('also those of the database itself'));
});

test('whatever rules pass, DMS gets each with a number and a name of its own', () => {
  const name = fc.constantFrom('a', 'b', '%', 'orders');
  const rule = fc.oneof(
    fc.tuple(name, name).map(([schema, table]) => TableRule.include(schema, table)),
    fc.tuple(name, name).map(([schema, table]) => TableRule.exclude(schema, table)),
    fc.tuple(name, name).map(([schema, table]) => TableRule.mapRecords(schema, table)),
    fc
      .tuple(name, name, name)
      .map(([schema, table, column]) => TableRule.removeColumn(schema, table, column)),
  );
  const named = fc
    .tuple(rule, fc.option(fc.constantFrom('x', 'y', '2')))
    .map(([r, n]) => (n === null ? r : r.named(n)));
  fc.assert(
    fc.property(fc.array(named, { maxLength: 6 }), (rules) => {
      try {
        checkTableRules(testStack(), rules);
      } catch {
        return;
      }
      const all = rendered(...rules) as Record<string, string>[];
      expect(new Set(all.map((r) => r['rule-id'])).size).toBe(all.length);
      expect(new Set(all.map((r) => r['rule-name'])).size).toBe(all.length);
      expect(all.some((r) => r['rule-type'] === 'object-mapping')).toBe(true);
    }),
    { numRuns: 300 },
  );
});
