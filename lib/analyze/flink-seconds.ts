import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkDuration, checkWholeNumber, InvalidSettingError } from '../shared/checks';

/** Fails unless `low <= value <= high`, in whole seconds. It is written into the SQL, where a deploy-time token has no place. */
export function checkSeconds(
  scope: IConstruct,
  setting: string,
  value: Duration,
  low: Duration,
  high: Duration,
): void {
  if (value.isUnresolved()) {
    throw new InvalidSettingError(scope, setting, 'known while the app is built', 'a token');
  }
  checkDuration(scope, setting, value, low, high);
  checkWholeNumber(scope, `${setting} in seconds`, value.toSeconds({ integral: false }), low.toSeconds());
}
