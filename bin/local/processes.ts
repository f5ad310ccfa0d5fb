import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A command ended with an error. The message ends with the last lines it printed. */
export class CommandError extends Error {}

/** How to run a command. */
export interface RunOptions {
  /** What to call it when it fails; the command itself when absent. */
  readonly name?: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that takes everything the command prints. */
  readonly log: string;
  /** After which it is stopped, in milliseconds; no limit when absent. */
  readonly timeout?: number;
}

const GRACE_MS = 3000;
const TAIL_LINES = 15;

/** The processes started by a run, each at the head of a group of its own, so that what they start ends with them. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private ended = false;

  /** Whether there is anything to stop. */
  public get areRunning(): boolean {
    return this.running.size > 0;
  }

  /** Starts a process, which `stop` ends. */
  public start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    if (this.ended) throw new Error('the run has ended');
    const child = spawn(command, args, { ...options, detached: true });
    this.running.add(child);
    child.once('error', () => this.running.delete(child));
    return child;
  }

  /** Runs a command to its end. Gives what it printed on standard output. */
  public async run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
    const { name = [command, ...args].join(' '), cwd, env, log, timeout } = options;
    const child = this.start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, all]: Buffer[][] = [[], []];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        if (stream === child.stdout) stdout.push(chunk);
        all.push(chunk);
        appendFileSync(log, chunk);
      });
    }
    let late = false;
    const stopLate = () => {
      late = true;
      void this.stop(child);
    };
    const timer = timeout === undefined ? undefined : setTimeout(stopLate, timeout);
    const [code, signal] = await once(child, 'close').finally(() => clearTimeout(timer));
    await this.stop(child);
    if (code === 0) return Buffer.concat(stdout).toString();
    const tail = Buffer.concat(all).toString().trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
    const fate = late ? `was stopped after ${(timeout ?? 0) / 1000} s` : `ended with ${code ?? signal}`;
    throw new CommandError(`${name} ${fate}:\n${tail}`);
  }

  /** Leaves a process to itself. */
  public release(child: ChildProcess | undefined): void {
    if (child !== undefined) this.running.delete(child);
  }

  /** Ends a process and what it has started. */
  public async stop(child: ChildProcess): Promise<void> {
    this.running.delete(child);
    if (child.pid === undefined) return;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      signalGroup(child.pid, 'SIGTERM');
      await Promise.race([exit, wait(GRACE_MS, undefined, { ref: false })]);
    }
    signalGroup(child.pid, 'SIGKILL');
  }

  /** Ends all processes; none can be started afterwards. */
  public async stopAll(): Promise<void> {
    this.ended = true;
    await Promise.all([...this.running].map((child) => this.stop(child)));
  }
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // Nobody of the group is left: ESRCH, or EPERM on macOS.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
