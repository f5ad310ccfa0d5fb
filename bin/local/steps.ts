/** Prints what the run does, and keeps how long each step took. */
export class Steps {
  /** Wall time of each step, in milliseconds, in the order in which they ended. */
  public readonly times: Record<string, number> = {};

  private readonly start = Date.now();

  constructor(private readonly out: NodeJS.WritableStream) {}

  /** Time since the beginning, in milliseconds. */
  public get elapsed(): number {
    return Date.now() - this.start;
  }

  /** Does one step. `describe` says what came of it, from its result. */
  public async run<T>(
    name: string,
    does: string,
    step: () => Promise<T>,
    describe: (result: T) => string = () => 'done',
  ): Promise<T> {
    const start = Date.now();
    this.print(`… ${does}`);
    const result = await step();
    const took = Date.now() - start;
    this.times[name] = took;
    this.print(`✓ ${does}: ${describe(result)} (${seconds(took)})`);
    return result;
  }

  /** Prints lines of the run's own. */
  public print(text: string): void {
    this.out.write(`${text}\n`);
  }
}

/** A time in seconds, for people. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
