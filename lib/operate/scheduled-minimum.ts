import type { IConstruct } from 'constructs';
import type { MinimumInForce } from '../../lambda/scale-shards/contract';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';

/** Lambda takes 4 KB of variables; the other settings, with the longest names of streams and tables, have the rest. */
const LONGEST = 2_800;

/** A day of the week. */
export enum Weekday {
  SUNDAY = 0,
  MONDAY = 1,
  TUESDAY = 2,
  WEDNESDAY = 3,
  THURSDAY = 4,
  FRIDAY = 5,
  SATURDAY = 6,
}

/** When a daily minimum holds, and what it is. */
export interface DailyMinimumOptions {
  /** When it begins, as hour and minute: `00:00` to `23:59`. */
  readonly startTime: string;

  /** When it ends, as hour and minute: `00:01` to `24:00`. Earlier than `startTime`, it ends on the next day. */
  readonly endTime: string;

  /** Time zone of `startTime` and `endTime`, by its IANA name: `Europe/Berlin`, `UTC`. Daylight saving time is followed. */
  readonly timeZone: string;

  /** Shards that there are at least, 1 to `maxShards`. */
  readonly minShards: number;

  /**
   * Days that it begins on.
   *
   * @default - every day
   */
  readonly days?: Weekday[];
}

/**
 * A minimum of shards for a time when more traffic is expected than the minutes before it show: a sale, a match, the start of
 * a working day.
 *
 * Getting there takes minutes, and a call of `UpdateShardCount` for each doubling, of which there are ten a day: begin a quarter of
 * an hour early, and half an hour where shards have to grow eightfold. Where several hold, the highest counts.
 *
 * @example
 * new ShardAutoscaler(this, 'Scaling', {
 *   stream,
 *   minShards: 2,
 *   maxShards: 64,
 *   scheduledMinimums: [
 *     ScheduledMinimum.between(new Date('2026-11-27T05:30:00Z'), new Date('2026-11-28T06:00:00Z'), 32),
 *     ScheduledMinimum.daily({
 *       startTime: '07:45',
 *       endTime: '18:00',
 *       timeZone: 'Europe/Berlin',
 *       days: [Weekday.MONDAY, Weekday.FRIDAY],
 *       minShards: 8,
 *     }),
 *   ],
 * });
 */
export class ScheduledMinimum {
  /** Once, from `start` until before `end`. */
  public static between(start: Date, end: Date, minShards: number): ScheduledMinimum {
    return new ScheduledMinimum({ start: start.getTime(), end: end.getTime(), minShards });
  }

  /**
   * Again and again, by the clock of a place: when that is put back, an hour that comes twice counts twice, and when it is put
   * forward, an hour that is left out does not count.
   */
  public static daily(options: DailyMinimumOptions): ScheduledMinimum {
    const { startTime, endTime, timeZone, days = [0, 1, 2, 3, 4, 5, 6], minShards } = options;
    return new ScheduledMinimum({ from: startTime, to: endTime, timeZone, days, minShards });
  }

  private constructor(private readonly minimum: MinimumInForce) {}

  /** @internal */
  public _render(scope: IConstruct, setting: string, maxShards: number): MinimumInForce {
    const minimum = this.minimum;
    checkWholeNumber(scope, `${setting} minShards`, minimum.minShards, 1, maxShards);
    if ('start' in minimum) {
      const { start, end } = minimum;
      if (!(start < end))
        throw new InvalidSettingError(scope, setting, 'a start before its end', [start, end]);
      return minimum;
    }
    const { from, to, timeZone, days } = minimum;
    const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
    if (!isTime(from)) throw new InvalidSettingError(scope, `${setting} startTime`, '00:00 to 23:59', from);
    if (!(isTime(to) && to !== '00:00') && to !== '24:00') {
      throw new InvalidSettingError(scope, `${setting} endTime`, '00:01 to 24:00', to);
    }
    if (from === to)
      throw new InvalidSettingError(scope, `${setting} endTime`, 'another time than startTime', to);
    if (!isTimeZone(timeZone)) {
      throw new InvalidSettingError(scope, `${setting} timeZone`, 'an IANA time zone', timeZone);
    }
    if (days.length === 0) throw new InvalidSettingError(scope, `${setting} days`, 'at least one', 'none');
    return minimum;
  }
}

/** Fails when minimums are more than a function can be given. */
export function checkLength(scope: IConstruct, minimums: readonly MinimumInForce[]): void {
  const { length } = JSON.stringify(minimums);
  if (length <= LONGEST) return;
  throw new InvalidSettingError(
    scope,
    'scheduledMinimums',
    `at most ${LONGEST} characters as JSON`,
    `${minimums.length} of ${length} characters`,
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
