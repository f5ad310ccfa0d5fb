import { parseArgs } from 'node:util';
import { UsageError } from '../simulate/usage-error';
import { LANGUAGES, type Language } from './manifest';

const ALL = Object.keys(LANGUAGES) as Language[];

export const USAGE = `Usage: npm run jsii -- [language]

Compiles the constructs for other languages than TypeScript and JavaScript, and makes their packages in
dist/jsii. Publishes nothing. All languages unless some are named:

  python     a wheel and an sdist; needs Python 3.10 or later with venv, as python3
  java       a Maven repository with the jar; needs Maven 3.6 or later and a JDK, and an aws-cdk-lib in Maven's
             registry that is as new as the package asks for

  --help     print this
`;

/** Reads the command line; nothing where it asks for help. */
export function parseLanguages(args: string[]): Language[] | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !ALL.includes(name as Language));
  if (unknown !== undefined) throw new UsageError(`a language must be ${ALL.join(' or ')}, got "${unknown}"`);
  return positionals.length === 0 ? ALL : (positionals as Language[]);
}

function parse(args: string[]) {
  try {
    const options = { help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
