import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes, RunOptions } from './processes';
import { SetupError } from './python';

export const MINISTACK_VERSION = '1.5.33';

/** A private environment that holds the emulator. */
export interface Installation {
  readonly python: string;
  /** Whether it was made just now. */
  readonly installed: boolean;
}

/**
 * A private environment with the emulator, made at the first run. It is made under another name and
 * moved into place when it is whole, so an interrupted run leaves nothing that looks like one.
 */
export async function installEmulator(
  cache: string,
  python: string,
  processes: Pick<Processes, 'run'>,
  options: RunOptions,
): Promise<Installation> {
  const home = join(cache, `ministack-${MINISTACK_VERSION}`);
  if (await isUsable(home, processes, options)) return { python: pythonIn(home), installed: false };
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${home}-draft-`);
  try {
    await processes.run(python, ['-m', 'venv', draft], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await processes.run(pythonIn(draft), [...pip, `ministack==${MINISTACK_VERSION}`], options);
    if (!(await isUsable(home, processes, options))) {
      rmSync(home, { recursive: true, force: true });
      renameSync(draft, home);
    }
    return { python: pythonIn(home), installed: true };
  } catch (error) {
    throw new SetupError(`the emulator could not be installed: ${(error as Error).message}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Whether the environment is there and starts: the Python it was made with may be gone since. */
async function isUsable(
  home: string,
  processes: Pick<Processes, 'run'>,
  options: RunOptions,
): Promise<boolean> {
  if (!existsSync(pythonIn(home))) return false;
  try {
    const question = 'from importlib.metadata import version; print(version("ministack"))';
    const answer = await processes.run(pythonIn(home), ['-c', question], options);
    return answer.trim() === MINISTACK_VERSION;
  } catch {
    return false;
  }
}

function pythonIn(home: string): string {
  return join(home, 'bin', 'python');
}
