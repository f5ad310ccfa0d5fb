import { Annotations, Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import type { Retention } from './stream-retention';

/** How far a reader may lag. */
export class LagThreshold {
  /**
   * A share of the stream's retention, over 0 and under 1: what is older than the retention is lost, so the
   * share says how much of the time to react has gone.
   */
  public static shareOfRetention(share: number): LagThreshold {
    return new LagThreshold(share, undefined);
  }

  /** The same lag whatever the retention, which it has to stay under. */
  public static absolute(lag: Duration): LagThreshold {
    return new LagThreshold(undefined, lag);
  }

  private constructor(
    private readonly share: number | undefined,
    private readonly lag: Duration | undefined,
  ) {}

  /** @internal */
  public _of(scope: IConstruct, setting: string, retention: Retention): Duration {
    if (this.lag === undefined) return shareOf(scope, setting, retention, this.share);
    if (!this.lag.isUnresolved()) checkLag(scope, setting, retention, this.lag);
    return this.lag;
  }

  /** @internal */
  public _describe({ period, known }: Retention): string {
    if (this.share === undefined) return '';
    const whole = known ? 'its retention' : `${period.toHumanString()}, the shortest retention`;
    return ` (${Number((this.share * 100).toFixed(2))} % of ${whole})`;
  }
}

function shareOf(
  scope: IConstruct,
  setting: string,
  { period }: Retention,
  share: number | undefined,
): Duration {
  if (share === undefined || Token.isUnresolved(share) || !(share > 0 && share < 1)) {
    throw new InvalidSettingError(scope, setting, 'a share of the retention over 0 and under 1', share);
  }
  const lag = Duration.millis(Math.round(period.toMilliseconds() * share));
  warnWhenLate(scope, setting, period, lag);
  return lag;
}

function checkLag(scope: IConstruct, setting: string, { period, known }: Retention, lag: Duration): void {
  const [got, limit] = [lag.toMilliseconds(), period.toMilliseconds()];
  if (got <= 0) throw new InvalidSettingError(scope, setting, 'over 0', lag.toHumanString());
  if (known && got >= limit) {
    const expected = `under the stream's retention of ${period.toHumanString()}`;
    throw new InvalidSettingError(
      scope,
      setting,
      `${expected}, after which records are lost`,
      lag.toHumanString(),
    );
  }
  if (!known && got >= limit) {
    Annotations.of(scope).addWarningV2(
      'kinesis-constructs:unknownRetention',
      `${setting} is ${lag.toHumanString()}, but the stream may keep records for ` +
        `${period.toHumanString()} only: give retentionPeriod, so that it can be checked`,
    );
    return;
  }
  warnWhenLate(scope, setting, period, lag);
}

/** The alarm itself takes up to half an hour, and someone has to repair the reader. */
function warnWhenLate(scope: IConstruct, setting: string, period: Duration, lag: Duration): void {
  const left = Duration.millis(period.toMilliseconds() - lag.toMilliseconds());
  if (left.toMilliseconds() >= Duration.hours(2).toMilliseconds()) return;
  Annotations.of(scope).addWarningV2(
    'kinesis-constructs:lateLagAlarm',
    `${setting} leaves ${left.toHumanString()} until records are lost, ` +
      'and the alarm takes up to 30 minutes of it',
  );
}
