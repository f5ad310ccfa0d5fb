import { parseArgs } from 'node:util';
import { UsageError } from '../simulate/usage-error';

/** What a diagram was asked for with. */
export interface DiagramOptions {
  /** Folder that `cdk synth` writes. */
  readonly assembly: string;

  /** Names of stacks; none means all. */
  readonly stacks: readonly string[];
}

export const USAGE = `Usage: kinesis-constructs diagram [FOLDER] [options]

Prints what of a synthesized app streams, and from where to where, as a Mermaid flowchart, which GitHub and others show
as a picture. Lines without breaks are records on their way; dashed ones are copies and what failed.

  FOLDER         what cdk synth writes (cdk.out)
  --stack NAME   draw this stack alone; may be given more than once
  --help         print this
`;

/** Reads the command line; `undefined` when only help is asked for. */
export function parseDiagram(args: string[]): DiagramOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [assembly = 'cdk.out', ...more] = positionals;
  if (more.length > 0) throw new UsageError(`one folder at a time, got ${positionals.join(' and ')}`);
  return { assembly, stacks: values.stack ?? [] };
}

function parse(args: string[]) {
  const options = {
    stack: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
