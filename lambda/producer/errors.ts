/** A record that Kinesis would not take, refused before it was sent. */
export class InvalidRecordError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidRecordError';
  }
}

/** A record put after `close`. */
export class ProducerClosedError extends Error {
  constructor() {
    super('the producer is closed');
    this.name = 'ProducerClosedError';
  }
}

/** A call that had no answer within `retry.callTimeoutMs`. */
export class CallTimeoutError extends Error {
  constructor(callTimeoutMs: number) {
    super(`PutRecords gave no answer within ${callTimeoutMs} ms`);
    this.name = 'CallTimeoutError';
  }
}

/**
 * Why a record was given up:
 *
 * - `deadline`: `retry.deadlineMs` passed before an attempt succeeded
 * - `attempts`: `retry.attempts` of them failed
 * - `refused`: it met an error that another attempt would meet again, such as missing permission or no Region
 * - `predecessor`: the producer is ordered, and an earlier record of the partition key was given up
 */
export type GiveUpReason = 'deadline' | 'attempts' | 'refused' | 'predecessor';

const explanations: Record<GiveUpReason, string> = {
  deadline: 'its deadline passed',
  attempts: 'its last attempt failed',
  refused: 'another attempt would fail alike',
  predecessor: 'an earlier record of its partition key was given up',
};

/** A record that was not acknowledged and is no longer tried. `cause` is its last failure, if it was ever sent. */
export class RecordGivenUpError extends Error {
  constructor(
    public readonly reason: GiveUpReason,

    /** Times the record was sent. */
    public readonly attempts: number,

    /** Whether the record may be in the stream all the same: an attempt at it ended without an answer. */
    public readonly mayBeInStream: boolean,

    cause?: Error,
  ) {
    const sent = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
    const last = cause === undefined ? '' : `; last failure: ${cause.name}: ${cause.message}`;
    const doubt = mayBeInStream ? '; it may be in the stream all the same' : '';
    super(`record given up after ${sent}: ${explanations[reason]}${last}${doubt}`, { cause });
    this.name = 'RecordGivenUpError';
  }
}
