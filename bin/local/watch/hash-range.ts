/** All hash keys of a stream: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_HashKeyRange.html */
const KEYS = 2n ** 128n;
/** Figures of a share that matter. */
const PRECISION = 1_000_000n;

/** A range of hash keys, and what share of all it is, from 0 to 1. */
export interface HashRange {
  readonly from: string;
  readonly to: string;
  readonly share: number;
}

/** The range between two hash keys, given in decimals as Kinesis does, with its ends in hexadecimal digits. */
export function hashRange(start: string, end: string): HashRange {
  const [from, to] = [BigInt(start), BigInt(end)];
  return {
    from: hex(from),
    to: hex(to),
    share: Number(((to - from + 1n) * PRECISION) / KEYS) / Number(PRECISION),
  };
}

function hex(key: bigint): string {
  return key.toString(16).padStart(32, '0');
}
