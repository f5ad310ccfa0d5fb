import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { grantOnStream } from '../shared/stream-access';
import type { FlinkColumn } from './flink-column';
import { checkColumns, checkPartitions } from './flink-ddl';
import type { FlinkFormat } from './flink-format';
import { type FlinkTableDefinition, placeholder } from './flink-table-definition';

/** How a table writes to a stream. */
export interface FlinkStreamSinkOptions {
  /** The columns, by name, in the order that they have in CSV. */
  readonly columns: { [name: string]: FlinkColumn };

  /** What a record is. */
  readonly format: FlinkFormat;

  /**
   * Columns whose values make the partition key, so that rows with the same values stay in order.
   *
   * @default - a random partition key: rows are spread evenly
   */
  readonly partitionedBy?: string[];
}

/** What the connector's sink calls. */
const SINK_ACTIONS = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:PutRecords'];

/** A table that writes to a stream. */
export function streamSink(stream: IStream, options: FlinkStreamSinkOptions): FlinkTableDefinition {
  const { columns, format, partitionedBy = [] } = options;
  return {
    kind: 'sink',
    columns,
    check: (scope, name) => {
      checkColumns(scope, name, columns, 'sink');
      checkPartitions(scope, name, columns, partitionedBy);
      format._check(scope, name, Object.keys(columns));
    },
    plan: (name) => ({
      name,
      columns,
      partitionedBy,
      options: {
        connector: 'kinesis',
        'stream.arn': placeholder(name, 'arn'),
        'aws.region': placeholder(name, 'region'),
        ...format._options,
      },
    }),
    bind: (_scope, _name, role) => {
      grantOnStream(stream, role, SINK_ACTIONS, ['kms:GenerateDataKey']);
      return { arn: stream.streamArn, region: stream.env.region };
    },
  };
}
