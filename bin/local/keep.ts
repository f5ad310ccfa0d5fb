import { dirname } from 'node:path';
import { emulatorCredentials } from './account';
import type { Emulator } from './emulator';

/**
 * How to look at what is still running, and how to end it.
 *
 * @param look commands that show what has landed
 */
export function howToLook({ endpoint, child, log }: Emulator, look: readonly string[]): string {
  const settings = { ...emulatorCredentials(), AWS_ENDPOINT_URL: endpoint };
  const exports = Object.entries(settings).map(([name, value]) => `  export ${name}=${value}`);
  const stop =
    child === undefined || log === undefined
      ? []
      : ['to stop it and remove what it has written:', `  kill -- -${child.pid}; rm -r ${dirname(log)}`];
  return [
    `the emulator runs on at ${endpoint}${log === undefined ? '' : `, and writes to ${log}`}`,
    'to look at it with the AWS command line tool:',
    ...exports,
    ...look.map((command) => `  ${command}`),
    ...stop,
  ].join('\n');
}
