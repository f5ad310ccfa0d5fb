import type { IConstruct } from 'constructs';
import type { FlinkUpdateKind } from '../../lambda/run-flink-application/contract';
import { InvalidSettingError } from '../shared/checks';

/**
 * What a deployment that changes an application does with what the application has in mind: its place in the streams, and the
 * windows and joins that it is at.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/how-snapshots.html
 */
export class FlinkUpdate {
  /**
   * The service takes a snapshot, and goes on from it with the new code; when that does not run, it goes back to the code before,
   * and the deployment fails. Another query often has a state that does not fit the one before.
   */
  public static readonly IN_PLACE = new FlinkUpdate('in-place');

  /**
   * The application is stopped with a snapshot, and started from it without what fits the new query no more: its place in the
   * streams stays, as long as the tables that it reads stay in their place in the query.
   */
  public static readonly KEEP_WHAT_MATCHES = new FlinkUpdate('matching-state');

  /** The application is stopped and begins anew, where the `startPosition` of each table says. */
  public static readonly WITHOUT_STATE = new FlinkUpdate('without-state');

  /**
   * The application is stopped, and started from the snapshot of this name; so it is with each deployment that changes something,
   * until this is taken out again.
   *
   * @param name 1 to 256 letters, digits, `_`, `.` and `-`
   */
  public static fromSnapshot(name: string): FlinkUpdate {
    return new FlinkUpdate('from-snapshot', name);
  }

  private constructor(
    /** @internal */
    public readonly _kind: FlinkUpdateKind,
    /** @internal */
    public readonly _snapshot: string = '',
  ) {}

  /** @internal */
  public _check(scope: IConstruct, snapshots: boolean): void {
    if (this._kind === 'from-snapshot' && !/^[\w.-]{1,256}$/.test(this._snapshot)) {
      const expected = 'the name of a snapshot: 1 to 256 letters, digits, _, . and -';
      throw new InvalidSettingError(scope, 'update', expected, this._snapshot);
    }
    if (snapshots || this._kind === 'in-place' || this._kind === 'without-state') return;
    throw new InvalidSettingError(scope, 'update', 'IN_PLACE or WITHOUT_STATE without snapshots', this._kind);
  }
}
