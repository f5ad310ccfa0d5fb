import type { RedriveTargetKind } from '../../lambda/redrive-batches/contract';

/** What failed batches are redriven to. */
export class RedriveTarget {
  /** The function that failed on them, which alone processes them again. */
  public static readonly FUNCTION = new RedriveTarget('function');

  /** The stream they came from, as new records: every reader of the stream gets them once more. */
  public static readonly STREAM = new RedriveTarget('stream');

  private constructor(
    /** @internal */
    public readonly _kind: RedriveTargetKind,
  ) {}
}
