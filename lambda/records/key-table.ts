import { isAscii } from 'node:buffer';

/** Below this many keys, one call a key is quicker than cutting them out of one text. */
const FEW = 4;

/**
 * The keys that lie in `bytes` between `bounds`, two ascending offsets a key.
 *
 * Bytes that are not UTF-8 come as U+FFFD, as in the Kinesis Client Library.
 */
export function readKeys(bytes: Buffer, bounds: readonly number[]): string[] {
  const keys: string[] = [];
  const text = bounds.length < 2 * FEW ? undefined : asciiText(bytes, bounds[0], bounds[bounds.length - 1]);
  const origin = bounds[0];
  for (let bound = 0; bound < bounds.length; bound += 2) {
    const start = bounds[bound];
    const end = bounds[bound + 1];
    keys.push(
      text === undefined ? bytes.toString('utf8', start, end) : text.slice(start - origin, end - origin),
    );
  }
  return keys;
}

/** The whole stretch as text if it is all ASCII: the tags and lengths of short keys between the keys are, too. */
function asciiText(bytes: Buffer, start: number, end: number): string | undefined {
  return isAscii(bytes.subarray(start, end)) ? bytes.toString('latin1', start, end) : undefined;
}
