import type { StreamRecord } from 'kinesis-constructs/runtime';
import type { Flight } from './flight';

/** What a batch adds to the delays of one airport of origin. */
export interface DelaySum {
  readonly flights: number;
  readonly delayMinutes: number;
  /** Position of the last flight that is counted in. */
  readonly lastRecord: string;
}

/**
 * Adds up flights of one airport, in their order, leaving out those up to the record that was counted last; `undefined` when
 * none is left.
 *
 * The producer's partition key is the airport, so its flights come in order, and one that is not behind the last counted has
 * come before. That makes the count exact though Kinesis delivers at least once.
 */
export function sumDelays(
  records: readonly StreamRecord<Flight>[],
  countedTo: string | undefined,
): DelaySum | undefined {
  const fresh = records.filter((record) => countedTo === undefined || positionOf(record) > countedTo);
  if (fresh.length === 0) return undefined;
  return {
    flights: fresh.length,
    delayMinutes: fresh.reduce((sum, { payload }) => sum + Math.max(0, payload.delay), 0),
    lastRecord: positionOf(fresh[fresh.length - 1]),
  };
}

/** Where a record stands in the stream, in figures of one length, so that positions compare as text. */
function positionOf({ sequenceNumber, subSequenceNumber }: StreamRecord<Flight>): string {
  return `${sequenceNumber.padStart(64, '0')}.${String(subSequenceNumber).padStart(8, '0')}`;
}
