import { parseArgs } from 'node:util';
import { UsageError } from '../simulate/usage-error';

/** What a move of the token was asked for with. */
export interface MoveOptions {
  readonly table: string;
  readonly token: string;

  /** The Region that is to get the token; its copy of the table is asked. */
  readonly region: string;

  /** How far behind consumers in the old Region may have been, seconds. */
  readonly consumerLag: number;

  /** Whether to move the token although records wait or nobody can tell. */
  readonly force: boolean;
  readonly json: boolean;

  /** Where DynamoDB is, instead of in `region`: for emulators. */
  readonly endpoint?: string;
}

export const USAGE = `Usage: kinesis-constructs failover|failback --table NAME --token NAME --region REGION [options]

Gives the token of a pair of replicas to REGION, which alone copies its stream to the other from then on, and prints the
time from which consumers in REGION have to read. failover moves it at once; failback only when what the replica of the
Region that holds it reports is copied, to the last minute, and a replica in REGION has reported as well.

  --table NAME        the global table, see ReplicaTable
  --token NAME        the name given to ReplicaMode.activePassive
  --region REGION     the Region that gets the token; the table is read and written there
  --consumer-lag S    seconds that consumers in the old Region may have been behind (60)
  --force             failback: move the token whatever the replica reports
  --endpoint URL      of DynamoDB, for emulators
  --json              print one line of JSON
  --help              print this
`;

/** Reads the command line; `undefined` when only help is asked for. */
export function parseMove(args: string[]): MoveOptions | undefined {
  const given = parse(args);
  if (given.help === true) return undefined;
  return {
    table: required('table', given.table),
    token: required('token', given.token),
    region: required('region', given.region),
    consumerLag: seconds(given['consumer-lag'] ?? '60'),
    force: given.force === true,
    json: given.json === true,
    endpoint: given.endpoint === undefined ? undefined : url('endpoint', given.endpoint),
  };
}

function url(name: string, text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new UsageError(`--${name} must be an http or https URL, got "${text}"`);
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    table: text,
    token: text,
    region: text,
    'consumer-lag': text,
    endpoint: text,
    force: flag,
    json: flag,
    help: { ...flag, short: 'h' },
  };
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}

function seconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--consumer-lag must be whole seconds, got ${text}`);
  return Number(text);
}
