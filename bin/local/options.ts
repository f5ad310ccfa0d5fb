import { parseArgs } from 'node:util';

const VARIANTS = ['partitioned', 'drill', 'failover', 'watch'] as const;

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
  /** Port of the page of `watch`; any free one when absent. */
  readonly port?: number;
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
  --watch          serve a page on which to watch records flow, round and round, at a pace that you choose there, and to
                   send poison among them; ends by its Finish button or Ctrl-C, or after N records (at most 1,000,000)
  --port N         port of that page (1024 to 65535) instead of a free one
  --keep           leave the emulator running, and say how to look at it and how to stop it
  --endpoint URL   use the emulator that runs at URL; nothing is installed, started or stopped
  --json           end with the totals as one line of JSON on standard output; all else goes to standard error
  --help           print this
`;

/** What makes its own records, and takes none from a file. */
const OWN_RECORDS = ['drill', 'failover'] as const;

/** More than this no run sends: the emulator keeps everything in memory. */
export const MOST_RECORDS = 1_000_000;

/** Reads the command line. */
export function parseOptions(args: string[]): LocalOptions {
  const { records, input, endpoint, port, keep = false, json = false, help = false, ...rest } = parse(args);
  const variants = VARIANTS.filter((name) => rest[name]);
  if (variants.length > 1) {
    throw new UsageError(`${variants.map((name) => `--${name}`).join(' and ')} do not go together`);
  }
  const own = OWN_RECORDS.find((name) => rest[name]);
  if (own !== undefined && input !== undefined) {
    throw new UsageError(`--input does not go with --${own}: it makes its own records`);
  }
  if (port !== undefined && rest.watch !== true) {
    throw new UsageError('--port goes with --watch only: nothing else serves a page');
  }
  if (keep && endpoint !== undefined) {
    throw new UsageError('--keep does not go with --endpoint: that emulator is left running anyway');
  }
  return {
    records: records === undefined ? undefined : parseNumber('records', records, 1, MOST_RECORDS),
    input,
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint),
    variant: variants[0],
    port: port === undefined ? undefined : parseNumber('port', port, 1024, 65_535),
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
        watch: { type: 'boolean' },
        port: { type: 'string' },
        keep: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, got "${text}"`);
  }
  return number;
}

function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--endpoint must be an http or https URL, got "${text}"`);
  }
  return url.href.replace(/\/$/, '');
}
