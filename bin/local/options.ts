import { parseArgs } from 'node:util';

const VARIANTS = ['partitioned', 'drill', 'failover'] as const;

/** What else than the example can be run. */
export type Variant = (typeof VARIANTS)[number];

/** What `npm run local` was asked to do. */
export interface LocalOptions {
  /** How many records to send; all there are when absent. Beyond the end of the data it starts over. */
  readonly records?: number;
  /** File with flights, instead of the data set. */
  readonly input?: string;
  /** Emulator that runs already, instead of one of our own. */
  readonly endpoint?: string;
  /** Something else than the example as it is. */
  readonly variant?: Variant;
  readonly keep: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

export const USAGE = `Usage: npm run local -- [options]

Deploys the example to an AWS emulator on this machine, sends flight records through it, and checks that each has
arrived. Needs no AWS account. Needs Python 3.10 or later, which PYTHON may name.

  --records N      send N records instead of 20,000 (1 to 1,000,000; beyond the end of the data it starts over)
  --input FILE     send the flights in FILE: CSV with a header line, or a JSON object a line,
                   with the fields date, delay, distance, origin and destination
  --partitioned    run an archive with a folder an airport instead of the example (dynamic partitioning)
  --drill          inject faults at every stage of a pipeline of its own, mend them, and redrive what failed
                   (2,000 records of its own making unless --records says otherwise)
  --failover       copy a stream between two Regions, and move the token from one to the other and back while records
                   flow (5,000 records of its own making unless --records says otherwise)
  --keep           leave the emulator running, and say how to look at it and how to stop it
  --endpoint URL   use the emulator that runs at URL; nothing is installed, started or stopped
  --json           end with the totals as one line of JSON on standard output; all else goes to standard error
  --help           print this
`;

const MOST_RECORDS = 1_000_000;

/** Reads the command line. */
export function parseOptions(args: string[]): LocalOptions {
  const { records, input, endpoint, keep = false, json = false, help = false, ...rest } = parse(args);
  const variants = VARIANTS.filter((name) => rest[name]);
  if (variants.length > 1) {
    throw new UsageError(`${variants.map((name) => `--${name}`).join(' and ')} do not go together`);
  }
  const own = VARIANTS.find((name) => name !== 'partitioned' && rest[name]);
  if (own !== undefined && input !== undefined) {
    throw new UsageError(`--input does not go with --${own}: it makes its own records`);
  }
  if (keep && endpoint !== undefined) {
    throw new UsageError('--keep does not go with --endpoint: that emulator is left running anyway');
  }
  return {
    records: records === undefined ? undefined : parseRecords(records),
    input,
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint),
    variant: variants[0],
    keep,
    json,
    help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        records: { type: 'string' },
        input: { type: 'string' },
        endpoint: { type: 'string' },
        partitioned: { type: 'boolean' },
        drill: { type: 'boolean' },
        failover: { type: 'boolean' },
        keep: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseRecords(text: string): number {
  const records = Number(text);
  if (!/^\d+$/.test(text) || records < 1 || records > MOST_RECORDS) {
    throw new UsageError(`--records must be a whole number from 1 to ${MOST_RECORDS}, got "${text}"`);
  }
  return records;
}

function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--endpoint must be an http or https URL, got "${text}"`);
  }
  return url.href.replace(/\/$/, '');
}
