import type { RetryPolicy } from './options';

/**
 * Milliseconds to pause after the given number of failed attempts, "full jitter": anything up to a bound that doubles
 * with each attempt, so that producers throttled together do not come back together.
 *
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function pauseMs(
  attempts: number,
  { baseMs, capMs }: Required<Pick<RetryPolicy, 'baseMs' | 'capMs'>>,
  random: () => number,
): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempts - 1));
}
