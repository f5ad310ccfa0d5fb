import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildHandlers } from '../../bin/build-handlers';
import { PACKAGE_ROOT } from '../../bin/local/paths';
import { Processes } from '../../bin/local/processes';
import { flinkProofs } from './flink';
import { HOME, Installer } from './install';
import { runnerProofs } from './runner';
import { sparkProofs } from './spark';

/** The program that a Flink application is deployed with. */
const RUNNER = join(PACKAGE_ROOT, 'dist', 'handlers', 'flink-sql-runner', 'main.py');

/** Runs the proofs whose names contain the text of the first argument; all without one. */
async function main(wanted = ''): Promise<void> {
  const processes = new Processes();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void processes.stopAll().then(() => process.exit(1)));
  }
  if (!existsSync(RUNNER)) await buildHandlers();
  mkdirSync(HOME, { recursive: true });
  const runs = mkdtempSync(join(HOME, 'run-'));
  const installer = new Installer(processes, join(runs, 'install.txt'));
  const proofs = [...runnerProofs, ...flinkProofs, ...sparkProofs].filter(({ name }) =>
    name.includes(wanted),
  );
  let failed = 0;
  for (const [index, { name, run }] of proofs.entries()) {
    const started = Date.now();
    const folder = join(runs, String(index + 1));
    mkdirSync(folder);
    const error = await run({ installer, processes, folder }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    console.log(`${error ? 'FAILED' : 'passed'}  ${name} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
    if (error) {
      failed += 1;
      console.log(`${error.message}\nlogs: ${folder}`);
    }
  }
  await processes.stopAll();
  if (failed === 0) rmSync(runs, { recursive: true, force: true });
  console.log(`\n${proofs.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && proofs.length > 0 ? 0 : 1;
}

void main(process.argv[2]);
