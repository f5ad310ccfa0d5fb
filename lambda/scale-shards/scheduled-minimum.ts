import type { DailyMinimum, MinimumInForce } from './contract';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** The fewest shards there may be at `now`: the highest of those minimums that hold, or `otherwise` if that is higher. */
export function minimumAt(minimums: readonly MinimumInForce[], now: number, otherwise: number): number {
  const held = minimums.filter((minimum) => holds(minimum, now)).map(({ minShards }) => minShards);
  return Math.max(otherwise, ...held);
}

function holds(minimum: MinimumInForce, now: number): boolean {
  if ('start' in minimum) return minimum.start <= now && now < minimum.end;
  return holdsByTheClock(minimum, now);
}

/**
 * By what the clock on the wall shows there: where it is put back, the hour that comes twice counts twice; where it is put
 * forward, the hour that is left out does not count.
 */
function holdsByTheClock({ from, to, timeZone, days }: DailyMinimum, now: number): boolean {
  const { day, time } = wallClock(timeZone, now);
  const yesterday = (day + 6) % 7;
  // Texts of two digits each are in the order of the times they stand for.
  if (from < to) return days.includes(day) && from <= time && time < to;
  return (days.includes(day) && from <= time) || (days.includes(yesterday) && time < to);
}

function wallClock(timeZone: string, now: number): { day: number; time: string } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return { day: DAYS.indexOf(part.weekday), time: `${part.hour}:${part.minute}` };
}
