import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/**
 * Where in the stream a new reader starts. A reader that already runs keeps its place.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export class StartPosition {
  /** With the oldest record that the stream still keeps. */
  public static readonly TRIM_HORIZON = new StartPosition(StartingPosition.TRIM_HORIZON);

  /** With the first record put after Lambda has begun to read, which is some time after the deployment. */
  public static readonly LATEST = new StartPosition(StartingPosition.LATEST);

  /** With the first record put at or after `time`, to the second; not in the future. */
  public static atTimestamp(time: Date): StartPosition {
    return new StartPosition(StartingPosition.AT_TIMESTAMP, time);
  }

  private constructor(
    /** Lambda's name for it. */
    public readonly position: StartingPosition,
    /** The time, when it is one. */
    public readonly time?: Date,
  ) {}

  /** The time in Unix seconds, once it is one that Lambda takes. */
  public timestamp(scope: IConstruct): number | undefined {
    if (this.time === undefined) return undefined;
    const millis = this.time.getTime();
    if (!(millis >= 1000 && millis <= Date.now())) {
      const got = Number.isNaN(millis) ? String(this.time) : this.time.toISOString();
      throw new InvalidSettingError(scope, 'startingPosition', 'a time between 1970 and now', got);
    }
    return Math.floor(millis / 1000);
  }
}
