import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type Stack, Token } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FlinkColumn } from '../../../lib/analyze/flink-column';
import { FlinkFormat } from '../../../lib/analyze/flink-format';
import { FlinkRuntime } from '../../../lib/analyze/flink-runtime';
import { FlinkSql } from '../../../lib/analyze/flink-sql';
import type { FlinkSqlApplicationProps } from '../../../lib/analyze/flink-sql-application-props';
import { FlinkTable } from '../../../lib/analyze/flink-table';
import { FlinkUpdate } from '../../../lib/analyze/flink-update';
import { testStack } from '../../support/stack';
import { COPY, flinkApplication, importedStream, results, trades, WINDOW } from './flink-fixtures';

type Source = Parameters<typeof trades>[1];

const folder = mkdtempSync(join(tmpdir(), 'sql-'));
const [first, second] = ['first.sql', 'second.sql'].map((name) => join(folder, name));
writeFileSync(first, "SET 'a' = 'b'; -- no line after this");
writeFileSync(second, '\nINSERT INTO results SELECT * FROM tradez;\n');

const source = (props: Source) => (stack: Stack) => ({
  tables: {
    trades: trades(importedStream(stack), props),
    results: results(importedStream(stack, 'results')),
  },
});
const sink = (options: object) => (stack: Stack) => ({
  tables: {
    trades: trades(importedStream(stack)),
    results: FlinkTable.toBucket(new Bucket(stack, 'B'), {
      columns: { ticker: FlinkColumn.STRING },
      format: FlinkFormat.json(),
      ...options,
    }),
  },
});
/** Known at deployment alone. */
const later = () => Duration.seconds(Token.asNumber({ Ref: 'Later' }));
const inPublic = (stack: Stack) =>
  new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }],
  });
const MAVEN = 'org.apache.flink:flink-sql-connector-aws-kinesis-streams';

const TWO = { a: FlinkColumn.STRING, b: FlinkColumn.STRING };
type Refusal = [string, (stack: Stack) => Partial<FlinkSqlApplicationProps>, string];

test.each<Refusal>([
  [
    'there is no jar',
    () => ({ connectorJar: 'lib/nowhere.jar' }),
    `connectorJar must be path of the connector's jar, which Maven has as ${MAVEN}:5.1.0-1.20, got lib/nowhere.jar`,
  ],
  [
    'there is no jar for Flink 2.2',
    () => ({ connectorJar: __dirname, runtime: FlinkRuntime.FLINK_2_2 }),
    `connectorJar must be path of the connector's jar, which Maven has as ${MAVEN}:6.0.1-2.0`,
  ],
  [
    'the runtime is the SQL service that is gone',
    () => ({ runtime: FlinkRuntime.of('SQL-1_0', '') }),
    'runtime must be a version of Flink: AWS has ended Kinesis Data Analytics for SQL, and deleted its applications from 27 January 2026 on, got SQL-1_0',
  ],
  [
    'the runtime is too old for the connector',
    () => ({ runtime: FlinkRuntime.of('FLINK-1_19', '5.0.0-1.19') }),
    'runtime must be FLINK-1_20 or later, which the connector needs, got FLINK-1_19',
  ],
  [
    'the runtime is a notebook’s',
    () => ({ runtime: FlinkRuntime.of('ZEPPELIN-FLINK-3_0', '') }),
    'runtime must be FLINK-1_20 or later, which the connector needs, got ZEPPELIN-FLINK-3_0',
  ],
  [
    'the name is none',
    () => ({ applicationName: 'my trades' }),
    'applicationName must be 1 to 128 letters, digits, _, . and -, got my trades',
  ],
  [
    'there is no snapshot to keep what matches',
    () => ({ update: FlinkUpdate.KEEP_WHAT_MATCHES, snapshots: false }),
    'update must be IN_PLACE or WITHOUT_STATE without snapshots, got matching-state',
  ],
  [
    'the snapshot has no name',
    () => ({ update: FlinkUpdate.fromSnapshot('') }),
    'update must be the name of a snapshot: 1 to 256 letters, digits, _, . and -, got ',
  ],
  [
    'checkpoints come too often',
    () => ({ checkpointInterval: Duration.millis(500) }),
    'checkpointInterval must be 1 second to 1 hour, got 500 millis',
  ],
  [
    'there is no idle timeout',
    () => ({ idleTimeout: Duration.seconds(0) }),
    'idleTimeout must be 1 second to 1 day',
  ],
  [
    'the idle timeout is no whole seconds',
    () => ({ idleTimeout: Duration.millis(1500) }),
    'idleTimeout in seconds must be a whole number of at least 1, got 1.5',
  ],
  [
    'the idle timeout is not known',
    () => ({ idleTimeout: later() }),
    'idleTimeout must be known while the app is built, got a token',
  ],
  ['nothing runs', () => ({ parallelism: 0 }), 'parallelism must be a whole number of at least 1, got 0'],
  [
    'too many tasks share a KPU',
    () => ({ parallelismPerKpu: 9 }),
    'parallelismPerKpu must be a whole number from 1 to 8, got 9',
  ],
  [
    'there are subnets of no network',
    () => ({ vpcSubnets: {} }),
    'vpcSubnets must be unset without vpc, got a setting',
  ],
  [
    'there are no subnets but public ones',
    (stack) => ({ vpc: inPublic(stack) }),
    'vpcSubnets must be private or isolated ones of the vpc, got none in it',
  ],
  [
    'there is no security group',
    (stack) => ({ vpc: new Vpc(stack, 'Vpc'), securityGroups: [] }),
    'securityGroups must be 1 to 5, got 0',
  ],
  [
    'a property has no value',
    () => ({ properties: { sector: '' } }),
    'properties.sector must be 1 to 2048 characters, got 0',
  ],
  [
    'a property is too long',
    () => ({ properties: { sector: 'x'.repeat(2049) } }),
    'properties.sector must be 1 to 2048 characters, got 2049',
  ],
  [
    'a property takes the place of a table’s',
    () => ({ properties: { 'trades.arn': 'x' } }),
    'properties must be other keys than those of tables, got trades.arn',
  ],
  [
    'a property has no key',
    () => ({ properties: { 'a}b': 'x' } }),
    'properties must be keys of 1 to 128 letters',
  ],
  [
    'there are too many properties',
    () => ({ properties: Object.fromEntries([...Array(47).keys()].map((i) => [`k${i}`, 'x'])) }),
    'properties must be at most 50, with 4 of the tables, got 51',
  ],
  [
    'a table has no name',
    (stack) => ({ tables: { 'my-trades': trades(importedStream(stack)) } }),
    'tables must be names of 1 to 64 letters, digits and _, no digit first, got my-trades',
  ],
  ['a table has no columns', source({ columns: {} }), 'tables.trades.columns must be at least one, got none'],
  [
    'a column is a number',
    source({ columns: { 1: FlinkColumn.STRING } }),
    'tables.trades.columns must be names, not numbers, got 1',
  ],
  [
    'the time is no column',
    source({ eventTime: 'time' }),
    'tables.trades.eventTime must be a column with a time, such as event_time, got time',
  ],
  [
    'the time is a price',
    source({ eventTime: 'price' }),
    'tables.trades.eventTime must be a column with a time',
  ],
  [
    'there is a delay without a time',
    source({ eventTime: undefined, watermarkDelay: Duration.seconds(5) }),
    'tables.trades.watermarkDelay must be unset without eventTime, got 5 seconds',
  ],
  [
    'the delay is too long',
    source({ watermarkDelay: Duration.days(2) }),
    'tables.trades.watermarkDelay must be 0 seconds to 1 day, got 2 days',
  ],
  [
    'the delay is no whole seconds',
    source({ watermarkDelay: Duration.millis(1500) }),
    'tables.trades.watermarkDelay in seconds must be a whole number of at least 0, got 1.5',
  ],
  [
    'the delay is not known',
    source({ watermarkDelay: later() }),
    'tables.trades.watermarkDelay must be known while the app is built, got a token',
  ],
  [
    'a consumer is to be registered in another Region',
    (stack) => {
      const arn = 'arn:aws:kinesis:us-east-1:111111111111:stream/trades';
      const stream = Stream.fromStreamArn(stack, 'Foreign', arn);
      return { tables: { trades: trades(stream, { enhancedFanOut: true }) } };
    },
    'tables.trades.enhancedFanOut must be false for a stream of another Region, us-east-1, where the stack cannot register a consumer, got true',
  ],
  [
    'a consumer is to be registered in another account',
    (stack) => {
      const arn = 'arn:aws:kinesis:eu-west-1:222222222222:stream/trades';
      const stream = Stream.fromStreamArn(stack, 'Foreign', arn);
      return { tables: { trades: trades(stream, { enhancedFanOut: true }) } };
    },
    'tables.trades.enhancedFanOut must be false for a stream of another account',
  ],
  [
    'there are no shards',
    source({ shardCount: 0 }),
    'tables.trades.shardCount must be a whole number from 1 to 10000, got 0',
  ],
  [
    'a decimal has too many digits',
    source({ columns: { p: FlinkColumn.decimal(39, 2) }, eventTime: undefined }),
    'tables.trades.columns.p: precision of decimal must be a whole number from 1 to 38, got 39',
  ],
  [
    'a list is of what is computed',
    source({ columns: { p: FlinkColumn.array(FlinkColumn.PROCESSING_TIME) }, eventTime: undefined }),
    'tables.trades.columns.p must be made of types, got a computed column',
  ],
  [
    'a sink computes',
    sink({ columns: { at: FlinkColumn.timeOfMillis('x') } }),
    'tables.results.columns.at must be a type, for a sink, got a computed column',
  ],
  [
    'the folder is none',
    sink({ prefix: '/results' }),
    'tables.results.prefix must be folders, each followed by /, got /results',
  ],
  [
    'a partition is no column',
    sink({ partitionedBy: ['day'] }),
    'tables.results.partitionedBy must be columns of the table: ticker, got day',
  ],
  [
    'a partition is no column, but a name of JavaScript',
    sink({ partitionedBy: ['constructor'] }),
    'tables.results.partitionedBy must be columns of the table: ticker, got constructor',
  ],
  [
    'a partition comes twice',
    sink({ partitionedBy: ['ticker', 'ticker'] }),
    'tables.results.partitionedBy must be each column once, got ticker',
  ],
  [
    'partitions leave nothing for the files',
    sink({ partitionedBy: ['ticker'] }),
    'tables.results.partitionedBy must be fewer than all columns, which are not in the files then, got all',
  ],
  ...['', '||', '\\'].map(
    (fieldDelimiter): Refusal => [
      `fields have ${fieldDelimiter || 'nothing'} between them`,
      sink({ format: FlinkFormat.csv({ fieldDelimiter }) }),
      `tables.results.format: fieldDelimiter must be one character, got ${fieldDelimiter || 'nothing'}`,
    ],
  ),
  [
    'a raw record has two columns',
    source({ format: FlinkFormat.raw(), columns: TWO, eventTime: undefined }),
    'tables.trades.columns must be a single column in a raw record, got a, b',
  ],
  [
    'a raw file has two columns',
    sink({ format: FlinkFormat.raw(), columns: TWO }),
    'tables.results.columns must be a single column in a raw record, got a, b',
  ],
  [
    'a raw record that is written has two columns',
    (stack) => ({
      tables: {
        results: FlinkTable.toStream(importedStream(stack), { format: FlinkFormat.raw(), columns: TWO }),
      },
    }),
    'tables.results.columns must be a single column in a raw record, got a, b',
  ],
  [
    'how long a file stays open is not known',
    sink({ rolloverInterval: later() }),
    'tables.results.rolloverInterval must be known while the app is built, got a token',
  ],
  [
    'a file stays open for too long',
    sink({ rolloverInterval: Duration.days(2) }),
    'tables.results.rolloverInterval must be 10 seconds to 1 day, got 2 days',
  ],
  [
    'the SQL is wrong',
    () => ({ sql: FlinkSql.text('-- all\nINSERT INTO results SELECT * FROM tradez;') }),
    'sql must be SQL that can run, got line 2: there is no table tradez; there are: trades, results',
  ],
  [
    'the SQL of a file is wrong',
    () => ({ sql: FlinkSql.files(first, second) }),
    `${second} must be SQL that can run, got line 2: there is no table tradez; there are: trades, results`,
  ],
  [
    'there is no such file',
    () => ({ sql: FlinkSql.files('no.sql') }),
    'sql must be files that are there, got no.sql',
  ],
  ['there is no file', () => ({ sql: FlinkSql.files() }), 'sql must be at least one file, got none'],
  [
    'a window has no watermark',
    (stack) => ({ ...source({ eventTime: undefined })(stack), sql: FlinkSql.text(WINDOW) }),
    'sql must be SQL that can run, got line 2: a window cannot go by event_time: trades has no watermark: give it an eventTime',
  ],
  [
    'a key is not there',
    () => ({ sql: FlinkSql.text(`${COPY}SET 'x' = '\${trades.consumer}';`) }),
    'sql must be SQL that can run, got line 2: there is no property trades.consumer; there are: trades.arn, trades.region',
  ],
])('fails when %s', (_, propsIn, message) => {
  const stack = testStack();
  expect(() => flinkApplication(stack, propsIn(stack))).toThrow(`[T/App] ${message}`);
  expect(stack.node.findChild('App').node.children).toEqual([]);
});
