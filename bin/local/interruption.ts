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

/** Fails at the first signal to end. Later ones are ignored, so that stopping is not itself cut short. */
export function interruption(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const signal of SIGNALS) process.on(signal, () => reject(new Interruption(signal)));
  });
}
