import type { GiveUpReason } from './errors';
import { RecordGivenUpError } from './errors';
import type { Lane } from './lanes';
import type { Link } from './list';
import type { CheckedRecord, PutResult } from './record';

/** Who wants to know what becomes of a record. */
export interface Listener {
  accepted(): void;
  acknowledged(result: PutResult): void;
  givenUp(error: RecordGivenUpError): void;
}

/** A record from `put` to its end: acknowledged or given up. */
export class Entry {
  /** Times the record was sent. */
  public attempts = 0;

  /** Whether it is part of a call under way. */
  public inFlight = false;

  /** Whether an attempt at it ended without an answer. */
  public mayBeInStream = false;

  public lastFailure: Error | undefined;

  /** Place among all unsettled records. */
  public order: Link<Entry> | undefined;

  /** Place among those that wait for room, and then in the lane. */
  public queue: Link<Entry> | undefined;

  /** The lane it is in; undefined while it waits for room. */
  public lane: Lane | undefined;

  constructor(
    public readonly record: CheckedRecord,

    /** 1 for the first record ever put, and so on. */
    public readonly number: number,

    /** When it was put. */
    public readonly since: number,

    public readonly deadline: number,
    public readonly listener: Listener,
  ) {}

  /** The error to give the record up with. */
  public failure(reason: GiveUpReason): RecordGivenUpError {
    return new RecordGivenUpError(reason, this.attempts, this.mayBeInStream, this.lastFailure);
  }
}
