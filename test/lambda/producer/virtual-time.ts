import type { Runtime } from '../../../lambda/producer/runtime';

/** Time that passes only when nothing else is left to do, and chance that repeats. */
export class VirtualTime implements Runtime {
  private time = 0;
  private timers: { readonly at: number; readonly action: () => void }[] = [];

  constructor(private seed = 1) {}

  public now(): number {
    return this.time;
  }

  public after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + ms, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** A small linear congruential generator: reproducible, and good enough to choose faults. */
  public random(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.seed / 2 ** 32;
  }

  /** Timers that have not run. */
  public get pending(): number {
    return this.timers.length;
  }

  /** Lets time pass until `work` ends; fails if it cannot end. */
  public async until<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    for (await turn(); !ended; await turn()) {
      if (!this.next()) throw new Error(`stuck at ${this.time} ms: nothing is left that could happen`);
    }
    return work;
  }

  /** Lets `ms` pass. */
  public async pass(ms: number): Promise<void> {
    await this.until(new Promise<void>((resolve) => this.after(ms, resolve)));
  }

  /** Lets everything happen that is still to happen. */
  public async drain(): Promise<void> {
    for (await turn(); this.next(); await turn());
  }

  private next(): boolean {
    const [first, ...rest] = this.timers;
    if (first === undefined) return false;
    const timer = rest.reduce((earliest, other) => (other.at < earliest.at ? other : earliest), first);
    this.timers = this.timers.filter((other) => other !== timer);
    this.time = Math.max(this.time, timer.at);
    timer.action();
    return true;
  }
}

/** Lets all that is ready run, promises included. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
