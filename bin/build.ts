import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildHandlers } from './build-handlers';

const root = resolve(__dirname, '..');

/** Builds what the package ships: compiled constructs and runtime with their types, and the bundled handlers. */
async function build(): Promise<void> {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await buildHandlers();
  const tsc = require.resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

void build();
