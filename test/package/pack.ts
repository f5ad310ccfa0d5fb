import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { tryInNewApp } from './new-app';

/**
 * Packs the package, installs it in a fresh folder with only its peer dependencies, and synthesizes an app of ten lines
 * with it, from plain JavaScript and from TypeScript; and then one of constructs of every stage, also with the oldest peers that
 * the package says it works with. At last it does what a newcomer would, in an app of `cdk init`.
 */
const root = resolve(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'kinesis-constructs-pack-'));

const APP = `
const app = new App();
const stack = new Stack(app, 'Fresh');
const { stream } = new EncryptedStream(stack, 'Orders');
new FirehoseToS3(stack, 'Archive', { stream });
const { Resources } = app.synth().getStackByName('Fresh').template;
const types = Object.values(Resources as object).map((resource) => resource.Type);
if (!types.includes('AWS::KinesisFirehose::DeliveryStream')) throw new Error('no delivery stream: ' + types);
`;
const NAMES = [
  ['{ App, Stack }', 'aws-cdk-lib'],
  ['{ EncryptedStream, FirehoseToS3 }', 'kinesis-constructs'],
];
const LAZY = `
require('kinesis-constructs').EncryptedStream;
const loaded = Object.keys(require.cache).filter((file) => /aws-cdk-lib.aws-(?!iam|kinesis|kms)/.test(file));
if (loaded.length > 0) throw new Error('EncryptedStream loads ' + loaded[0]);
for (const [name, value] of Object.entries(require('kinesis-constructs'))) {
  if (typeof value === 'function' && value.name !== name) throw new Error(name + ' is named ' + value.name);
}
`;
const RUNTIME = `
const { aggregate, deaggregate, processRecords } = require('kinesis-constructs/runtime');
const { kinesisEvent, lambdaContext } = require('kinesis-constructs/testing');
const loaded = Object.keys(require.cache).filter((file) => /node_modules.(aws-cdk-lib|constructs)./.test(file));
if (loaded.length > 0) throw new Error('the runtime loads the CDK: ' + loaded[0]);
const handler = processRecords(() => {});
handler(kinesisEvent([{ data: { id: 1 } }]), lambdaContext()).then(({ batchItemFailures }) => {
  if (batchItemFailures.length > 0) throw new Error('the handler failed');
});
`;

const MODULE = `
import { EncryptedStream } from 'kinesis-constructs';
import { processRecords } from 'kinesis-constructs/runtime';
import { EventSourceMapping, kinesisEvent } from 'kinesis-constructs/testing';
if (EncryptedStream.name !== 'EncryptedStream') throw new Error('no constructs for an ES module');
const seen = [];
const logger = { warn() {}, error() {} };
const handler = processRecords(({ payload }) => {
  seen.push(payload.is);
  if (payload.is === 'bad') throw new Error('bad');
}, { logger });
const mapping = new EventSourceMapping(handler, { reportBatchItemFailures: true, maximumRetryAttempts: 1 });
await mapping.run(kinesisEvent([{ data: { is: 'good' } }, { data: { is: 'bad' } }]));
if (seen.join() !== 'good,bad,bad') throw new Error('the handler saw ' + seen);
`;
const CONSUMER = `
import { processRecords } from 'kinesis-constructs/runtime';
export const handler = processRecords<{ id: string }>(({ payload }) => console.log(payload.id));
`;

/** Files that have no place in the package, and those it cannot do without. */
const UNWANTED = /(^|\/)(test|examples|benchmark|node_modules)\/|^bin\/|\.map$|\.snap$|^dist\/examples/;
const WANTED = [
  'dist/lib/index.js',
  'dist/lib/index.d.ts',
  'dist/lambda/index.js',
  'dist/lambda/index.mjs',
  'dist/handlers/LICENCES.txt',
  'README.md',
  'LICENSE',
];

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: 'false' },
  });
}

function checkContents(files: string[]): void {
  const unwanted = files.filter((file) => UNWANTED.test(file));
  const missing = WANTED.filter((file) => !files.includes(file));
  if (unwanted.length + missing.length > 0) throw new Error(`packed: ${unwanted}; not packed: ${missing}`);
}

/** As apps that `cdk init` made years ago have it: a compiler before 5.7, which finds no `exports`, and reads all types. */
function checkWithOldCompiler(): void {
  run(
    'npm',
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '--no-save',
    'typescript@5.4',
    '@types/node@22',
  );
  writeFileSync(
    join(folder, 'old.ts'),
    `${CONSUMER}export { kinesisEvent } from 'kinesis-constructs/testing';\n`,
  );
  const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node'];
  run('node', tsc, ...options, '--module', 'commonjs', '--moduleResolution', 'node10', 'old.ts');
}

/** Bundles a handler as `NodejsFunction` does; gives the KiB, and fails if it takes along what the handler has no use for. */
function bundledInto(handler: string): number {
  const { metafile, outputFiles } = buildSync({
    absWorkingDir: folder,
    entryPoints: [handler],
    bundle: true,
    minify: true,
    platform: 'node',
    write: false,
    metafile: true,
  });
  const clients = Object.keys(metafile.inputs).filter((file) => file.includes('/client-'));
  const used = clients.filter((file) => Object.values(metafile.outputs).some(({ inputs }) => file in inputs));
  if (used.length > 0) throw new Error(`a consumer's bundle has ${used[0]}`);
  return Math.round(outputFiles[0].contents.length / 1024);
}

try {
  const pack = ['pack', '--json', '--silent', '--pack-destination', folder];
  const output = execFileSync('npm', pack, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [packed] = JSON.parse(output.slice(output.indexOf('[\n')));
  checkContents(packed.files.map(({ path }: { path: string }) => path));

  const { peerDependencies, devDependencies } = require(join(root, 'package.json'));
  const install = (versions: (name: string) => string) => {
    for (const left of ['node_modules', 'package-lock.json'])
      rmSync(join(folder, left), { recursive: true, force: true });
    const peers = Object.keys(peerDependencies).map((name) => `${name}@${versions(name)}`);
    run('npm', 'install', '--silent', '--no-audit', '--no-fund', `./${packed.filename}`, ...peers);
  };
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  install((name) => devDependencies[name]);

  const required = NAMES.map(([names, from]) => `const ${names} = require('${from}');`).join('\n');
  writeFileSync(join(folder, 'app.js'), required + APP.replaceAll(' as object', ''));
  run('node', 'app.js');

  const imported = NAMES.map(([names, from]) => `import ${names} from '${from}';`).join('\n');
  writeFileSync(join(folder, 'typed.ts'), imported + APP);
  const tsc = require.resolve('typescript/bin/tsc');
  run('node', tsc, '--strict', '--module', 'node16', '--skipLibCheck', 'typed.ts');
  run('node', 'typed.js');

  writeFileSync(join(folder, 'lazy.js'), LAZY);
  run('node', 'lazy.js');
  writeFileSync(join(folder, 'runtime.js'), RUNTIME);
  run('node', 'runtime.js');
  writeFileSync(join(folder, 'runtime.mjs'), MODULE);
  run('node', 'runtime.mjs');
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
  for (const module of ['node16', 'esnext']) {
    const resolution = module === 'node16' ? 'node16' : 'bundler';
    const options = ['--strict', '--noEmit', '--module', module, '--moduleResolution', resolution];
    run('node', tsc, ...options, '--target', 'es2022', '--skipLibCheck', 'consumer.ts');
  }
  checkWithOldCompiler();
  const bundled = bundledInto('consumer.ts');
  copyFileSync(join(__dirname, 'wider-app.js'), join(folder, 'wider-app.js'));
  run('node', 'wider-app.js');
  install((name) => peerDependencies[name].replace('^', ''));
  run('node', 'wider-app.js');
  console.log(`a new app: ${tryInNewApp(folder, join(folder, packed.filename))}`);
  console.log(
    `${packed.filename}: ${packed.files.length} files, ${packed.size} bytes; synthesizes from JavaScript and TypeScript, and with the oldest peers; a consumer is bundled into ${bundled} KiB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
