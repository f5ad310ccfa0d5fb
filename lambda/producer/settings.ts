import type { ProducerLimits, ProducerOptions, RetryPolicy } from './options';

/** Options with their defaults, checked. */
export interface Settings {
  readonly stream: { readonly StreamName: string } | { readonly StreamARN: string };
  readonly ordered: boolean;
  readonly aggregate: boolean;
  readonly lingerMs: number;
  readonly fullCalls: boolean;
  readonly limits: Required<ProducerLimits>;
  readonly retry: Required<RetryPolicy>;
}

const MIB = 1024 * 1024;

/** Fails on the first option that cannot work. */
export function settingsFrom(options: ProducerOptions): Settings {
  const { ordered = false, aggregate = false, lingerMs = 20, fullCalls = false } = options;
  check('lingerMs', lingerMs, 0, 60_000);
  return {
    stream: streamOf(options),
    ordered,
    aggregate,
    lingerMs,
    fullCalls,
    limits: limitsFrom(options.limits ?? {}),
    retry: retryFrom(options.retry ?? {}),
  };
}

const STREAM_NAME = /^[a-zA-Z0-9_.-]{1,128}$/;
const STREAM_ARN = /^arn:aws[\w-]*:kinesis:[\w-]+:\d{12}:stream\/[a-zA-Z0-9_.-]{1,128}$/;

/** A wrong one fails here, since Kinesis would refuse each record of each call for it. */
function streamOf({ streamName, streamArn }: ProducerOptions): Settings['stream'] {
  if (streamName !== undefined && streamArn === undefined) {
    const expected = '1 to 128 letters, digits, dots, hyphens and underscores';
    checkForm('streamName', streamName, STREAM_NAME, expected);
    return { StreamName: streamName };
  }
  if (streamArn !== undefined && streamName === undefined) {
    const expected = 'like arn:aws:kinesis:eu-west-1:111122223333:stream/orders';
    checkForm('streamArn', streamArn, STREAM_ARN, expected);
    return { StreamARN: streamArn };
  }
  const got = streamName === undefined ? 'neither' : 'both';
  throw new RangeError(`StreamProducer needs either streamName or streamArn, got ${got}`);
}

function limitsFrom(limits: ProducerLimits): Required<ProducerLimits> {
  const { recordBytes = MIB, callRecords = 500, callBytes = 10 * MIB, callsInFlight = 4 } = limits;
  const { bufferRecords = 10_000, bufferBytes = 64 * MIB } = limits;
  check('limits.recordBytes', recordBytes, 1, 10 * MIB);
  const { aggregateBytes = Math.min(51_200, recordBytes) } = limits;
  check('limits.aggregateBytes', aggregateBytes, 1, recordBytes);
  check('limits.callRecords', callRecords, 1, 500);
  check('limits.callBytes', callBytes, recordBytes, 10 * MIB);
  check('limits.callsInFlight', callsInFlight, 1, 100);
  check('limits.bufferRecords', bufferRecords, 1, 10_000_000);
  check('limits.bufferBytes', bufferBytes, recordBytes, 8192 * MIB);
  return { recordBytes, aggregateBytes, callRecords, callBytes, callsInFlight, bufferRecords, bufferBytes };
}

function retryFrom(retry: RetryPolicy): Required<RetryPolicy> {
  const { deadlineMs = 30_000, attempts = Number.POSITIVE_INFINITY, callTimeoutMs = 10_000 } = retry;
  const { baseMs = 100 } = retry;
  const { capMs = Math.max(5_000, baseMs) } = retry;
  check('retry.deadlineMs', deadlineMs, 1, 86_400_000);
  if (attempts !== Number.POSITIVE_INFINITY) check('retry.attempts', attempts, 1, Number.MAX_SAFE_INTEGER);
  check('retry.callTimeoutMs', callTimeoutMs, 1, 600_000);
  check('retry.baseMs', baseMs, 1, 60_000);
  check('retry.capMs', capMs, baseMs, 600_000);
  return { deadlineMs, attempts, callTimeoutMs, baseMs, capMs };
}

function checkForm(setting: string, value: string, form: RegExp, expected: string): void {
  if (!form.test(value)) {
    throw new RangeError(`StreamProducer ${setting} must be ${expected}, got "${value}"`);
  }
}

function check(setting: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(
      `StreamProducer ${setting} must be a whole number from ${low} to ${high}, got ${value}`,
    );
  }
}
