/**
 * Where in the stream an application begins that has no snapshot to go on from.
 *
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/kinesis/
 */
export class FlinkStartPosition {
  /** With the oldest record that the stream still keeps. A backlog over several shards is where windows lose rows. */
  public static readonly TRIM_HORIZON = new FlinkStartPosition({ 'source.init.position': 'TRIM_HORIZON' });

  /** With the first record that is put after the application has begun to read. */
  public static readonly LATEST = new FlinkStartPosition({ 'source.init.position': 'LATEST' });

  /** With the first record that was put at or after `time`. */
  public static atTimestamp(time: Date): FlinkStartPosition {
    return new FlinkStartPosition({
      'source.init.position': 'AT_TIMESTAMP',
      'source.init.timestamp': time.toISOString(),
    });
  }

  private constructor(
    /** @internal */
    public readonly _options: Readonly<Record<string, string>>,
  ) {}
}
