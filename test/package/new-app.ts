import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

/** The blocks of TypeScript in the README: a stack, then the function on its stream. */
const [stack, handler] = [
  ...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```/gms),
].map(([, code]) => code);

const FILES = {
  'lib/orders.ts': stack,
  'lambda/settle.ts': handler,
  'bin/shop.ts': `
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Orders } from '../lib/orders';

const app = new App();
const functions = new Stack(app, 'Functions');
const settle = new NodejsFunction(functions, 'Settle', {
  entry: 'lambda/settle.ts',
  runtime: Runtime.NODEJS_24_X,
});
new Orders(app, 'Orders', settle);
`,
  'test/shop.test.ts': `
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { maskAssets } from 'kinesis-constructs/testing';
import { Orders } from '../lib/orders';

test('the templates are as they were', () => {
  const app = new App();
  const functions = new Stack(app, 'Functions');
  const settle = new Function(functions, 'Settle', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'settle.handler',
    code: Code.fromAsset('lambda'),
  });
  const orders = new Orders(app, 'Orders', settle);
  for (const stack of [functions, orders]) {
    expect(maskAssets(Template.fromStack(stack).toJSON())).toMatchSnapshot();
  }
});
`,
};

/**
 * What a newcomer does: a new CDK app, the package, the README's first examples, a synthesis, a snapshot test. Gives how long each
 * step took; fails where the newcomer would stumble, over a warning too.
 */
export function tryInNewApp(folder: string, tarball: string): string {
  const app = join(folder, 'shop');
  mkdirSync(app);
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const times: string[] = [];
  const step = (name: string, does: () => void) => {
    const started = Date.now();
    does();
    times.push(`${name} ${((Date.now() - started) / 1000).toFixed(0)} s`);
  };

  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  step('cdk init', () => run('node', cdk, 'init', 'app', '--language', 'typescript', '--generate-only'));
  const others = ['zod', 'esbuild'].map(
    (name) => `${name}@${require(join(root, 'package.json')).devDependencies[name]}`,
  );
  step('npm install', () => run('npm', 'install', '--silent', '--no-audit', '--no-fund', tarball, ...others));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(app, file, '..'), { recursive: true });
    writeFileSync(join(app, file), text);
  }
  step('cdk synth', () => {
    const printed = execFileSync('npx', ['cdk', 'synth', '--quiet'], {
      cwd: app,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    if (/warning/i.test(printed)) throw new Error(`cdk synth warns:\n${printed}`);
  });
  step('snapshot test', () => run('npx', 'jest', '--ci=false'));
  appendFileSync(join(app, 'lambda', 'settle.ts'), '// changed\n');
  step('again, other code', () => run('npx', 'jest', '--ci'));
  return times.join(', ');
}
