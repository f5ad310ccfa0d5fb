import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Processes } from '../../bin/local/processes';
import type { Installer } from './install';

/** What a proof works with. */
export interface Tools {
  readonly installer: Installer;
  readonly processes: Processes;
  /** An empty folder of its own. */
  readonly folder: string;
}

/** Something that holds if its run does not throw. */
export interface Proof {
  readonly name: string;
  run(tools: Tools): Promise<void>;
}

/** A command, where it runs and what it finds in its environment beside this process's own. */
export interface Command {
  readonly python: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An account, and what an emulator takes for a secret. */
export const EMULATOR_CREDENTIALS = { accessKeyId: '111111111111', secretAccessKey: 'secret' };

const MINUTES = 60_000;

/** Runs a command to its end, which has to be a good one. */
export async function runToEnd({ processes, folder }: Tools, command: Command): Promise<string> {
  const { python, args, cwd } = command;
  const log = join(folder, 'log.txt');
  return processes.run(python, args, { cwd, log, env: environment(command), timeout: 5 * MINUTES });
}

/** Runs a command that has no end until something is so, and a little longer: what comes too much comes late too. */
export async function runUntil(
  { processes, folder }: Tools,
  command: Command,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const log = join(folder, 'log.txt');
  const output = openSync(log, 'a');
  const { python, args, cwd } = command;
  const child = processes.start(python, args, {
    cwd,
    env: environment(command),
    stdio: ['ignore', output, output],
  });
  const ended = once(child, 'exit');
  try {
    const giveUp = Date.now() + 4 * MINUTES;
    while (!(await isSo())) {
      const state =
        child.exitCode === null ? (Date.now() > giveUp ? 'has not come far' : undefined) : 'has ended';
      if (state !== undefined) throw new Error(`${args.join(' ')} ${state}:\n${tail(log)}`);
      await Promise.race([wait(500), ended]);
    }
    await wait(3_000);
  } finally {
    await processes.stop(child);
  }
}

function environment({ env }: Command): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    AWS_REGION: 'eu-west-1',
    ...env,
  };
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
