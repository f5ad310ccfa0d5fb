import { Duration, Size, type Stack, Token } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import {
  Compression,
  OrcCompression,
  OrcOutputFormat,
  ParquetCompression,
  ParquetOutputFormat,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import type { ArchiveTableOptions } from '../../../lib/deliver/archive-table-options';
import { ColumnType } from '../../../lib/deliver/column-type';
import { Partitioning, RecordSplit } from '../../../lib/deliver/dynamic-partitioning';
import { FirehoseToS3, type FirehoseToS3Options } from '../../../lib/deliver/firehose-to-s3';
import { ObjectKeys } from '../../../lib/deliver/object-keys';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { SourceBackup } from '../../../lib/deliver/source-backup';
import { Transform } from '../../../lib/deliver/transform';
import { testStack } from '../../support/stack';

const parquet = RecordFormat.parquet();
const lines = RecordFormat.jsonLines();
const columns = { id: ColumnType.STRING };
const table = ArchiveTable.ofColumns(columns);
const byCountry = Partitioning.byQuery({ country: '.country' });

const tableOf = (given: Record<string, ColumnType>, options: FirehoseToS3Options = {}) => ({
  recordFormat: lines,
  table: ArchiveTable.ofColumns(given),
  ...options,
});
const tableWith = (options: ArchiveTableOptions) => ({
  recordFormat: lines,
  partitioning: byCountry,
  table: ArchiveTable.ofColumns(columns, options),
});
const keys = (prefix: string) => ObjectKeys.custom({ prefix });
const queries = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, '.k']));

const byFunction = (stack: Stack) =>
  Transform.lambdaFunction(
    new LambdaFunction(stack, 'Fn', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('//'),
    }),
  );

/** What AWS would refuse, at the deployment or when the first records come, by the settings that do not go together. */
const REFUSED: [string, FirehoseToS3Options | ((stack: Stack) => FirehoseToS3Options), string][] = [
  // Buffers
  [
    'Parquet is gathered in a small buffer',
    { recordFormat: parquet, table, bufferSize: Size.mebibytes(63) },
    'bufferSize with Parquet must be 64 MiB to 128 MiB in whole MiB, got 63 MiB',
  ],
  [
    'ORC is gathered in a small buffer',
    { recordFormat: RecordFormat.orc(), table, bufferSize: Size.mebibytes(5) },
    'bufferSize with ORC must be 64 MiB to 128 MiB in whole MiB, got 5 MiB',
  ],
  [
    'partitions are gathered in a small buffer',
    { partitioning: byCountry, bufferSize: Size.mebibytes(63) },
    'bufferSize with partitioning must be 64 MiB to 128 MiB in whole MiB, got 63 MiB',
  ],
  [
    'partitions are gathered for seconds',
    { partitioning: byCountry, bufferInterval: Duration.seconds(59) },
    'bufferInterval with partitioning must be 1 minute to 15 minutes, got 59 seconds',
  ],
  // Format
  [
    'Parquet is compressed again',
    { recordFormat: parquet, table, compression: Compression.GZIP },
    'compression with Parquet must be UNCOMPRESSED or unset: the format compresses inside, got GZIP',
  ],
  [
    'ORC is compressed again',
    { recordFormat: RecordFormat.orc(), table, compression: Compression.SNAPPY },
    'compression with ORC must be UNCOMPRESSED or unset: the format compresses inside, got Snappy',
  ],
  [
    'Parquet has no columns',
    { recordFormat: parquet },
    'table must be set with Parquet, which takes its columns from it, got undefined',
  ],
  [
    'Parquet is compressed by an unknown codec',
    {
      recordFormat: RecordFormat.parquet({
        output: new ParquetOutputFormat({ compression: ParquetCompression.of('ZSTD') }),
      }),
      table,
    },
    'compression of recordFormat Parquet must be one of SNAPPY, GZIP, UNCOMPRESSED, got ZSTD',
  ],
  [
    'ORC is compressed by an unknown codec',
    {
      recordFormat: RecordFormat.orc({
        output: new OrcOutputFormat({ compression: OrcCompression.of('GZIP') }),
      }),
      table,
    },
    'compression of recordFormat ORC must be one of SNAPPY, ZLIB, NONE, got GZIP',
  ],
  [
    'a Bloom filter has no column',
    {
      recordFormat: RecordFormat.orc({ output: new OrcOutputFormat({ bloomFilterColumns: ['id', 'sku'] }) }),
      table,
    },
    'bloomFilterColumns of recordFormat must be columns of the table, got sku',
  ],
  [
    'records are backed up that are delivered as they come',
    { recordFormat: lines, sourceBackup: SourceBackup.allRecords() },
    'sourceBackup must be unset without transform',
  ],
  // Table
  [
    'a table describes no format',
    { table },
    'recordFormat must be set with table: jsonLines(), parquet(), orc(), or unchanged() if each record ends a line, got undefined',
  ],
  [
    'an existing table is of no use',
    { recordFormat: lines, table: ArchiveTable.existing({ databaseName: 'lake', tableName: 'orders' }) },
    'table must be ArchiveTable.ofColumns, or unset, without Parquet or ORC: an existing one gives columns alone, got orders',
  ],
  ['a table has no columns', tableOf({}), 'columns of table must be one column or more, got none'],
  [
    'a column has capitals',
    tableOf({ orderId: ColumnType.STRING }),
    'columns of table must be named in a-z, 0-9 and _, not beginning with a digit, up to 255 characters each, got orderId',
  ],
  ['a column begins with a digit', tableOf({ '1st': ColumnType.STRING }), 'got 1st'],
  [
    'a field has a dash',
    tableOf({ a: ColumnType.struct({ 'b-c': ColumnType.INT }) }),
    'columns of table.a must be named in',
  ],
  [
    'a struct is empty',
    tableOf({ a: ColumnType.struct({}) }),
    'columns of table.a must be one column or more',
  ],
  [
    'a decimal is too precise',
    tableOf({ a: ColumnType.decimal(39, 0) }),
    'columns of table.a: precision of decimal must be a whole number from 1 to 38, got 39',
  ],
  [
    'a decimal has more digits after the point than in all',
    tableOf({ a: ColumnType.array(ColumnType.decimal(2, 3)) }),
    'columns of table.a: scale of decimal must be a whole number from 0 to 2, got 3',
  ],
  [
    'a column is a partition too',
    tableOf({ day: ColumnType.STRING }),
    'columns of table must be none of the partitions, got day',
  ],
  [
    'a column is a partition key too',
    tableOf({ country: ColumnType.STRING }, { partitioning: byCountry }),
    'columns of table must be none of the partitions, got country',
  ],
  [
    'a database is named with capitals',
    tableWith({ databaseName: 'Lake', tableName: 'orders' }),
    'table.databaseName must be 1 to 255 of a-z, 0-9 and _, got Lake',
  ],
  [
    'a table is named with a dash',
    tableWith({ tableName: 'my-orders' }),
    'table.tableName must be 1 to 255 of',
  ],
  [
    'a table in a database that is there has no name',
    tableWith({ databaseName: 'lake' }),
    'table.tableName must be set with databaseName, where other tables are, got undefined',
  ],
  [
    'the first year is none',
    tableWith({ firstYear: 26 }),
    'table.firstYear must be a whole number from 1970 to 9999, got 26',
  ],
  [
    'values are of no key',
    tableWith({ keyValues: { region: ['eu'] } }),
    'table.keyValues must be of keys of partitioning, got region',
  ],
  [
    'a value has a comma',
    tableWith({ keyValues: { country: ['de', 'p,t'] } }),
    'table.keyValues.country must be one value or more, each of a character or more and without commas, got [de; p,t]',
  ],
  ['a key has no values', tableWith({ keyValues: { country: [] } }), 'must be one value or more'],
  [
    'Athena cannot unpack the objects',
    tableOf(columns, { compression: Compression.ZIP }),
    'compression with table must be one that Athena reads, such as GZIP, got ZIP',
  ],
  [
    'Athena cannot tell that the objects are packed',
    tableOf(columns, { objectKeys: ObjectKeys.hive({ fileExtension: '.json' }) }),
    'objectKeys.fileExtension with table and GZIP must be one that ends in .gz, got .json',
  ],
  [
    'a table is over a prefix without dates',
    tableOf(columns, { objectKeys: keys('data/') }),
    'objectKeys.prefix with table must be one with a !{timestamp:…}, got data/',
  ],
  [
    'a table is over a prefix that is no folder',
    tableOf(columns, { objectKeys: keys('data/!{timestamp:yyyy}') }),
    'objectKeys.prefix with table must be one that ends in /, got data/!{timestamp:yyyy}',
  ],
  [
    'a table is over random folders',
    tableOf(columns, { objectKeys: keys('a=!{firehose:random-string}/!{timestamp:yyyy}/') }),
    'objectKeys.prefix with table must be of partition keys and of dates by yyyy, MM, dd and HH',
  ],
  [
    'a table is over dates that do not follow each other',
    tableOf(columns, { objectKeys: keys('!{timestamp:dd-MM-yyyy}/') }),
    'got !{timestamp:dd-MM-yyyy}',
  ],
  [
    'a table is over two dates without names',
    tableOf(columns, { objectKeys: keys('!{timestamp:yyyy}/!{timestamp:MM}/') }),
    'objectKeys.prefix with table must be of expressions that each name a partition, got !{timestamp:MM}',
  ],
  [
    'a partition cannot be a column',
    tableOf(columns, { objectKeys: keys('Day=!{timestamp:yyyy-MM-dd}/') }),
    'objectKeys.prefix with table must be named in a-z, 0-9 and _',
  ],
  // Partitioning
  [
    'there is no key',
    { partitioning: Partitioning.byQuery({}) },
    'partitioning must be by 1 to 50 keys, got 0',
  ],
  [
    'there are too many keys',
    { partitioning: Partitioning.byQuery(queries(51)) },
    'partitioning must be by 1 to 50 keys, got 51',
  ],
  [
    'a key cannot be in an expression',
    { partitioning: Partitioning.byQuery({ 'a}': '.a' }) },
    'partitioning must be by keys named in letters, digits, _ and -, got a}',
  ],
  [
    'a key has two sources',
    (stack) => ({
      transform: byFunction(stack),
      partitioning: Partitioning.byQueryAndTransform({ country: '.country' }, ['country']),
    }),
    'partitioning must be by keys that each have one source, got country twice',
  ],
  [
    'a query is blank',
    { partitioning: Partitioning.byQuery({ country: ' ' }) },
    "partitioning.country must be a jq expression on one line, got ' '",
  ],
  ['a query has lines', { partitioning: Partitioning.byQuery({ country: '.a\n| .b' }) }, 'on one line'],
  [
    'queries are too long',
    { partitioning: Partitioning.byQuery({ country: `.${'a'.repeat(5108)}` }) },
    'partitioning must be at most 5120 characters of jq in all, got 5121',
  ],
  [
    'keys come from a transform that is not there',
    { partitioning: Partitioning.byTransform(['tenant']) },
    'partitioning must be with a transform by a function, which gives tenant, got none',
  ],
  [
    'keys come from a transform without a function',
    { transform: Transform.cloudWatchLogs(), partitioning: Partitioning.byTransform(['tenant']) },
    'partitioning must be with a transform by a function, which gives tenant, got none',
  ],
  [
    'Firehose tries again for too long',
    {
      partitioning: Partitioning.byQuery({ country: '.c' }, { retryDuration: Duration.seconds(7201) }),
    },
    'partitioning.retryDuration must be 0 seconds to 2 hours, got 2 hours 1 second',
  ],
  [
    'records are split by nothing',
    { partitioning: Partitioning.byQuery({ country: '.c' }, { split: RecordSplit.delimitedBy('') }) },
    "partitioning.split must be by a delimiter of a character or more, got ''",
  ],
  [
    'a prefix leaves a key out',
    {
      partitioning: Partitioning.byQuery({ country: '.country', city: '.city' }),
      objectKeys: keys('!{partitionKeyFromQuery:country}/'),
    },
    'objectKeys.prefix must be with !{partitionKeyFromQuery:city}, a key of partitioning, got !{partitionKeyFromQuery:country}/',
  ],
  [
    'a prefix has a key that there is not',
    {
      partitioning: byCountry,
      objectKeys: keys('!{partitionKeyFromQuery:country}/!{partitionKeyFromQuery:city}/'),
    },
    'objectKeys.prefix must be of the keys that partitioning gives there (country), got !{partitionKeyFromQuery:city}',
  ],
  [
    'a prefix has a key from elsewhere',
    { partitioning: byCountry, objectKeys: keys('!{partitionKeyFromLambda:country}/') },
    'objectKeys.prefix must be of the keys that partitioning gives there (), got !{partitionKeyFromLambda:country}',
  ],
  [
    'failed records are filed by key',
    {
      partitioning: byCountry,
      objectKeys: ObjectKeys.custom({
        prefix: '!{partitionKeyFromQuery:country}/',
        errorPrefix: '!{firehose:error-output-type}/!{partitionKeyFromQuery:country}/',
      }),
    },
    'objectKeys.errorPrefix must be without partition keys',
  ],
  // Transform
  [
    'CloudWatch Logs are taken apart twice',
    { transform: Transform.cloudWatchLogs({ next: Transform.cloudWatchLogs() }) },
    'transform.next must be one that calls a function, got cloudWatchLogs',
  ],
];

test.each(REFUSED)('fails when %s', (_, options, message) => {
  const stack = testStack();
  const stream = new Stream(stack, 'Orders');
  const given = typeof options === 'function' ? options(stack) : options;
  expect(() => new FirehoseToS3(stack, 'Archive', { stream, ...given })).toThrow(message);
  expect(() => new FirehoseToS3(stack, 'Again', { stream, ...given })).toThrow('[T/Again] ');
  expect(stack.node.findChild('Archive').node.children).toEqual([]);
});

test.each<[string, FirehoseToS3Options]>([
  ['50 keys', { partitioning: Partitioning.byQuery(queries(50)) }],
  [
    'a query of 5,120 characters',
    { partitioning: Partitioning.byQuery({ country: `.${'a'.repeat(5107)}` }) },
  ],
  ['no retry', { partitioning: Partitioning.byQuery({ a: '.a' }, { retryDuration: Duration.seconds(0) }) }],
  [
    'a table over objects that end in .gz',
    tableOf(columns, { objectKeys: ObjectKeys.hive({ fileExtension: '.json.gz' }) }),
  ],
  [
    'a table over objects that are not packed',
    tableOf(columns, {
      compression: Compression.UNCOMPRESSED,
      objectKeys: ObjectKeys.hive({ fileExtension: '.json' }),
    }),
  ],
  [
    'any extension of Parquet',
    { recordFormat: parquet, table, objectKeys: ObjectKeys.hive({ fileExtension: '.parquet' }) },
  ],
  [
    'names known at deployment',
    tableWith({ databaseName: Token.asString({ Ref: 'D' }), tableName: 'orders' }),
  ],
])('takes %s', (_, options) => {
  const stack = testStack();
  const stream = new Stream(stack, 'Orders');
  expect(() => new FirehoseToS3(stack, 'Archive', { stream, ...options })).not.toThrow();
});
