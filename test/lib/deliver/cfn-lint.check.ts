import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Lakehouse } from '../../../examples/lakehouse/app';
import { Search } from '../../../examples/search/app';
import { examples } from '../../examples/examples';
import { everyArchive, everyChannel, everyDestination } from './every-delivery';

/** The program, 1.58 or later, from PyPI. It takes seconds a template, and not every machine has Python: no program, no test. */
const program = process.env.CFN_LINT;

/** What the CDK itself puts into templates, by rule and place: nobody who uses it can do otherwise. */
const OF_THE_CDK: [string, RegExp][] = [
  // Address ranges come with each delivery stream, for network rules.
  ['W7001', /^Mappings\/awscdkawskinesisfirehoseCidrBlocks/],
  // A resource depends on its role together with the policies, though it names the role anyway.
  ['W3005', /^Resources\/\w+\/DependsOn/],
];

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function findingsIn(stack: Stack): string[] {
  const file = join(folder, `${stack.stackName}.json`);
  writeFileSync(file, JSON.stringify(Template.fromStack(stack).toJSON()));
  const { stdout, error } = spawnSync(String(program), ['-r', 'eu-west-1', '-f', 'json', '--', file], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return (JSON.parse(stdout) as Finding[])
    .map(({ Rule, Message, Location }) => ({ id: Rule.Id, path: (Location.Path ?? []).join('/'), Message }))
    .filter(({ id, path }) => !OF_THE_CDK.some(([rule, place]) => rule === id && place.test(path)))
    .map(({ id, path, Message }) => `${id} ${path}: ${Message}`);
}

function stackOf(fill: (stack: Stack) => void) {
  return (app: App): Stack => {
    const stack = new Stack(app, 'Deliveries');
    fill(stack);
    return stack;
  };
}

(program === undefined ? describe.skip : describe)('cfn-lint', () => {
  test.each<[string, (app: App) => Stack]>([
    ['every destination', stackOf(everyDestination)],
    ['every shape of an archive', stackOf(everyArchive)],
    ['every channel', stackOf(everyChannel)],
    ['lakehouse with Iceberg', (app) => new Lakehouse(app, 'Lakehouse', { iceberg: true })],
    [
      'search with a reader',
      (app) => new Search(app, 'Search', { reader: 'arn:aws:iam::111111111111:role/r' }),
    ],
    ...examples,
  ])('has nothing to say of %s', (_, make) => {
    expect(findingsIn(make(new App()))).toEqual([]);
  });
});
