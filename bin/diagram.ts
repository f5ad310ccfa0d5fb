import { drawAssembly } from './diagram/draw';
import { parseDiagram, USAGE } from './diagram/options';
import { UsageError } from './simulate/usage-error';

/** Where the command writes. */
export interface Output {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown };
}

/** Prints a picture of what streams in a synthesized app; answers the exit code. */
export function diagram(
  args: string[],
  { out, err }: Output = { out: process.stdout, err: process.stderr },
): number {
  try {
    const options = parseDiagram(args);
    out.write(options === undefined ? USAGE : drawAssembly(options.assembly, options.stacks));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`✗ ${error.message}; --help lists the options\n`);
    return 2;
  }
}
