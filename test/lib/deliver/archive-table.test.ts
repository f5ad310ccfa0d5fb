import { RemovalPolicy, TimeZone, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import type { ArchiveTableOptions } from '../../../lib/deliver/archive-table-options';
import { ColumnType } from '../../../lib/deliver/column-type';
import { Partitioning } from '../../../lib/deliver/dynamic-partitioning';
import { FirehoseToS3, type FirehoseToS3Options } from '../../../lib/deliver/firehose-to-s3';
import { ObjectKeys } from '../../../lib/deliver/object-keys';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { testStack } from '../../support/stack';

const columns = { order_id: ColumnType.STRING };

/** The table over an archive. */
function tableOf(options: FirehoseToS3Options = {}, tableOptions?: ArchiveTableOptions) {
  const stack = testStack();
  const archive = new FirehoseToS3(stack, 'Archive', {
    stream: new Stream(stack, 'Orders'),
    recordFormat: RecordFormat.jsonLines(),
    table: ArchiveTable.ofColumns(columns, tableOptions),
    ...options,
  });
  const template = Template.fromStack(stack);
  const [resource] = Object.values(template.findResources('AWS::Glue::Table'));
  const { TableInput, ...properties } = resource.Properties;
  const bucket = stack.resolve(archive.bucket.bucketName);
  const inBucket = (path: string) => ({ 'Fn::Join': ['', ['s3://', bucket, path]] });
  return { stack, archive, template, resource, properties, input: TableInput, inBucket };
}

/** What a prefix becomes: the partitions, their projections by name, and where the objects are. */
function projected(prefix: string, options: FirehoseToS3Options = {}, tableOptions?: ArchiveTableOptions) {
  const { input, inBucket } = tableOf(
    { objectKeys: ObjectKeys.custom({ prefix }), ...options },
    tableOptions,
  );
  const { 'storage.location.template': location, ...parameters } = input.Parameters;
  return {
    names: input.PartitionKeys.map(({ Name }: { Name: string }) => Name),
    parameters,
    location,
    root: input.StorageDescriptor.Location,
    inBucket,
  };
}

describe('over lines of JSON', () => {
  const { stack, archive, template, properties, input, inBucket } = tableOf();

  test('a table is in a database of its own, both with names that need no quotes', () => {
    const [database] = Object.values(template.findResources('AWS::Glue::Database'));
    expect(database.Properties.CatalogId).toBe('111111111111');
    expect(database.Properties.DatabaseInput.Name).toMatch(/^[a-z0-9_]+$/);
    expect(properties.CatalogId).toBe('111111111111');
    expect(properties.DatabaseName).toEqual(stack.resolve(archive.table?.databaseName));
    expect(properties.DatabaseName.Ref).toMatch(/^ArchiveDatabase/);
    expect(input).toMatchObject({ Name: 'records', TableType: 'EXTERNAL_TABLE' });
  });

  test('its columns are read from JSON', () => {
    expect(input.StorageDescriptor).toEqual({
      Columns: [{ Name: 'order_id', Type: 'string' }],
      Location: inBucket('/data/'),
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
    });
  });

  test('Athena finds the hours by their names', () => {
    expect(input.PartitionKeys).toEqual(
      ['year', 'month', 'day', 'hour'].map((Name) => ({ Name, Type: 'string' })),
    );
    expect(input.Parameters).toEqual({
      EXTERNAL: 'TRUE',
      classification: 'json',
      'projection.enabled': 'true',
      'projection.year.type': 'date',
      'projection.year.format': 'yyyy',
      'projection.year.range': '2026,NOW',
      'projection.year.interval': '1',
      'projection.year.interval.unit': 'YEARS',
      'projection.month.type': 'integer',
      'projection.month.range': '1,12',
      'projection.month.digits': '2',
      'projection.day.type': 'integer',
      'projection.day.range': '1,31',
      'projection.day.digits': '2',
      'projection.hour.type': 'integer',
      'projection.hour.range': '0,23',
      'projection.hour.digits': '2',
      'storage.location.template': inBucket(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena's own
        '/data/year=${year}/month=${month}/day=${day}/hour=${hour}/',
      ),
    });
  });

  test('Firehose, which converts nothing, may not read it', () => {
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('glue:');
  });

  test('table and database are retained, unless their first deployment fails: their names would be taken', () => {
    for (const type of ['AWS::Glue::Table', 'AWS::Glue::Database']) {
      template.allResources(type, {
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });
});

test.each([
  ['parquet', RecordFormat.parquet(), 'parquet.MapredParquetInputFormat', 'parquet.serde.ParquetHiveSerDe'],
  ['orc', RecordFormat.orc(), 'orc.OrcInputFormat', 'orc.OrcSerde'],
] as const)('over %s it is read as that', (classification, recordFormat, inputFormat, serde) => {
  const { input } = tableOf({ recordFormat });
  expect(input.Parameters.classification).toBe(classification);
  expect(input.StorageDescriptor).toMatchObject({
    InputFormat: `org.apache.hadoop.hive.ql.io.${inputFormat}`,
    SerdeInfo: { SerializationLibrary: `org.apache.hadoop.hive.ql.io.${serde}` },
  });
});

test('it may be in a database that is there, and go with the stack', () => {
  const { template, properties, input } = tableOf(
    { removalPolicy: RemovalPolicy.DESTROY },
    { databaseName: 'lake', tableName: 'orders' },
  );
  expect(properties.DatabaseName).toBe('lake');
  expect(input.Name).toBe('orders');
  template.resourceCountIs('AWS::Glue::Database', 0);
  template.allResources('AWS::Glue::Table', { DeletionPolicy: 'Delete' });
});

test('two archives in one stack have a database each', () => {
  const stack = testStack();
  const stream = new Stream(stack, 'Orders');
  for (const id of ['Raw', 'Clean']) {
    const table = ArchiveTable.ofColumns(columns);
    new FirehoseToS3(stack, id, { stream, recordFormat: RecordFormat.jsonLines(), table });
  }
  const databases = Object.values(Template.fromStack(stack).findResources('AWS::Glue::Database'));
  expect(new Set(databases.map(({ Properties }) => Properties.DatabaseInput.Name)).size).toBe(2);
});

test.each<[string, ColumnType, string]>([
  ['boolean', ColumnType.BOOLEAN, 'boolean'],
  ['int', ColumnType.INT, 'int'],
  ['bigint', ColumnType.BIGINT, 'bigint'],
  ['float', ColumnType.FLOAT, 'float'],
  ['date', ColumnType.DATE, 'date'],
  ['timestamp', ColumnType.TIMESTAMP, 'timestamp'],
  ['decimal', ColumnType.decimal(38, 38), 'decimal(38,38)'],
  ['array', ColumnType.array(ColumnType.DOUBLE), 'array<double>'],
  ['map', ColumnType.map(ColumnType.STRING), 'map<string,string>'],
  [
    'struct',
    ColumnType.struct({ a: ColumnType.INT, b: ColumnType.array(ColumnType.decimal(5, 2)) }),
    'struct<a:int,b:array<decimal(5,2)>>',
  ],
])('a column may be a %s', (_, type, rendered) => {
  const { input } = tableOf({ table: ArchiveTable.ofColumns({ a: type }) });
  expect(input.StorageDescriptor.Columns).toEqual([{ Name: 'a', Type: rendered }]);
});

describe('partitions of a prefix', () => {
  test.each([
    ['yyyy/MM/dd/HH', '2026/01/01/00', 'HOURS'],
    ['yyyy-MM-dd', '2026-01-01', 'DAYS'],
    ['yyyy-MM-dd-HH', '2026-01-01-00', 'HOURS'],
    ['yyyyMMdd', '20260101', 'DAYS'],
    ['yyyy_MM', '2026_01', 'MONTHS'],
    ['yyyy', '2026', 'YEARS'],
  ])('by %s are dates from %s on, by %s', (pattern, first, unit) => {
    const { names, parameters, location, root, inBucket } = projected(`raw/!{timestamp:${pattern}}/`);
    expect(names).toEqual(['dt']);
    expect(parameters).toMatchObject({
      'projection.dt.type': 'date',
      'projection.dt.format': pattern,
      'projection.dt.range': `${first},NOW`,
      'projection.dt.interval': '1',
      'projection.dt.interval.unit': unit,
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena's own
    expect(location).toEqual(inBucket('/raw/${dt}/'));
    expect(root).toEqual(inBucket('/raw/'));
  });

  test('are named as Hive names them, or after their key', () => {
    const { names, parameters, location, inBucket } = projected(
      'a/day=!{timestamp:yyyy-MM-dd}/b/!{partitionKeyFromQuery:country}/kind=!{partitionKeyFromQuery:type}/',
      { partitioning: Partitioning.byQuery({ country: '.country', type: '.type' }) },
      { keyValues: { type: ['new', 'used'] } },
    );
    expect(names).toEqual(['day', 'country', 'kind']);
    expect(parameters).toMatchObject({
      'projection.day.type': 'date',
      'projection.country.type': 'injected',
      'projection.kind.type': 'enum',
      'projection.kind.values': 'new,used',
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena's own
    expect(location).toEqual(inBucket('/a/day=${day}/b/${country}/kind=${kind}/'));
  });

  test('begin with the first year, and end a day late where the dates are local', () => {
    const objectKeys = ObjectKeys.hive({ timeZone: TimeZone.ASIA_TOKYO });
    const { input } = tableOf({ objectKeys }, { firstYear: 2031 });
    expect(input.Parameters['projection.year.range']).toBe('2031,NOW+1DAYS');
  });

  test('may be in a folder that is known at deployment', () => {
    const objectKeys = ObjectKeys.hive({ prefix: `${Token.asString({ Ref: 'Folder' })}/` });
    const { input } = tableOf({ objectKeys });
    expect(input.StorageDescriptor.Location['Fn::Join'][1]).toEqual([
      's3://',
      expect.anything(),
      '/',
      { Ref: 'Folder' },
      '/',
    ]);
  });
});
