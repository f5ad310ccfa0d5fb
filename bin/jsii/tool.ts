import { spawnSync } from 'node:child_process';

/** A tool failed, or is not there. The message holds what it printed. */
export class ToolError extends Error {}

/** How to run a tool. */
export interface ToolOptions {
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a tool to its end. Gives what it printed on standard output. */
export function runTool(command: string, args: readonly string[], { cwd, env }: ToolOptions): string {
  const { error, status, signal, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: MOST_OUTPUT,
  });
  if (error !== undefined) throw new ToolError(`${command} did not run: ${error.message}`);
  if (status === 0) return stdout;
  throw new ToolError(`${[command, ...args].join(' ')} ended with ${status ?? signal}:\n${stdout}${stderr}`);
}

/** Whether a tool starts. */
export function isThere(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
