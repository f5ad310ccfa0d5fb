import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { type RenderedRule, TableRule } from './database-table-rule';

/** Fails unless DMS can take the rules together. */
export function checkTableRules(scope: Construct, rules: readonly TableRule[]): void {
  const inclusions = rules.filter((rule) => rule._isInclusion);
  if (inclusions.length === 0) {
    throw new InvalidSettingError(scope, 'tables', 'at least one rule that includes tables', 'none');
  }
  for (const [i, rule] of rules.entries()) rule._check(scope, `tables[${i}]`);
  const rendered = renderTableRules(rules).rules;
  checkUnique(scope, rendered, 'rule-name', (rule) => rule['rule-name']);
  checkUnique(scope, rendered, 'place', ({ 'rule-id': _, 'rule-name': __, ...rest }) =>
    rest['rule-type'] === 'object-mapping' ? `records of ${placeOf(rest)}` : JSON.stringify(rest),
  );
  if (inclusions.some(({ _locator }) => _locator.schema === '%')) {
    Annotations.of(scope).addWarningV2(
      'kinesis-constructs:allSchemas',
      'tables includes every schema, also those of the database itself, with its users: include the schemas you mean',
    );
  }
}

/** The rules in DMS's JSON, numbered in their order; rows go by their primary key where no rule says how. */
export function renderTableRules(rules: readonly TableRule[]): { readonly rules: RenderedRule[] } {
  const mapped = rules.some(({ _type }) => _type === 'object-mapping');
  const defaults = mapped
    ? []
    : rules
        .filter((rule) => rule._isInclusion)
        .map(({ _locator: { schema, table = '%' } }) => TableRule.mapRecords(schema, table));
  return { rules: [...rules, ...defaults].map((rule, i) => rule._render(i + 1)) };
}

function checkUnique(
  scope: Construct,
  rules: readonly RenderedRule[],
  what: string,
  keyOf: (rule: RenderedRule) => string,
): void {
  const seen = new Map<string, string>();
  for (const rule of rules) {
    const key = keyOf(rule);
    const first = seen.get(key);
    if (first !== undefined) {
      const expected = `rules with a different ${what} each`;
      throw new InvalidSettingError(scope, 'tables', expected, `rules ${first} and ${rule['rule-id']} alike`);
    }
    seen.set(key, rule['rule-id']);
  }
}

function placeOf({ 'object-locator': locator }: Pick<RenderedRule, 'object-locator'>): string {
  return JSON.stringify([locator['schema-name'], locator['table-name']]);
}
