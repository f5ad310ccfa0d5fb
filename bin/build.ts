import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build as bundle } from 'esbuild';
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
  const index = join(folder, 'lib', 'index.js');
  writeFileSync(index, withLazyExports(readFileSync(index, 'utf8')));
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
