import { type Duration, Duration as Durations, Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';

/** What a destination takes at most of a buffer; every one takes 1 MiB and 0 seconds. */
export interface BufferLimits {
  readonly maxSize: Size;
  readonly maxInterval: Duration;
}

/** The longest that Firehose repeats a delivery, whatever the destination. */
const MAX_RETRY = Durations.seconds(7200);

/**
 * Fails on a buffer that this destination refuses: it takes whole MiB.
 *
 * @param place of the settings, where they are not the destination's own, such as `backup.`
 */
export function checkBufferWithin(
  scope: IConstruct,
  size: Size,
  interval: Duration,
  limits: BufferLimits,
  place = '',
): void {
  checkDuration(scope, `${place}bufferInterval`, interval, Durations.seconds(0), limits.maxInterval);
  if (size.isUnresolved()) return;
  const [mebibytes, most] = [size, limits.maxSize].map((s) =>
    s.toMebibytes({ rounding: SizeRoundingBehavior.NONE }),
  );
  if (Number.isInteger(mebibytes) && mebibytes >= 1 && mebibytes <= most) return;
  throw new InvalidSettingError(
    scope,
    `${place}bufferSize`,
    `1 MiB to ${most} MiB in whole MiB`,
    `${mebibytes} MiB`,
  );
}

/** The limits that most destinations have, those of S3. */
export const COMMON_LIMITS: BufferLimits = {
  maxSize: Size.mebibytes(128),
  maxInterval: Durations.seconds(900),
};

/** Fails on a retry that Firehose refuses. */
export function checkRetry(scope: IConstruct, retryDuration: Duration): void {
  checkDuration(scope, 'retryDuration', retryDuration, Durations.seconds(0), MAX_RETRY);
}

/** Fails unless the text has `low` to `high` characters. Unset values and deploy-time tokens pass. */
export function checkLength(
  scope: IConstruct,
  setting: string,
  value: string | undefined,
  low: number,
  high: number,
): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (value.length >= low && value.length <= high) return;
  throw new InvalidSettingError(scope, setting, `${low} to ${high} characters`, `${value.length}`);
}

/** Fails unless the text matches. Unset values and deploy-time tokens pass. */
export function checkPattern(
  scope: IConstruct,
  setting: string,
  value: string | undefined,
  pattern: RegExp,
  expected: string,
): void {
  if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) return;
  throw new InvalidSettingError(scope, setting, expected, value);
}

/** Fails on a list of another length. Unset lists and deploy-time tokens pass. */
export function checkCount(
  scope: IConstruct,
  setting: string,
  values: readonly unknown[] | undefined,
  low: number,
  high: number,
): void {
  if (values === undefined || Token.isUnresolved(values)) return;
  if (values.length >= low && values.length <= high) return;
  throw new InvalidSettingError(scope, setting, `${low} to ${high} of them`, `${values.length}`);
}
