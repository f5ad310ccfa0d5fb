import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ACCOUNT, clientSettings, emulatorCredentials, REGION } from './account';
import type { Processes } from './processes';
import { SetupError } from './python';

/** An emulator that answers. */
export interface Emulator {
  readonly endpoint: string;
  /** The process; none when it is not ours. */
  readonly child?: ChildProcess;
  /** Where it writes what it does. */
  readonly log?: string;
}

/** How to start the emulator. */
export interface EmulatorOptions {
  readonly python: string;
  /** Folder for its log and its temporary files. */
  readonly folder: string;
  /** Whether it is to outlive this process. */
  readonly keep: boolean;
}

const READY_MS = 30_000;

/** Ends the emulator and its functions when this process is gone, however it went: standard input closes then. */
const UNTIL_STDIN_CLOSES = `
import os, signal, sys, threading
def watch():
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=watch, daemon=True).start()
`;
const START = `
import sys
from ministack.app import main
sys.argv = ["ministack"]
main()
`;

/** Starts the emulator on a free port of 127.0.0.1, and waits until it answers. */
export async function startEmulator(options: EmulatorOptions, processes: Processes): Promise<Emulator> {
  const { python, folder, keep } = options;
  const port = await freePort();
  const log = join(folder, 'emulator.log');
  const file = openSync(log, 'a');
  const program = keep ? START : UNTIL_STDIN_CLOSES + START;
  const child = processes.start(python, ['-c', program], {
    cwd: folder,
    env: environment(port, folder),
    stdio: [keep ? 'ignore' : 'pipe', file, file],
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the emulator ended with ${code}; its log is ${log}`);
  });
  await Promise.race([exited, answers(endpoint)]);
  return { endpoint, child, log };
}

/** Nothing of the caller's environment but the path, so that it behaves the same everywhere. */
function environment(port: number, folder: string): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return {
    PATH: [dirname(process.execPath), process.env.PATH].join(':'),
    HOME: folder,
    TMPDIR: temporary,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: REGION,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    LAMBDA_EXECUTOR: 'local',
    LOG_LEVEL: 'INFO',
    // Listeners that nothing here talks to, and containers that are none of our business.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: `unix://${join(folder, 'no-docker.sock')}`,
    ...emulatorCredentials(),
  };
}

async function answers(endpoint: string): Promise<void> {
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await wait(50)) {
    const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`the emulator does not answer at ${endpoint} after ${READY_MS / 1000} s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Whether `cdk bootstrap` has been run in a Region of an emulator. */
export async function isBootstrapped(endpoint: string, region: string): Promise<boolean> {
  try {
    const client = new CloudFormationClient(clientSettings(endpoint, region));
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
    return Stacks.some(({ StackStatus }) => /^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus ?? ''));
  } catch (error) {
    // What CloudFormation answers when there is no such stack.
    const { name, message } = error as Error;
    if (name === 'ValidationError') return false;
    throw new SetupError(`no emulator answers at ${endpoint}: ${message}`);
  }
}
