import { parseArgs } from 'node:util';
import type { ScalingSettings } from '../../lambda/scale-shards/decision';
import { UNITS, type Unit } from './csv';
import { DEFAULT_SETTINGS, POLICY_NAMES, type PolicyName } from './policies';
import { type Prices, US_EAST_1 } from './prices';
import { UsageError } from './usage-error';

/** What `simulate` was asked to do. */
export interface SimulateOptions {
  readonly trace: string;
  readonly unit: Unit;
  /** Size of a record, when the trace does not tell. */
  readonly recordBytes: number;
  /** Shards that the 99.9th percentile is scaled to. */
  readonly peak?: number;
  readonly warmupDays: number;
  readonly slowdown: number;
  readonly policies: readonly PolicyName[];
  readonly settings: ScalingSettings;
  readonly prices: Prices;
  readonly report?: string;
  readonly json: boolean;
}

const { minShards, maxShards, targetUtilisation, dailyReshards } = DEFAULT_SETTINGS;

export const USAGE = `Usage: kinesis-constructs simulate --trace FILE [options]

Replays a recorded load through the shard autoscaler, and through other ways to size a stream, and says what each would
have throttled and cost.

  --trace FILE          CSV with the columns timestamp and value, or JSON as "aws cloudwatch get-metric-data" prints it
                        for the sums of IncomingBytes, IncomingRecords and WriteProvisionedThroughputExceeded
  --unit UNIT           what the values of the CSV count each second: bytes (default), records or shards
  --record-size BYTES   size of a record where the trace does not tell (25600; 1024 with --unit records)
  --peak N              scale the load so that its 99.9th percentile fills N shards
  --warmup DAYS         days at the start that are replayed but not scored (0)
  --reshard-slowdown K  let every change of shards take K times as long (1)
  --policy A,B,…        which of ${POLICY_NAMES.join(', ')} (all)
  --target SHARE        the autoscaler's target utilisation, 0.1 to 0.95 (${targetUtilisation})
  --min N, --max N      its bounds on the number of shards (${minShards} and ${maxShards})
  --daily-reshards N    splits and merges that it may make a day (${dailyReshards})
  --price NAME=USD      a price other than in us-east-1, may be repeated: shardHour, putUnits (a million of 25 KB),
                        streamHour, gbIn, gbOut
  --report FILE.html    write a report that opens without a network
  --json                print one array instead of a table, an object a policy
  --help                print this
`;

/** Reads the command line; `undefined` when only help is asked for. */
export function parseOptions(args: string[]): SimulateOptions | undefined {
  const given = parse(args);
  if (given.help === true) return undefined;
  if (given.trace === undefined) throw new UsageError('--trace is missing');
  const unit = oneOf('unit', UNITS, given.unit ?? 'bytes');
  const settings: ScalingSettings = {
    minShards: whole('min', given.min, minShards, 1, 10_000),
    maxShards: whole('max', given.max, maxShards, 1, 10_000),
    targetUtilisation: number('target', given.target, targetUtilisation, 0.1, 0.95),
    dailyReshards: whole('daily-reshards', given['daily-reshards'], dailyReshards, 0, 1000),
  };
  if (settings.minShards > settings.maxShards) {
    throw new UsageError(`--min must be at most --max, got ${settings.minShards} and ${settings.maxShards}`);
  }
  return {
    trace: given.trace,
    unit,
    recordBytes: whole(
      'record-size',
      given['record-size'],
      unit === 'records' ? 1024 : 25_600,
      1,
      10 * 1024 ** 2,
    ),
    peak: given.peak === undefined ? undefined : number('peak', given.peak, 0, 0.001, 10_000),
    warmupDays: number('warmup', given.warmup, 0, 0, 400),
    slowdown: number('reshard-slowdown', given['reshard-slowdown'], 1, 0.1, 100),
    policies: given.policy === undefined ? POLICY_NAMES : policies(given.policy),
    settings,
    prices: prices(given.price ?? []),
    report: given.report,
    json: given.json ?? false,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      options: {
        trace: text,
        unit: text,
        'record-size': text,
        peak: text,
        warmup: text,
        'reshard-slowdown': text,
        policy: text,
        target: text,
        min: text,
        max: text,
        'daily-reshards': text,
        price: { type: 'string', multiple: true },
        report: text,
        json: flag,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(
  name: string,
  text: string | undefined,
  otherwise: number,
  low: number,
  high: number,
): number {
  if (text === undefined) return otherwise;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high)) {
    throw new UsageError(`--${name} must be a number from ${low} to ${high}, got "${text}"`);
  }
  return value;
}

function whole(name: string, text: string | undefined, otherwise: number, low: number, high: number): number {
  const value = number(name, text, otherwise, low, high);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} must be a whole number, got "${text}"`);
  return value;
}

function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined)
    throw new UsageError(`--${name} must be one of ${choices.join(', ')}, got "${text}"`);
  return choice;
}

function policies(text: string): PolicyName[] {
  const names = text.split(',').map((name) => oneOf('policy', POLICY_NAMES, name.trim()));
  return [...new Set(names)];
}

function prices(given: readonly string[]): Prices {
  const names = Object.keys(US_EAST_1) as (keyof Prices)[];
  const all: Record<keyof Prices, number> = { ...US_EAST_1 };
  for (const text of given) {
    const [name = '', usd, ...more] = text.split('=');
    const key = oneOf('price', names, name);
    if (usd === undefined || more.length > 0) {
      throw new UsageError(`--price must be like ${key}=${US_EAST_1[key]}, got "${text}"`);
    }
    all[key] = number(`price ${key}`, usd, 0, 0, 1e6);
  }
  return all;
}
