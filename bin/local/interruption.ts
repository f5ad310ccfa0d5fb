import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody wants the run to end. */
export class Interruption extends Error {
  /** What a shell reports of a process that a signal has ended. */
  public readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** The signals that want the run to end. */
export class Interruptions {
  /** Fails at the first signal. Later ones are ignored, so that stopping is not itself cut short. */
  public readonly first: Promise<never>;

  private finish: (() => void) | undefined;

  constructor(signals: Pick<NodeJS.Process, 'on'> = process) {
    this.first = new Promise((_resolve, reject) => {
      for (const signal of SIGNALS) {
        signals.on(signal, () => {
          const finish = this.finish;
          this.finish = undefined;
          if (signal === 'SIGINT' && finish !== undefined) finish();
          else reject(new Interruption(signal));
        });
      }
    });
    // Whoever waits for it comes later.
    this.first.catch(() => undefined);
  }

  /** From now on the first Ctrl-C calls `finish`, and only the second breaks the run off. */
  public finishFirst(finish: () => void): void {
    this.finish = finish;
  }
}
