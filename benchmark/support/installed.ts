import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { compile } from '../../bin/build';

const root = resolve(__dirname, '..', '..');

/** A folder of a user, below this repository: what is required there finds this repository's aws-cdk-lib. */
export const USER_FOLDER = join(root, 'node_modules', '.cache', 'benchmark');

/** Puts this package where it would be after `npm install` in `USER_FOLDER`, compiled anew. */
export function install(): void {
  const target = join(USER_FOLDER, 'node_modules', 'kinesis-constructs');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(root, 'package.json'), join(target, 'package.json'));
  compile(join(target, 'dist'), '--noCheck', '--declaration', 'false');
}

/** Bundles a script of `benchmark/` into `USER_FOLDER`, where it requires packages as a user's app does; gives the file. */
export function bundleForUser(script: string): string {
  const outfile = join(USER_FOLDER, script.replace(/\.ts$/, '.js'));
  buildSync({
    absWorkingDir: root,
    entryPoints: [`benchmark/${script}`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // Without the paths that lead from the package's name to its source.
    tsconfigRaw: {},
    logLevel: 'warning',
  });
  return outfile;
}
