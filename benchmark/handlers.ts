import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { buildHandlers } from '../bin/build-handlers';
import { median } from './support/rounds';

const root = resolve(__dirname, '..');
const built = join(root, 'dist', 'handlers');
const rounds = process.argv.includes('--quick') ? 5 : 21;

/**
 * Prints how long it takes to load the file named as argument, in milliseconds. A handler may ask for its environment
 * variables when it is loaded: each is an empty JSON object here, but for those that Node.js and AWS libraries look up.
 */
const TIMER = `
  const given = process.env;
  const theirs = /^(AWS|NODE|POWERTOOLS|LAMBDA|_)/;
  process.env = new Proxy(given, {
    get: (_, name) => given[name] ?? (typeof name === 'string' && !theirs.test(name) ? '{}' : undefined),
  });
  const started = process.hrtime.bigint();
  require(process.argv[1]);
  console.log(Number(process.hrtime.bigint() - started) / 1e6);
  process.exit();
`;

/** Functions of a user, bundled out of the runtime as `NodejsFunction` does when it is told to minify. */
const USERS: Readonly<Record<string, string>> = {
  'yours, with processRecords':
    "import { processRecords } from './lambda'; export const handler = processRecords(() => {});",
  'yours, with StreamProducer':
    "import { StreamProducer } from './lambda'; export const producer = new StreamProducer({ streamName: 'orders' });",
};

function bundleUsers(folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(USERS).map(([name, contents], index) => {
      const outfile = join(folder, `user-${index}.js`);
      const stdin = { contents, resolveDir: root };
      buildSync({ stdin, outfile, bundle: true, minify: true, platform: 'node' });
      return [name, outfile];
    }),
  );
}

/** Where an empty object is no answer. */
const SETTINGS = { AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'benchmark', MODE: 'one-way' };

/** Time to load `file` in a process of its own, in milliseconds. */
function loadTime(file: string): number {
  const env = { ...process.env, ...SETTINGS };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', TIMER, file], { env, encoding: 'utf8' });
  const time = Number.parseFloat(stdout.trim().split('\n').at(-1) ?? '');
  if (Number.isNaN(time)) throw new Error(`${file} cannot be loaded: ${stderr}`);
  return time;
}

/** Median times to load each file, loaded in turn in each round. */
function loadTimes(files: Record<string, string>): Record<string, number> {
  const names = Object.keys(files);
  const times = names.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    names.forEach((name, index) => {
      times[index].push(loadTime(files[name]));
    });
  }
  return Object.fromEntries(names.map((name, index) => [name, median(times[index])]));
}

async function main(): Promise<void> {
  await buildHandlers();
  const folder = mkdtempSync(join(tmpdir(), 'handlers-'));
  try {
    const empty = join(folder, 'index.js');
    writeFileSync(empty, 'exports.handler = async () => {};\n');
    const names = existsSync(built) ? readdirSync(built) : [];
    const paths = names.map((name) => [name, join(built, name, 'index.js')] as const);
    const own = Object.fromEntries(paths.filter(([, path]) => existsSync(path)));
    const files: Record<string, string> = { ...own, ...bundleUsers(folder) };
    const times = loadTimes({ empty, ...files });
    const results = Object.entries({ empty, ...files }).map(([name, file]) => ({
      name,
      kiB: Number((statSync(file).size / 1024).toFixed(1)),
      loadMs: Number(times[name].toFixed(1)),
    }));
    console.log(
      `Node.js ${process.version}: bundled and minified size, and time to load it (median of ${rounds})`,
    );
    for (const { name, kiB, loadMs } of results) {
      console.log(
        `  ${name.padEnd(28)} ${kiB.toFixed(1).padStart(8)} KiB ${loadMs.toFixed(1).padStart(8)} ms`,
      );
    }
    console.log(JSON.stringify({ node: process.version, rounds, handlers: results }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
