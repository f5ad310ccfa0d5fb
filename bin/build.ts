import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build as bundle, buildSync as bundleSync } from 'esbuild';
import { buildHandlers } from './build-handlers';
import { withLazyExports } from './lazy-exports';

const root = resolve(__dirname, '..');

/**
 * Compiles constructs, runtime and commands into `folder`, as the package has them in its `dist`.
 *
 * @param options of the TypeScript compiler, beside those of tsconfig.build.json
 */
export function compile(folder: string, ...options: string[]): void {
  const tsc = require.resolve('typescript/bin/tsc');
  const { status } = spawnSync(
    process.execPath,
    [tsc, '-p', 'tsconfig.build.json', '--outDir', folder, ...options],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`the compiler failed with ${status}`);
  const lib = join(folder, 'lib');
  const index = join(lib, 'index.js');
  writeFileSync(index, withLazyExports(readFileSync(index, 'utf8')));
  joinFiles(lib);
}

/**
 * Joins the constructs' compiled files into `index.js`, where each is still evaluated when something of it is asked for: to find, read and
 * compile thirty files takes Node.js longer than to build what is in them.
 */
function joinFiles(lib: string): void {
  const index = join(lib, 'index.js');
  const { outputFiles } = bundleSync({
    absWorkingDir: lib,
    entryPoints: [index],
    bundle: true,
    write: false,
    keepNames: true,
    packages: 'external',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.js')) rmSync(join(lib, file));
  }
  writeFileSync(index, outputFiles[0].text);
}

/**
 * Writes the runtime once more as one ES module, out of which a user's bundler takes what a handler uses: of CommonJS it would
 * take all, the AWS SDK included.
 */
async function writeModule(folder: string): Promise<void> {
  await bundle({
    absWorkingDir: root,
    entryPoints: ['lambda/index.ts'],
    outfile: join(folder, 'lambda', 'index.mjs'),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    tsconfig: 'tsconfig.json',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'lambda', 'index.d.mts'), "export * from './index.js';\n");
}

/** Builds what the package ships: compiled constructs and runtime with their types, and the bundled handlers. */
async function build(): Promise<void> {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await buildHandlers();
  compile(dist);
  await writeModule(dist);
}

if (require.main === module) void build();
