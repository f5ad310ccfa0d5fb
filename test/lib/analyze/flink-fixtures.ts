import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { FlinkColumn } from '../../../lib/analyze/flink-column';
import { FlinkFormat } from '../../../lib/analyze/flink-format';
import { FlinkSql } from '../../../lib/analyze/flink-sql';
import { FlinkSqlApplication } from '../../../lib/analyze/flink-sql-application';
import type { FlinkSqlApplicationProps } from '../../../lib/analyze/flink-sql-application-props';
import type { FlinkStreamSourceOptions } from '../../../lib/analyze/flink-stream-source';
import { FlinkTable } from '../../../lib/analyze/flink-table';

/** A file that is taken for the connector. */
export const CONNECTOR = join(mkdtempSync(join(tmpdir(), 'connector-')), 'connector.jar');
writeFileSync(CONNECTOR, 'a jar');

export const COPY = 'INSERT INTO results SELECT ticker, price FROM trades;\n';
export const WINDOW = `INSERT INTO results
SELECT ticker, AVG(price) FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
GROUP BY ticker, window_start, window_end;
`;

/** A stream of another app, whose shards are not known. */
export function importedStream(stack: Stack, name = 'trades'): IStream {
  const arn = `arn:aws:kinesis:eu-west-1:111111111111:stream/${name}`;
  return Stream.fromStreamArn(stack, `Imported${name}`, arn);
}

export function trades(stream: IStream, options: Partial<FlinkStreamSourceOptions> = {}): FlinkTable {
  return FlinkTable.fromStream(stream, {
    columns: {
      ticker: FlinkColumn.STRING,
      price: FlinkColumn.DOUBLE,
      event_time: FlinkColumn.TIMESTAMP_LTZ,
    },
    format: FlinkFormat.json(),
    eventTime: 'event_time',
    ...options,
  });
}

export function results(stream: IStream): FlinkTable {
  const columns = { ticker: FlinkColumn.STRING, price: FlinkColumn.DOUBLE };
  return FlinkTable.toStream(stream, { columns, format: FlinkFormat.json() });
}

/** An application `App` that copies trades of two shards, unless it is told otherwise. */
export function flinkApplication(
  stack: Stack,
  props: Partial<FlinkSqlApplicationProps> = {},
): FlinkSqlApplication {
  return new FlinkSqlApplication(stack, 'App', {
    sql: FlinkSql.text(COPY),
    tables: props.tables ?? {
      trades: trades(importedStream(stack), { shardCount: 2 }),
      results: results(importedStream(stack, 'results')),
    },
    connectorJar: CONNECTOR,
    ...props,
  });
}

/** Properties of the one resource of a type. */
export function only(stack: Stack, type: string) {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

/** Statements of the policy of the role whose id begins so. */
export function rightsOf(stack: Stack, role: string): unknown[] {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}
