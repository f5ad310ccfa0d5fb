import { compareSequence } from './source-record';

/**
 * How far a shard is replicated: of the records from `from` to `reached` the target has all but those in `open`.
 *
 * It tells of the last batch alone, and of what that batch left of the one before. Whatever is older is unknown, so
 * that a batch which was given up and is processed again much later is copied, not taken for done.
 */
export interface Progress {
  readonly from: string;
  readonly reached: string;
  readonly open: readonly string[];

  /** ARN of the stream that has them; absent in what was kept before this was noted. */
  readonly target?: string;
}

/** A batch after an attempt at it: its sequence numbers in order, and which of them the target does not have. */
export interface Attempted {
  readonly sequenceNumbers: readonly string[];
  readonly open: ReadonlySet<string>;
}

/** `progress` if it may be that of `target`: another stream has none of what it tells of. */
export function towards(target: string, progress: Progress | undefined): Progress | undefined {
  return progress?.target === undefined || progress.target === target ? progress : undefined;
}

/** Tells of a sequence number whether the target has its record. */
export function doneBy(progress: Progress | undefined): (sequenceNumber: string) => boolean {
  if (progress === undefined) return () => false;
  const { from, reached } = progress;
  const open = new Set(progress.open);
  return (number) =>
    compareSequence(from, number) <= 0 && compareSequence(number, reached) <= 0 && !open.has(number);
}

/** Progress after a batch; undefined if it is older than what is known, and so changes nothing. */
export function advance(
  before: Progress | undefined,
  { sequenceNumbers, open }: Attempted,
): Progress | undefined {
  const first = sequenceNumbers[0];
  const last = sequenceNumbers[sequenceNumbers.length - 1];
  const ofBatch = sequenceNumbers.filter((number) => open.has(number));
  if (before === undefined || compareSequence(first, before.reached) > 0) {
    return { from: first, reached: last, open: ofBatch };
  }
  if (compareSequence(first, before.from) < 0) return undefined;
  // A batch that Lambda has cut in two may end before the one it is part of.
  const behind = before.open.filter((number) => compareSequence(number, last) > 0);
  const reached = compareSequence(last, before.reached) > 0 ? last : before.reached;
  return { from: first, reached, open: [...ofBatch, ...behind] };
}
