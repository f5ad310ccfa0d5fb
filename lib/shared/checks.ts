import { type Duration, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A setting that cannot work, found while the app is being built. */
export class InvalidSettingError extends Error {
  constructor(scope: IConstruct, setting: string, expected: string, got: unknown) {
    super(`[${scope.node.path}] ${setting} must be ${expected}, got ${String(got)}`);
    this.name = 'InvalidSettingError';
  }
}

/** Fails unless `low <= value <= high`. Unset values and deploy-time tokens pass. */
export function checkDuration(
  scope: IConstruct,
  setting: string,
  value: Duration | undefined,
  low: Duration,
  high: Duration,
): void {
  if (value === undefined || value.isUnresolved()) return;
  const [got, min, max] = [value, low, high].map((d) => d.toMilliseconds());
  if (got < min || got > max) {
    const range = `${low.toHumanString()} to ${high.toHumanString()}`;
    throw new InvalidSettingError(scope, setting, range, value.toHumanString());
  }
}

/** Fails unless `low <= value <= high`, in KiB. Unset values and deploy-time tokens pass. */
export function checkSize(
  scope: IConstruct,
  setting: string,
  value: Size | undefined,
  low: Size,
  high: Size,
): void {
  if (value === undefined || value.isUnresolved()) return;
  const [got, min, max] = [value, low, high].map(bytesOf);
  if (got < min || got > max) {
    throw new InvalidSettingError(scope, setting, `${showSize(low)} to ${showSize(high)}`, showSize(value));
  }
}

/** Fails unless `value` is a whole number with `low <= value <= high`. Unset values and deploy-time tokens pass. */
export function checkWholeNumber(
  scope: IConstruct,
  setting: string,
  value: number | undefined,
  low: number,
  high: number = Number.POSITIVE_INFINITY,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= low && value <= high)) return;
  if (!Token.isUnresolved(value)) {
    const range = high === Number.POSITIVE_INFINITY ? `of at least ${low}` : `from ${low} to ${high}`;
    throw new InvalidSettingError(scope, setting, `a whole number ${range}`, value);
  }
}

/** Fails unless `low <= value <= high`. Unset values and deploy-time tokens pass. */
export function checkNumber(
  scope: IConstruct,
  setting: string,
  value: number | undefined,
  low: number,
  high: number,
): void {
  if (value === undefined || (value >= low && value <= high)) return;
  if (!Token.isUnresolved(value)) {
    throw new InvalidSettingError(scope, setting, `a number from ${low} to ${high}`, value);
  }
}

function showSize(size: Size): string {
  const bytes = bytesOf(size);
  const unit = [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ].find(([, scale]) => bytes >= (scale as number)) as [string, number] | undefined;
  return unit === undefined ? `${bytes} bytes` : `${Number((bytes / unit[1]).toFixed(2))} ${unit[0]}`;
}

/** Also of a size that is no whole number of bytes, such as 0.2 MiB. */
function bytesOf(size: Size): number {
  return size.toBytes({ rounding: SizeRoundingBehavior.NONE });
}
