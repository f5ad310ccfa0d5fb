import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/**
 * The version of Flink that the service runs, and the connector that goes with it.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/how-flink-connectors.html
 */
export class FlinkRuntime {
  /** Flink 1.20, with Java 11 and Python 3.11. */
  public static readonly FLINK_1_20 = new FlinkRuntime('FLINK-1_20', '5.1.0-1.20');

  /** Flink 2.2, with Java 17 and Python 3.12. An application that has come here does not go back to 1.x with its state. */
  public static readonly FLINK_2_2 = new FlinkRuntime('FLINK-2_2', '6.0.1-2.0');

  /**
   * Another version, by the service's name for it.
   *
   * @param name such as `FLINK-2_3`
   * @param connectorVersion version of `flink-sql-connector-aws-kinesis-streams` that goes with it, such as `6.0.1-2.0`
   */
  public static of(name: string, connectorVersion: string): FlinkRuntime {
    return new FlinkRuntime(name, connectorVersion);
  }

  private constructor(
    /** The service's name for it. */
    public readonly name: string,
    /** Version of the connector. */
    public readonly connectorVersion: string,
  ) {}

  /** Where Maven has the connector. */
  public get connectorCoordinates(): string {
    return `org.apache.flink:flink-sql-connector-aws-kinesis-streams:${this.connectorVersion}`;
  }

  /** @internal */
  public _check(scope: IConstruct): void {
    if (/^SQL-/.test(this.name)) {
      const expected =
        'a version of Flink: AWS has ended Kinesis Data Analytics for SQL, and deleted its applications from 27 January 2026 on';
      throw new InvalidSettingError(scope, 'runtime', expected, this.name);
    }
    const [, major, minor] = /^FLINK-(\d+)_(\d+)$/.exec(this.name) ?? [];
    if (major === undefined || Number(major) * 1000 + Number(minor) < 1020) {
      const expected = 'FLINK-1_20 or later, which the connector needs';
      throw new InvalidSettingError(scope, 'runtime', expected, this.name);
    }
  }

  /**
   * Whether what Flink 2 renamed has its new name.
   *
   * @internal
   */
  public get _isFlink2(): boolean {
    return !this.name.startsWith('FLINK-1_');
  }
}
