import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Synthesis } from './worker';

/** A process that synthesizes the pipelines of one contestant, as often as it is asked to. */
export class Contestant {
  private readonly child: ChildProcess;

  constructor(worker: string, name: string, environment: Readonly<Record<string, string>>) {
    this.child = fork(worker, [name], {
      execArgv: ['--expose-gc', '--max-old-space-size=4096'],
      // The CDK's own check of templates takes longer than the rest, and as long for all: it would hide what differs.
      env: { ...process.env, CDK_VALIDATION: 'false', ...environment },
    });
  }

  public async synthesize(count: number): Promise<Synthesis> {
    const answered = new AbortController();
    const event = async (name: string) => once(this.child, name, answered);
    const ended = event('exit').catch(() => []);
    this.child.send(count);
    const [synthesis] = await Promise.race([event('message'), ended]);
    answered.abort();
    if (typeof synthesis !== 'object' || synthesis === null) throw new Error('the contestant failed');
    return synthesis as Synthesis;
  }

  public end(): void {
    this.child.disconnect();
  }
}
