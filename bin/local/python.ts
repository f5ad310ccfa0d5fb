import { spawnSync } from 'node:child_process';

/** The emulator cannot be set up; the message is one line that says what to install. */
export class SetupError extends Error {}

/** What a command is, if it is Python at all. */
export interface Python {
  readonly version: readonly [major: number, minor: number];
  /** Whether it can make virtual environments with pip in them. */
  readonly venv: boolean;
}

/** Looks at a command; `undefined` if there is none of that name or it is not Python. */
export type Probe = (command: string) => Python | undefined;

const OLDEST = 10;
const NAMES = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), 'python'];

/** A Python that can run the emulator: the one that the environment names, or the first on the path that will do. */
export function findPython(
  environment: Readonly<Record<string, string | undefined>>,
  probe: Probe = ask,
): string {
  const named = environment.PYTHON;
  const seen = (named === undefined ? NAMES : [named]).map((command) => ({
    command,
    python: probe(command),
  }));
  const recent = seen.filter(({ python }) => python !== undefined && isRecent(python));
  const found = recent.find(({ python }) => python?.venv);
  if (found !== undefined) return found.command;

  const [withoutVenv] = recent;
  if (withoutVenv !== undefined) {
    throw new SetupError(
      `${withoutVenv.command} has no venv module: install it (python3-venv on Debian and Ubuntu), and run this again`,
    );
  }
  if (named !== undefined) {
    throw new SetupError(
      `PYTHON is ${named}, which is not Python 3.${OLDEST} or later: set it to one that is`,
    );
  }
  const old = seen.find(({ python }) => python !== undefined)?.python?.version.join('.');
  throw new SetupError(
    `install Python 3.${OLDEST} or later for the local run, or set PYTHON to it: ` +
      (old === undefined ? 'there is none on the path' : `the one on the path is ${old}`),
  );
}

function isRecent({ version: [major, minor] }: Python): boolean {
  return major > 3 || (major === 3 && minor >= OLDEST);
}

const QUESTION = `
import json, sys
from importlib.util import find_spec
venv = all(find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps({"version": sys.version_info[:2], "venv": venv}))
`;

function ask(command: string): Python | undefined {
  const { status, stdout } = spawnSync(command, ['-c', QUESTION], { encoding: 'utf8', timeout: 20_000 });
  try {
    return status === 0 ? JSON.parse(stdout) : undefined;
  } catch {
    return undefined;
  }
}
