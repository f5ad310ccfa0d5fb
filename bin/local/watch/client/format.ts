const COUNT = new Intl.NumberFormat('en');
const ONE_DECIMAL = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const UNITS = ['bytes', 'KB', 'MB', 'GB'] as const;

/** A whole number with its thousands. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** Records a second. */
export function rate(value: number): string {
  return `${value < 10 ? ONE_DECIMAL.format(value) : COUNT.format(Math.round(value))}/s`;
}

/** A size: `938 bytes`, `1.2 KB`. */
export function bytes(value: number): string {
  let [scaled, unit] = [value, 0];
  while (scaled >= 1000 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${ONE_DECIMAL.format(scaled)} ${UNITS[unit]}`;
}

/** A time that matters by its size: `0.4 s`, `2 min 5 s`, `2 h 24 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours === 0) return parts(`${minutes} min`, Math.floor(seconds) % 60, 's');
  return parts(`${hours} h`, minutes % 60, 'min');
}

/** A clock of a run: `1:05`, `1:00:05`. */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h === 0 ? `${m}:${two(s)}` : `${h}:${two(m)}:${two(s)}`;
}

/** A moment, to the second. */
export function time(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

/** The ends of a range of hash keys, as far as they differ from others. */
export function hashKeys(from: string, to: string): string {
  return `${from.slice(0, 4)}…–${to.slice(0, 4)}…`;
}

/** The number of a shard. */
export function shardNumber(id: string): string {
  return String(Number(id.replace(/^shardId-/, '')));
}

function parts(whole: string, rest: number, unit: string): string {
  return rest === 0 ? whole : `${whole} ${rest} ${unit}`;
}
