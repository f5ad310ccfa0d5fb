import { Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import {
  Compression,
  HiveJsonInputFormat,
  OpenXJsonInputFormat,
  OrcCompression,
  OrcOutputFormat,
  ParquetCompression,
  ParquetOutputFormat,
  TimestampParser,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import { ColumnType } from '../../../lib/deliver/column-type';
import { FirehoseToS3, type FirehoseToS3Options } from '../../../lib/deliver/firehose-to-s3';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { SourceBackup } from '../../../lib/deliver/source-backup';
import { testStack } from '../../support/stack';

const columns = { order_id: ColumnType.STRING, amount: ColumnType.DOUBLE };

/** An archive, what its delivery stream is told of S3, and the rights of its delivery role. */
function archiveOf(options: (stack: Stack) => FirehoseToS3Options) {
  const stack = testStack();
  const archive = new FirehoseToS3(stack, 'Archive', {
    stream: new Stream(stack, 'Orders'),
    ...options(stack),
  });
  const template = Template.fromStack(stack);
  const [deliveryStream] = Object.values(template.findResources('AWS::KinesisFirehose::DeliveryStream'));
  const roleId = stack.getLogicalId(archive.deliveryRole.node.defaultChild as never);
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return {
    stack,
    archive,
    template,
    deliveryStream,
    destination: deliveryStream.Properties.ExtendedS3DestinationConfiguration,
    rights: (service: string) =>
      statements.filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith(service))),
  };
}

const table = ArchiveTable.ofColumns(columns);

describe('lines of JSON', () => {
  const { destination, template } = archiveOf(() => ({ recordFormat: RecordFormat.jsonLines() }));

  test('end in a newline that Firehose appends, and stay compressed', () => {
    expect(destination.ProcessingConfiguration).toEqual({
      Enabled: true,
      Processors: [{ Type: 'AppendDelimiterToRecord', Parameters: [] }],
    });
    expect(destination).toMatchObject({ CompressionFormat: 'GZIP', BufferingHints: { SizeInMBs: 5 } });
    expect(destination.DataFormatConversionConfiguration).toBeUndefined();
    template.resourceCountIs('AWS::Glue::Table', 0);
  });
});

test('records that are delivered unchanged are not processed', () => {
  const { destination } = archiveOf(() => ({ recordFormat: RecordFormat.unchanged() }));
  expect(destination.ProcessingConfiguration).toBeUndefined();
});

describe('Parquet', () => {
  const { stack, archive, destination, deliveryStream, rights } = archiveOf(() => ({
    recordFormat: RecordFormat.parquet(),
    table,
  }));
  const database = stack.resolve(archive.table?.databaseName);
  const tableName = stack.resolve(archive.table?.ref);

  test('is made of the JSON by the columns of the table', () => {
    expect(destination.DataFormatConversionConfiguration).toEqual({
      Enabled: true,
      InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
      OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
      SchemaConfiguration: {
        CatalogId: '111111111111',
        DatabaseName: database,
        TableName: tableName,
        Region: 'eu-west-1',
        RoleARN: stack.resolve(archive.deliveryRole.roleArn),
        VersionId: 'LATEST',
      },
    });
  });

  test('is compressed inside, and gathered in 128 MiB', () => {
    expect(destination).toMatchObject({
      CompressionFormat: 'UNCOMPRESSED',
      BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 300 },
    });
  });

  test('lets Firehose read that one table and no other', () => {
    const arn = (...rest: unknown[]) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...rest]],
    });
    const of = (kind: string) => `:glue:eu-west-1:111111111111:${kind}`;
    expect(rights('glue:')).toEqual([
      {
        Effect: 'Allow',
        Action: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
        Resource: [
          arn(of('catalog')),
          arn(of('database/'), database),
          arn(of('table/'), database, '/', tableName),
        ],
      },
    ]);
  });

  test('has its rights before the delivery stream is made', () => {
    const [policy] = deliveryStream.DependsOn.filter((id: string) =>
      id.includes('DeliveryRoleDefaultPolicy'),
    );
    expect(policy).toBeDefined();
  });
});

test('Parquet takes settings of its own, and of what it reads', () => {
  const { destination } = archiveOf(() => ({
    recordFormat: RecordFormat.parquet({
      input: new OpenXJsonInputFormat({ columnToJsonKeyMappings: { order_id: 'id' } }),
      output: new ParquetOutputFormat({
        compression: ParquetCompression.GZIP,
        blockSize: Size.mebibytes(64),
        pageSize: Size.kibibytes(64),
      }),
    }),
    table,
    bufferSize: Size.mebibytes(64),
    compression: Compression.UNCOMPRESSED,
  }));
  expect(destination.BufferingHints.SizeInMBs).toBe(64);
  expect(destination.DataFormatConversionConfiguration).toMatchObject({
    InputFormatConfiguration: {
      Deserializer: { OpenXJsonSerDe: { ColumnToJsonKeyMappings: { order_id: 'id' } } },
    },
    OutputFormatConfiguration: {
      Serializer: {
        ParquetSerDe: { Compression: 'GZIP', BlockSizeBytes: 67_108_864, PageSizeBytes: 65_536 },
      },
    },
  });
});

test('ORC takes settings of its own, and dates of other forms by the Hive reader', () => {
  const { destination } = archiveOf(() => ({
    recordFormat: RecordFormat.orc({
      input: new HiveJsonInputFormat({ timestampParsers: [TimestampParser.EPOCH_MILLIS] }),
      output: new OrcOutputFormat({ compression: OrcCompression.ZLIB, bloomFilterColumns: ['order_id'] }),
    }),
    table,
  }));
  expect(destination.DataFormatConversionConfiguration).toMatchObject({
    InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: { TimestampFormats: ['millis'] } } },
    OutputFormatConfiguration: {
      Serializer: { OrcSerDe: { Compression: 'ZLIB', BloomFilterColumns: ['order_id'] } },
    },
  });
});

test('ORC without settings is ORC', () => {
  const { destination } = archiveOf(() => ({ recordFormat: RecordFormat.orc(), table }));
  const { OutputFormatConfiguration } = destination.DataFormatConversionConfiguration;
  expect(OutputFormatConfiguration).toEqual({ Serializer: { OrcSerDe: {} } });
});

test('the columns may come from a table of another catalog, at one version, with its key', () => {
  const { stack, archive, template, destination, rights } = archiveOf((scope) => ({
    recordFormat: RecordFormat.parquet(),
    table: ArchiveTable.existing({
      databaseName: 'lake',
      tableName: 'orders',
      catalogId: '222222222222',
      region: 'eu-central-1',
      versionId: '3',
      catalogKey: Key.fromKeyArn(scope, 'CatalogKey', 'arn:aws:kms:eu-central-1:222222222222:key/catalog'),
    }),
  }));
  expect(destination.DataFormatConversionConfiguration.SchemaConfiguration).toEqual({
    CatalogId: '222222222222',
    DatabaseName: 'lake',
    TableName: 'orders',
    Region: 'eu-central-1',
    RoleARN: stack.resolve(archive.deliveryRole.roleArn),
    VersionId: '3',
  });
  const [{ Resource }] = rights('glue:');
  expect(JSON.stringify(Resource)).toContain(':glue:eu-central-1:222222222222:table/lake/orders');
  expect(rights('kms:')).toContainEqual({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: 'arn:aws:kms:eu-central-1:222222222222:key/catalog',
    Condition: { StringEquals: { 'kms:ViaService': 'glue.eu-central-1.amazonaws.com' } },
  });
  expect(archive.table).toBeUndefined();
  template.resourceCountIs('AWS::Glue::Table', 0);
});

test('an existing table is one of the account and Region unless it says otherwise, at its latest version', () => {
  const { destination } = archiveOf(() => ({
    recordFormat: RecordFormat.orc(),
    table: ArchiveTable.existing({
      databaseName: 'lake',
      tableName: 'orders',
      region: undefined,
      catalogId: undefined,
      versionId: undefined,
    }),
  }));
  expect(destination.DataFormatConversionConfiguration.SchemaConfiguration).toMatchObject({
    CatalogId: '111111111111',
    Region: 'eu-west-1',
    VersionId: 'LATEST',
  });
});

test('what is converted may be backed up as it came, compressed, since it is compressed nowhere else', () => {
  const { destination } = archiveOf(() => ({
    recordFormat: RecordFormat.parquet(),
    table,
    sourceBackup: SourceBackup.allRecords(),
  }));
  expect(destination).toMatchObject({
    CompressionFormat: 'UNCOMPRESSED',
    S3BackupMode: 'Enabled',
    S3BackupConfiguration: { CompressionFormat: 'GZIP' },
  });
});

test('objects are encrypted under the key of the bucket, and the stream is read with its own', () => {
  const { stack, archive, destination, template } = archiveOf((scope) => ({
    recordFormat: RecordFormat.parquet(),
    table,
    stream: new Stream(scope, 'Encrypted', { encryptionKey: new Key(scope, 'StreamKey') }),
  }));
  expect(destination.EncryptionConfiguration).toEqual({
    KMSEncryptionConfig: { AWSKMSKeyARN: stack.resolve(archive.bucket.encryptionKey?.keyArn) },
  });
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  expect(statements).toContainEqual(
    expect.objectContaining({
      Action: 'kms:Decrypt',
      Resource: { 'Fn::GetAtt': [expect.stringMatching('^StreamKey'), 'Arn'] },
    }),
  );
});
