/** What a `StreamProducer` has done so far. Records are counted as they were put, also those inside aggregates. */
export interface ProducerStats {
  /** Records accepted into the buffer. */
  readonly accepted: number;

  /** Records Kinesis has acknowledged. */
  readonly acknowledged: number;

  /** Records given up, among them those that never found room in the buffer. */
  readonly failed: number;

  /** PutRecords calls. */
  readonly calls: number;

  /** Times a record was sent again. */
  readonly retries: number;

  /** Times a record was refused because the shard, the stream or its key had reached its limit. */
  readonly throttled: number;

  /** Times a record failed inside Kinesis (`InternalFailure`). */
  readonly internalFailures: number;

  /** Calls that ended without an answer that tells what was written: timeout, broken connection, server error. */
  readonly unansweredCalls: number;

  /** Times a record was in such a call: each may have left a copy in the stream that nobody was told of. */
  readonly possibleDuplicates: number;

  /** Records held now: accepted, neither acknowledged nor given up. */
  readonly heldRecords: number;

  /** Bytes held now, data and partition keys. */
  readonly heldBytes: number;
}

/** The counts of `ProducerStats` that only grow. */
export type ProducerCounts = {
  -readonly [K in Exclude<keyof ProducerStats, 'heldRecords' | 'heldBytes'>]: number;
};

export function zeroCounts(): ProducerCounts {
  return {
    accepted: 0,
    acknowledged: 0,
    failed: 0,
    calls: 0,
    retries: 0,
    throttled: 0,
    internalFailures: 0,
    unansweredCalls: 0,
    possibleDuplicates: 0,
  };
}
