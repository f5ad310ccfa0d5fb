import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { examples } from './examples';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'security.md'), 'utf8');
const accepted = [...page.split('## Accepted findings')[1].matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(
  ([, rules]) => rules.replaceAll('`', '').split(', '),
);

const reported = new Set<string>();

describe.each(examples)('%s', (_, make) => {
  const app = new App();
  make(app);

  test.each([
    ['NIST 800-53 R5', NIST80053R5Checks],
    ['HIPAA', HIPAASecurityChecks],
    ['PCI DSS', PCIDSS321Checks],
  ])('has no finding of %s that docs/security.md does not answer', (_, Pack) => {
    const found = new Pack(app)
      .validateScope(app)
      .violations.map(({ ruleName }) => ruleName.split('-').at(-1) ?? '');
    for (const rule of found) reported.add(rule);
    expect(found.filter((rule) => !accepted.includes(rule))).toEqual([]);
  });
});

test('docs/security.md answers nothing that nobody asks', () => {
  expect([...reported].sort()).toEqual([...accepted].sort());
});
