import type { Clock } from './clock';
import { type FilterPattern, parseFilters } from './filter-pattern';

/**
 * Settings of an `EventSourceMapping`: those of AWS under AWS's names, then those of the model.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export interface EventSourceMappingSettings {
  /** Records of a batch at most, 1 to 10,000. @default 100 */
  readonly batchSize?: number;

  /** Batches of a shard that run side by side, 1 to 10. @default 1 */
  readonly parallelizationFactor?: number;

  /** Whether the function's `batchItemFailures` count. @default false */
  readonly reportBatchItemFailures?: boolean;

  /** Whether a failed batch is split in two. @default false */
  readonly bisectBatchOnFunctionError?: boolean;

  /** Retries of a batch, 0 to 10,000, or -1 for no limit. @default -1 */
  readonly maximumRetryAttempts?: number;

  /** Age past which a record is not sent to the function, 60 to 604,800 seconds, or -1 for no limit. @default -1 */
  readonly maximumRecordAgeInSeconds?: number;

  /** Kind of the on-failure destination. @default - none: what Lambda gives up on is lost */
  readonly onFailure?: 's3' | 'sqs' | 'sns';

  /** Filters, of which a record must match one: 1 to 10 patterns such as `{ data: { kind: ['order'] } }`. @default - none */
  readonly filters?: readonly FilterPattern[];

  /** How long the stream keeps a record, 24 to 8,760 hours. @default 24 */
  readonly retentionPeriodHours?: number;

  /** The function's timeout, 1 to 900,000 ms: an invocation during which the clock moves as far fails. @default 30000 */
  readonly functionTimeoutMs?: number;

  /** Time an invocation takes besides what its handler moves the clock by, in milliseconds. @default 100 */
  readonly invocationDurationMs?: number;

  /** Wait before the first retry, in milliseconds; doubles up to a minute. AWS documents no figure. @default 1000 */
  readonly retryDelayMs?: number;

  /** Invocations after which the model gives up with an `InvocationLimitError`. @default 10000 */
  readonly invocationLimit?: number;

  /** Decides in which order shards that are ready at the same time run, and on the identifiers. @default 1 */
  readonly seed?: number;

  /** @default - a virtual clock that stands at the arrival of the newest record read */
  readonly clock?: Clock;

  /** @default - a function named test-function in eu-west-1 */
  readonly functionArn?: string;

  /** Identifier of the mapping, part of the keys written to S3. @default - made from the seed */
  readonly uuid?: string;
}

/** Settings with their defaults filled in. */
export interface ResolvedSettings {
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  readonly reportBatchItemFailures: boolean;
  readonly bisectBatchOnFunctionError: boolean;
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeMs: number;
  readonly retentionMs: number;
  readonly matches: (data: Buffer) => boolean;
  readonly functionTimeoutMs: number;
  readonly invocationDurationMs: number;
  readonly retryDelayMs: number;
  readonly invocationLimit: number;
  readonly functionArn: string;
}

/** Checks `settings` against the ranges that AWS documents. */
export function resolveSettings(settings: EventSourceMappingSettings): ResolvedSettings {
  const {
    batchSize = 100,
    parallelizationFactor = 1,
    reportBatchItemFailures = false,
    bisectBatchOnFunctionError = false,
    maximumRetryAttempts = -1,
    maximumRecordAgeInSeconds = -1,
    retentionPeriodHours = 24,
    functionTimeoutMs = 30_000,
    invocationDurationMs = 100,
    retryDelayMs = 1000,
    invocationLimit = 10_000,
    functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:test-function',
  } = settings;

  check('batchSize', batchSize, 1, 10_000);
  check('parallelizationFactor', parallelizationFactor, 1, 10);
  check('maximumRetryAttempts', maximumRetryAttempts, 0, 10_000, -1);
  check('maximumRecordAgeInSeconds', maximumRecordAgeInSeconds, 60, 604_800, -1);
  check('retentionPeriodHours', retentionPeriodHours, 24, 8760);
  check('functionTimeoutMs', functionTimeoutMs, 1, 900_000);
  check('invocationDurationMs', invocationDurationMs, 0, 900_000);
  check('retryDelayMs', retryDelayMs, 0, 3_600_000);
  check('invocationLimit', invocationLimit, 1, 10_000_000);

  return {
    batchSize,
    parallelizationFactor,
    reportBatchItemFailures,
    bisectBatchOnFunctionError,
    maximumRetryAttempts: maximumRetryAttempts === -1 ? Number.POSITIVE_INFINITY : maximumRetryAttempts,
    maximumRecordAgeMs:
      maximumRecordAgeInSeconds === -1 ? Number.POSITIVE_INFINITY : maximumRecordAgeInSeconds * 1000,
    retentionMs: retentionPeriodHours * 3_600_000,
    matches: parseFilters(settings.filters),
    functionTimeoutMs,
    invocationDurationMs,
    retryDelayMs,
    invocationLimit,
    functionArn,
  };
}

function check(setting: string, value: number, low: number, high: number, unlimited?: number): void {
  if (value === unlimited || (Number.isInteger(value) && value >= low && value <= high)) return;
  const range = `a whole number from ${low} to ${high}${unlimited === undefined ? '' : ` or ${unlimited}`}`;
  throw new RangeError(`${setting} must be ${range}, got ${value}`);
}
