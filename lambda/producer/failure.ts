import { types } from 'node:util';

/**
 * How a call or a record failed:
 *
 * - `throttled`: more than the shard, the stream or its key takes
 * - `internal`: a fault inside Kinesis that it reported for the record
 * - `unsent`: the call never left, for want of a connection or credentials, or was refused for a passing reason
 * - `invalid`: Kinesis found something wrong with the call's content
 * - `refused`: another attempt would meet the same error
 * - `unknown`: the call ended without an answer that tells whether its records were written
 */
export type FailureKind = 'throttled' | 'internal' | 'unsent' | 'invalid' | 'refused' | 'unknown';

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'KMSThrottlingException',
  'LimitExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const INVALID = new Set(['InvalidArgumentException', 'SerializationException', 'ValidationException']);

/** Refusals that end when the SDK has fetched credentials anew or corrected its clock. */
const PASSING = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestTimeTooSkewed',
]);

/** Failures before a connection stood. */
const NOT_CONNECTED = new Set([
  'CredentialsProviderError',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);

/** A Region that is missing or none, for which the SDK has no name of error. */
const NO_REGION = /^Region (is missing$|not accepted:)/;

interface SdkError {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** Reads the kind off an error of the SDK. What it does not know to be harmless counts as `unknown`. */
export function kindOf(error: Error): FailureKind {
  const status = (error as SdkError).$metadata?.httpStatusCode;
  if (THROTTLES.has(error.name) || status === 429) return 'throttled';
  if (PASSING.has(error.name) || isNotConnected(error) || isNotConnected(error.cause)) return 'unsent';
  if (INVALID.has(error.name)) return 'invalid';
  if (isMisconfigured(error)) return 'refused';
  return status !== undefined && status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown';
}

/** The SDK finds it before it sends anything, and would find it again. */
function isMisconfigured(error: Error): boolean {
  return error.name === 'EndpointError' || NO_REGION.test(error.message);
}

/** Over HTTP/2 such an error is the cause of another. */
function isNotConnected(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  return NOT_CONNECTED.has(error.name) || NOT_CONNECTED.has(String((error as SdkError).code));
}

/** Kind of a record's own failure in an answered call. */
export function kindOfCode(code: string): FailureKind {
  return THROTTLES.has(code) ? 'throttled' : 'internal';
}

/** Attempts that the SDK made within one call, at least 1. */
export function sdkAttempts(of: unknown): number {
  return (of as SdkError | undefined)?.$metadata?.attempts ?? 1;
}
