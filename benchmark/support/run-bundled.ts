import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const root = resolve(__dirname, '..', '..');

/**
 * Bundles a script of `benchmark/support/` to plain JavaScript, as a user's function would be, and runs it with the
 * arguments of this process, so that no loader is part of what is measured. Takes over its exit code.
 */
export function runBundled(name: string, external: string[] = []): void {
  // Below the repository, so that the bundle finds what it leaves outside.
  const outfile = join(root, 'node_modules', '.cache', 'benchmark', `${name}.js`);
  buildSync({
    absWorkingDir: root,
    entryPoints: [`benchmark/support/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external,
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
