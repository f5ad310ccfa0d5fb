import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** From when on a delivery is late. */
export interface FreshnessOptions {
  /**
   * Age of the oldest undelivered record from which a delivery is worth a look; more than its buffer interval.
   *
   * @default - three times the buffer interval, and not under 15 minutes, the most that Firehose and channels buffer
   */
  readonly freshnessWarnAt?: Duration;

  /**
   * Age of the oldest undelivered record from which somebody has to act; more than `freshnessWarnAt`.
   *
   * @default - four times `freshnessWarnAt`
   */
  readonly freshnessPageAt?: Duration;
}

/** The limits, checked. */
export interface Freshness {
  readonly warn: Duration;
  readonly page: Duration;
}

/** The most that Firehose and channels buffer, which AWS advises to alarm on. */
const LONGEST_BUFFER = Duration.minutes(15);

/** The limits of a delivery that takes `buffer` when all is well. Fails on one that is reached by then. */
export function freshnessOf(scope: IConstruct, buffer: Duration, options: FreshnessOptions): Freshness {
  const usual = Math.max(3 * buffer.toSeconds(), LONGEST_BUFFER.toSeconds());
  const warn = options.freshnessWarnAt ?? Duration.seconds(usual);
  checkOver(scope, 'freshnessWarnAt', warn, buffer, 'the buffer interval of');
  const page = options.freshnessPageAt ?? fourTimes(warn);
  checkOver(scope, 'freshnessPageAt', page, warn, 'freshnessWarnAt,');
  return { warn, page };
}

/** The period of alarms on something that happens once in `buffer`: whole periods of 5 minutes. */
export function periodOf(buffer: Duration): Duration {
  return Duration.minutes(5 * Math.max(1, Math.ceil(buffer.toSeconds() / 300)));
}

function fourTimes(duration: Duration): Duration {
  return duration.isUnresolved() ? duration : Duration.millis(4 * duration.toMilliseconds());
}

function checkOver(scope: IConstruct, setting: string, value: Duration, limit: Duration, of: string): void {
  if (value.isUnresolved() || limit.isUnresolved()) return;
  if (value.toMilliseconds() > limit.toMilliseconds()) return;
  throw new InvalidSettingError(scope, setting, `over ${of} ${limit.toHumanString()}`, value.toHumanString());
}
