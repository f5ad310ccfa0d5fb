import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { checkApplication } from '../../../lib/analyze/flink-application-checks';
import { FlinkColumn } from '../../../lib/analyze/flink-column';
import { FlinkFormat } from '../../../lib/analyze/flink-format';
import { FlinkRuntime } from '../../../lib/analyze/flink-runtime';
import { FlinkSql } from '../../../lib/analyze/flink-sql';
import { FlinkStartPosition } from '../../../lib/analyze/flink-start-position';
import { FlinkTable } from '../../../lib/analyze/flink-table';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { testStack } from '../../support/stack';
import {
  CONNECTOR,
  flinkApplication,
  importedStream,
  only,
  results,
  rightsOf,
  trades,
} from './flink-fixtures';

/** The definition of the one table, without the settings before it. */
function definitionOf(stack: Stack, table: FlinkTable): string {
  const props = {
    sql: FlinkSql.text('INSERT INTO t SELECT 1;'),
    tables: { t: table },
    connectorJar: CONNECTOR,
  };
  const sink = table._definition.kind === 'sink';
  const sql = FlinkSql.text(
    sink
      ? 'INSERT INTO t SELECT 1;'
      : "CREATE TABLE o (a INT) WITH ('connector' = 'print');INSERT INTO o SELECT 1 FROM t;",
  );
  const { sql: all } = checkApplication(stack, { ...props, sql }, FlinkRuntime.FLINK_1_20);
  return all.slice(all.indexOf('CREATE TABLE'), all.indexOf(');\n') + 2);
}

test('a stream is read by connector 5', () => {
  const stack = testStack();
  expect(definitionOf(stack, trades(importedStream(stack)))).toBe(`CREATE TABLE \`t\` (
  \`ticker\` STRING,
  \`price\` DOUBLE,
  \`event_time\` TIMESTAMP_LTZ(3),
  WATERMARK FOR \`event_time\` AS \`event_time\` - INTERVAL '30' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '\${t.arn}',
  'aws.region' = '\${t.region}',
  'source.init.position' = 'LATEST',
  'source.reader.type' = 'POLLING',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);`);
});

test('each setting of a source is in its definition', () => {
  const stack = testStack();
  const table = FlinkTable.fromStream(importedStream(stack), {
    columns: {
      'a`b': FlinkColumn.decimal(10, 2),
      tags: FlinkColumn.array(FlinkColumn.STRING),
      counts: FlinkColumn.map(FlinkColumn.BIGINT),
      inner: FlinkColumn.row({ x: FlinkColumn.INT, y: FlinkColumn.BOOLEAN }),
      at: FlinkColumn.BIGINT,
      event_time: FlinkColumn.timeOfMillis('at'),
      upper: FlinkColumn.computed('UPPER(`a``b`)'),
      now: FlinkColumn.PROCESSING_TIME,
    },
    format: FlinkFormat.csv({ fieldDelimiter: "'", ignoreParseErrors: true }),
    eventTime: 'event_time',
    watermarkDelay: Duration.minutes(1_441 - 1),
    startPosition: FlinkStartPosition.atTimestamp(new Date('2026-11-19T07:15:00Z')),
    enhancedFanOut: true,
  });
  expect(definitionOf(stack, table)).toBe(`CREATE TABLE \`t\` (
  \`a\`\`b\` DECIMAL(10, 2),
  \`tags\` ARRAY<STRING>,
  \`counts\` MAP<STRING, BIGINT>,
  \`inner\` ROW<\`x\` INT, \`y\` BOOLEAN>,
  \`at\` BIGINT,
  \`event_time\` AS TO_TIMESTAMP_LTZ(\`at\`, 3),
  \`upper\` AS UPPER(\`a\`\`b\`),
  \`now\` AS PROCTIME(),
  WATERMARK FOR \`event_time\` AS \`event_time\` - INTERVAL '1 00:00:00' DAY TO SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '\${t.arn}',
  'aws.region' = '\${t.region}',
  'source.init.position' = 'AT_TIMESTAMP',
  'source.init.timestamp' = '2026-11-19T07:15:00.000Z',
  'source.reader.type' = 'EFO',
  'source.efo.consumer.name' = '\${t.consumer}',
  'source.efo.lifecycle' = 'SELF_MANAGED',
  'format' = 'csv',
  'csv.field-delimiter' = '''',
  'csv.ignore-parse-errors' = 'true'
);`);
});

test.each(['\t', '\\t', '\\u0001'])('fields may have %j between them', (fieldDelimiter) => {
  const stack = testStack();
  const format = FlinkFormat.csv({ fieldDelimiter });
  expect(definitionOf(stack, trades(importedStream(stack), { format }))).toContain(
    `'csv.field-delimiter' = '${fieldDelimiter}'`,
  );
});

test('a raw record is one column, and what is computed of it', () => {
  const stack = testStack();
  const columns = { line: FlinkColumn.STRING, upper: FlinkColumn.computed('UPPER(line)') };
  const table = trades(importedStream(stack), { columns, format: FlinkFormat.raw(), eventTime: undefined });
  expect(definitionOf(stack, table)).toContain("'format' = 'raw'");
});

test('a stream is written to, by key if asked for', () => {
  const stack = testStack();
  const columns = { ticker: FlinkColumn.STRING, price: FlinkColumn.DOUBLE };
  const table = FlinkTable.toStream(importedStream(stack), {
    columns,
    format: FlinkFormat.json({ ignoreParseErrors: true }),
    partitionedBy: ['ticker'],
  });
  expect(definitionOf(stack, table)).toBe(`CREATE TABLE \`t\` (
  \`ticker\` STRING,
  \`price\` DOUBLE
) PARTITIONED BY (\`ticker\`) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '\${t.arn}',
  'aws.region' = '\${t.region}',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'json.ignore-parse-errors' = 'true'
);`);
});

test('a bucket is written to, in folders', () => {
  const stack = testStack();
  const table = FlinkTable.toBucket(new Bucket(stack, 'B'), {
    columns: { line: FlinkColumn.STRING, day: FlinkColumn.STRING },
    format: FlinkFormat.raw(),
    partitionedBy: ['day'],
    rolloverInterval: Duration.minutes(1),
  });
  expect(definitionOf(stack, table)).toBe(`CREATE TABLE \`t\` (
  \`line\` STRING,
  \`day\` STRING
) PARTITIONED BY (\`day\`) WITH (
  'connector' = 'filesystem',
  'path' = '\${t.path}',
  'sink.rolling-policy.rollover-interval' = '60 s',
  'sink.rolling-policy.check-interval' = '10 s',
  'format' = 'raw'
);`);
});

test('enhanced fan-out registers a consumer, and may subscribe with it alone', () => {
  const stack = testStack();
  const tables = {
    trades: trades(importedStream(stack), { enhancedFanOut: true, shardCount: 1 }),
    results: results(importedStream(stack, 'results')),
  };
  flinkApplication(stack, { tables });
  const [[consumerId, { Properties }]] = Object.entries(
    Template.fromStack(stack).findResources('AWS::Kinesis::StreamConsumer'),
  );
  expect(Properties.ConsumerName).toMatch(/^[\w.-]{1,128}$/);
  const groups = only(stack, 'AWS::KinesisAnalyticsV2::Application').ApplicationConfiguration
    .EnvironmentProperties.PropertyGroups;
  expect(groups[1].PropertyMap['trades.consumer']).toBe(Properties.ConsumerName);
  const rights = rightsOf(stack, 'AppRole') as { Action: string | string[]; Resource: unknown }[];
  const about = rights.filter(({ Action }) => Action.includes('kinesis:DescribeStreamConsumer'));
  expect(about.map(({ Resource }) => Resource)).toEqual([
    'arn:aws:kinesis:eu-west-1:111111111111:stream/trades',
    { 'Fn::GetAtt': [consumerId, 'ConsumerARN'] },
  ]);
  expect(about[1].Action).toEqual(['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard']);
});

test('files may be written below their prefix alone, under the key of the bucket', () => {
  const stack = testStack();
  const { bucket } = new RecordBucket(stack, 'Files');
  const columns = { ticker: FlinkColumn.STRING };
  const tables = {
    trades: trades(importedStream(stack), { shardCount: 1 }),
    results: FlinkTable.toBucket(bucket, { columns, format: FlinkFormat.json(), prefix: 'a/b/' }),
  };
  flinkApplication(stack, { tables });
  const bucketArn = stack.resolve(bucket.bucketArn);
  const rights = rightsOf(stack, 'AppRole');
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    Resource: bucketArn,
  });
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: [
      's3:AbortMultipartUpload',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListMultipartUploadParts',
      's3:PutObject',
    ],
    Resource: { 'Fn::Join': ['', [bucketArn, '/a/b/*']] },
  });
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: stack.resolve(bucket.encryptionKey?.keyArn),
    Condition: {
      StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
      StringLike: {
        'kms:EncryptionContext:aws:s3:arn': [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
      },
    },
  });
  const groups = only(stack, 'AWS::KinesisAnalyticsV2::Application').ApplicationConfiguration
    .EnvironmentProperties.PropertyGroups;
  expect(groups[1].PropertyMap['results.path']).toEqual({
    'Fn::Join': ['', ['s3a://', stack.resolve(bucket.bucketName), '/a/b/']],
  });
});
