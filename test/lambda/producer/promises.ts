import { RecordGivenUpError } from '../../../lambda/producer/errors';
import { type Copy, type Fate, idsIn, isUnanswered, type Played, type Scenario } from './play';

/** Records that were neither acknowledged and found where the acknowledgement says, nor given up. */
export function lost({ fates, copies }: Played): string[] {
  return fates
    .filter(({ id, error, result }) => {
      const there = copies.get(id) ?? [];
      if (error !== undefined) return false;
      return result === undefined ? there.length === 0 : !there.some((copy) => isAt(copy, result));
    })
    .map(({ id }) => id);
}

/** Records given up as not written of which a copy is in the stream. */
export function falselyGivenUp({ fates, copies }: Played): string[] {
  return fates
    .filter(({ id, error }) => {
      const mayBeThere = error instanceof RecordGivenUpError && error.mayBeInStream;
      return error !== undefined && !mayBeThere && copies.has(id);
    })
    .map(({ id }) => id);
}

/** Records whose first copy is behind the first copy of a later record of their key. */
export function outOfOrder({ fates, copies }: Played): string[] {
  return fates
    .filter(({ id, key, number }) => {
      const later = fates.filter((other) => other.key === key && other.number > number);
      return later.some((other) => firstAt(copies.get(id)) > firstAt(copies.get(other.id)));
    })
    .map(({ id }) => id);
}

/** Records of which the stream has other copies than the acknowledged one and those of calls without an answer. */
export function unexplainedCopies({ fates, copies, kinesis }: Played): string[] {
  return fates
    .filter(({ id, error }) => {
      const silent = (copies.get(id) ?? []).filter(({ written }) =>
        isUnanswered(kinesis.calls[written.call]),
      );
      return copies.get(id)?.length !== silent.length + (error === undefined ? 1 : 0) && copies.has(id);
    })
    .map(({ id }) => id);
}

/** What the counts must be, by the log of what the service was asked and answered. */
export function countsByLog({ kinesis: { calls } }: Played): Record<string, number> {
  const sent = calls.flatMap((call) => call.records.flatMap(idsIn));
  const failures = (code: string): number =>
    calls
      .filter((call) => !isUnanswered(call))
      .flatMap((call) => call.records.filter((_, i) => call.results[i]?.ErrorCode === code).flatMap(idsIn))
      .length;
  const whole = calls
    .filter((call) => call.fault === 'throttled call')
    .flatMap((call) => call.records.flatMap(idsIn));
  const unanswered = calls.filter(isUnanswered);
  return {
    calls: calls.length,
    retries: sent.length - new Set(sent).size,
    throttled: whole.length + failures('ProvisionedThroughputExceededException'),
    internalFailures: failures('InternalFailure'),
    unansweredCalls: unanswered.length,
    possibleDuplicates: unanswered.flatMap((call) => call.records.flatMap(idsIn)).length,
  };
}

/** Records that outlived their deadline by more than a call may take. */
export function overdue({ fates }: Played, { options: { retry = {} } }: Scenario): string[] {
  const { deadlineMs = 30_000, callTimeoutMs = 10_000 } = retry;
  return fates
    .filter(({ putAt, endedAt }) => endedAt !== undefined && endedAt > putAt + deadlineMs + callTimeoutMs)
    .map(({ id }) => id);
}

/** Records that were not given up although an earlier one of their key was, after they were put. */
export function survivors({ fates }: Played): string[] {
  return fates
    .filter(({ key, number, putAt, error }) => {
      const failed = (other: Fate) => other.error !== undefined && (other.endedAt ?? 0) > putAt;
      return error === undefined && fates.some((o) => o.key === key && o.number < number && failed(o));
    })
    .map(({ id }) => id);
}

function isAt({ written, subSequenceNumber }: Copy, result: NonNullable<Fate['result']>): boolean {
  const { shardId, sequenceNumber } = written;
  const sameRecord = shardId === result.shardId && sequenceNumber === result.sequenceNumber;
  return sameRecord && subSequenceNumber === result.subSequenceNumber;
}

/** Place in the stream of the first copy; a number too long to be exact is compared as text of one length. */
function firstAt(copies: readonly Copy[] = []): string {
  const places = copies.map(
    ({ written, subSequenceNumber }) =>
      `${written.sequenceNumber}.${String(subSequenceNumber).padStart(6, '0')}`,
  );
  return places.sort()[0] ?? '';
}
