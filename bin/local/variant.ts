import type { Context, Deployment } from './prepare';

/** What a run has to tell when it ends. */
export interface Account {
  /** What was counted, as a table for the terminal. */
  readonly table: string;
  /** The same for programs: the last line with `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What is not as it has to be; empty when every record is accounted for. */
  readonly faults: readonly string[];
  readonly deployment: Deployment;
  /** Commands that show what has landed, for whoever keeps the emulator. */
  readonly look: readonly string[];
}

/** Deploys something to the emulator, sends records through it, and accounts for each. */
export type Run = (context: Context) => Promise<Account>;
