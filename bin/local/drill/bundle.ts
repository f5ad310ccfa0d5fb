import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { CACHE, PACKAGE_ROOT } from '../paths';

/** Bundles a function of the drill, which is no part of the package. Gives the folder that holds its `index.js`. */
export function bundle(name: string): string {
  const folder = join(CACHE, 'fault-drill', name);
  buildSync({
    entryPoints: [join(__dirname, 'handlers', `${name}.ts`)],
    outfile: join(folder, 'index.js'),
    tsconfig: join(PACKAGE_ROOT, 'tsconfig.json'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
  });
  return folder;
}
