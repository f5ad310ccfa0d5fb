import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a run says of itself at its end, as far as the tests look at it. */
export interface RunResult {
  readonly ok: boolean;
  readonly error?: string;
  readonly faults: readonly string[];
  readonly sent: number;
  readonly archived: number;
  readonly dropped: number;
  readonly failed: number;
  readonly poison: number;
  readonly processed: { readonly delays: number; readonly alerts: number };
  readonly lost: number;
}

/** `npm run local -- --watch`, as a process of its own. */
export class WatchedRun {
  private output = '';
  private log = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => {
      this.output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.log += chunk;
    });
  }

  public static start(): WatchedRun {
    const root = join(__dirname, '..', '..');
    const args = ['--import', 'tsx', 'bin/local.ts', '--watch', '--json'];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    return new WatchedRun(child);
  }

  /** Where the page is, once it is there. */
  public url(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.child.stderr?.on('data', () => {
        const found = /http:\/\/127\.0\.0\.1:\d+\/(?= )/.exec(this.log)?.[0];
        if (found !== undefined) resolve(found);
      });
      this.child.once('exit', () => reject(new Error(`the run ended before there was a page:\n${this.log}`)));
    });
  }

  /** Waits for its end. */
  public async end(): Promise<{ code: number | null; result: RunResult; log: string }> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, result: JSON.parse(this.output), log: this.log };
  }

  /** Breaks it off if it still runs. */
  public async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'close');
  }
}
