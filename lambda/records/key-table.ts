import { isAscii } from 'node:buffer';

/** Below this many keys, one call a key is quicker than cutting them out of one text. */
const FEW = 4;

/**
 * The keys that lie in `bytes` between `bounds`, two ascending offsets a key.
 *
 * Bytes that are not UTF-8 come as U+FFFD, as in the Kinesis Client Library.
 */
export function readKeys(bytes: Buffer, bounds: readonly number[]): string[] {
  const count = bounds.length / 2;
  const keys = new Array<string>(count);
  const origin = bounds[0];
  const text = count < FEW ? undefined : asciiText(bytes, origin, bounds[bounds.length - 1]);
  for (let place = 0; place < count; place++) {
    const start = bounds[2 * place];
    const end = bounds[2 * place + 1];
    keys[place] =
      text === undefined ? bytes.toString('utf8', start, end) : text.slice(start - origin, end - origin);
  }
  return keys;
}

/** The whole stretch as text if it is all ASCII: the tags and lengths of short keys between the keys are, too. */
function asciiText(bytes: Buffer, start: number, end: number): string | undefined {
  return isAscii(bytes.subarray(start, end)) ? bytes.toString('latin1', start, end) : undefined;
}
