import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { bucketSink, type FlinkBucketSinkOptions } from './flink-bucket-sink';
import { type FlinkStreamSinkOptions, streamSink } from './flink-stream-sink';
import { type FlinkStreamSourceOptions, streamSource } from './flink-stream-source';
import type { FlinkTableDefinition } from './flink-table-definition';

/**
 * A table that the SQL of a `FlinkSqlApplication` reads or writes. The application makes it known to Flink, under the name it is
 * given there, and is let at the stream or the bucket and its key.
 *
 * @example
 * const trades = FlinkTable.fromStream(stream, {
 *   columns: { ticker: FlinkColumn.STRING, price: FlinkColumn.DOUBLE, event_time: FlinkColumn.TIMESTAMP_LTZ },
 *   format: FlinkFormat.json(),
 *   eventTime: 'event_time',
 * });
 * const averages = FlinkTable.toBucket(bucket, {
 *   columns: { ticker: FlinkColumn.STRING, average: FlinkColumn.DOUBLE },
 *   format: FlinkFormat.json(),
 * });
 * @see https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/connectors/table/kinesis/
 */
export class FlinkTable {
  /** A table that reads a stream. */
  public static fromStream(stream: IStream, options: FlinkStreamSourceOptions): FlinkTable {
    return new FlinkTable(streamSource(stream, options));
  }

  /** A table that writes to a stream, each row at least once. */
  public static toStream(stream: IStream, options: FlinkStreamSinkOptions): FlinkTable {
    return new FlinkTable(streamSink(stream, options));
  }

  /** A table that writes files to a bucket, each row once; they can be read after the next checkpoint. */
  public static toBucket(bucket: IBucket, options: FlinkBucketSinkOptions): FlinkTable {
    return new FlinkTable(bucketSink(bucket, options));
  }

  private constructor(
    /** @internal */
    public readonly _definition: FlinkTableDefinition,
  ) {}
}
