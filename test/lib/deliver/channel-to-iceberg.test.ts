import { CfnParameter, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { TableCompression, TableRecordFormat } from '../../../lib/deliver/channel-formats';
import { ChannelToIceberg } from '../../../lib/deliver/channel-to-iceberg';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { testStack } from '../../support/stack';

const LAKE = 'arn:aws:s3tables:eu-west-1:111111111111:bucket/lake';
const SCHEMA = 'arn:aws:glue:eu-west-1:111111111111:schema/registry/orders';

const TABLE = {
  tableBucketArn: LAKE,
  namespace: 'sales',
  tableName: 'orders',
  schemaArn: SCHEMA,
  partitionColumn: 'ordered_at',
};

const imported = (stack: Stack, id = 'Orders'): IStream =>
  Stream.fromStreamAttributes(stack, id, {
    streamArn: `arn:aws:kinesis:eu-west-1:111111111111:stream/${id}`,
    encryptionKey: Key.fromKeyArn(stack, `${id}Key`, 'arn:aws:kms:eu-west-1:111111111111:key/abc'),
  });

function channelIn(stack: Stack) {
  const [channel] = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::Channel'));
  return channel;
}

function statementsIn(stack: Stack) {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [[, policy]] = policies.filter(([id]) => id.startsWith('TableRoleDefaultPolicy'));
  return policy.Properties.PolicyDocument.Statement;
}

describe('by default', () => {
  const stack = testStack();
  const table = new ChannelToIceberg(stack, 'Table', { stream: imported(stack), ...TABLE });
  const deadLetterArn = stack.resolve(table.deadLetterBucket.bucketArn);

  test('the channel makes a table by the schema, partitioned by the hour', () => {
    expect(channelIn(stack).Properties).toMatchObject({
      StreamConfigurationList: [
        {
          StreamARN: 'arn:aws:kinesis:eu-west-1:111111111111:stream/Orders',
          RecordConfiguration: { RecordFormatType: 'JSON', GSRSchemaARN: SCHEMA },
        },
      ],
      S3TablesDestinationConfiguration: {
        DataFreshnessInSeconds: 300,
        S3TablesConfigurationList: [
          {
            TableBucketARN: LAKE,
            Namespace: 'sales',
            TableName: 'orders',
            CompressionType: 'ZSTD',
            PartitionSpec: { PartitionFields: [{ SourceName: 'ordered_at', Transform: 'TIME_HOUR' }] },
          },
        ],
        DeadLetterQueueS3Configuration: {
          BucketARN: deadLetterArn,
          ExpectedBucketOwner: '111111111111',
          ErrorOutputPrefix: 'errors/',
        },
      },
    });
    expect(channelIn(stack).Properties.EncryptionConfiguration).toBeUndefined();
    expect(channelIn(stack).Properties.S3DestinationConfiguration).toBeUndefined();
  });

  test('the role may make the table, read the schema and tell of failures', () => {
    const [tables, schema, list, put, key, ...rest] = statementsIn(stack);
    expect(tables).toEqual({
      Effect: 'Allow',
      Action: [
        's3tables:GetTable',
        's3tables:GetTableBucket',
        's3tables:GetTableMetadataLocation',
        's3tables:UpdateTableMetadataLocation',
        's3tables:CreateTable',
        's3tables:CreateNamespace',
        's3tables:PutTableData',
        's3tables:GetTableData',
        's3tables:TagResource',
        's3tables:PutTableRecordExpirationConfiguration',
      ],
      Resource: [LAKE, `${LAKE}/table/*`],
    });
    expect(schema).toMatchObject({
      Action: 'glue:GetSchemaVersion',
      Resource: [
        {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':glue:eu-west-1:111111111111:registry/registry'],
          ],
        },
        SCHEMA,
      ],
    });
    const owners = { StringEquals: { 'aws:ResourceAccount': '111111111111' } };
    expect(list).toMatchObject({
      Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
      Resource: deadLetterArn,
      Condition: owners,
    });
    expect(put).toMatchObject({
      Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['', [deadLetterArn, '/errors/*']] },
      Condition: owners,
    });
    expect(key.Resource).toEqual(stack.resolve(table.deadLetterBucket.encryptionKey?.keyArn));
    expect(rest.map(({ Action }: { Action: unknown }) => Action)).toEqual([
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      'kms:Decrypt',
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    ]);
  });
});

test('each setting reaches the channel, and a key its rights', () => {
  const stack = testStack();
  const encryptionKey = new Key(stack, 'Key');
  new ChannelToIceberg(stack, 'Table', {
    stream: imported(stack),
    ...TABLE,
    recordFormat: TableRecordFormat.SCHEMA_REGISTRY_JSON,
    compression: TableCompression.SNAPPY,
    dataFreshness: Duration.minutes(10),
    deadLetterBucket: new Bucket(stack, 'Dead'),
    deadLetterPrefix: 'dead/',
    encryptionKey,
  });
  const keyArn = stack.resolve(encryptionKey.keyArn);
  expect(channelIn(stack).Properties).toMatchObject({
    StreamConfigurationList: [
      { RecordConfiguration: { RecordFormatType: 'GSR_JSON', GSRSchemaARN: SCHEMA } },
    ],
    S3TablesDestinationConfiguration: {
      DataFreshnessInSeconds: 600,
      S3TablesConfigurationList: [{ CompressionType: 'SNAPPY' }],
      DeadLetterQueueS3Configuration: { ErrorOutputPrefix: 'dead/' },
    },
    EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: keyArn },
  });
  const statements = statementsIn(stack);
  expect(statements[0].Action).toContain('s3tables:PutTableEncryption');
  expect(statements).toContainEqual({
    Effect: 'Allow',
    Action: 'kms:DescribeKey',
    Resource: keyArn,
    Condition: { StringEquals: { 'kms:ViaService': 's3tables.eu-west-1.amazonaws.com' } },
  });
  expect(JSON.stringify(statements)).toContain(`${LAKE}/*`);
});

test('a stream takes a channel to S3 and one to a table, and no second one to a table', () => {
  const stack = testStack();
  const stream = imported(stack);
  new ChannelToS3(stack, 'Archive', { stream });
  new ChannelToIceberg(stack, 'Table', { stream, ...TABLE });
  new ChannelToIceberg(stack, 'Other', {
    stream: imported(stack, 'Returns'),
    ...TABLE,
    tableName: 'returns',
  });
  Template.fromStack(stack).resourceCountIs('AWS::Kinesis::Channel', 3);
  expect(() => new ChannelToIceberg(stack, 'Again', { stream, ...TABLE, tableName: 'more' })).toThrow(
    'got one that T/Table delivers',
  );
});

test('what is known at deployment only passes', () => {
  const stack = testStack();
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  new ChannelToIceberg(stack, 'Table', {
    stream: imported(stack),
    tableBucketArn: parameter('Lake'),
    namespace: parameter('Namespace'),
    tableName: parameter('Name'),
    schemaArn: parameter('Schema'),
    partitionColumn: parameter('Column'),
  });
  expect(JSON.stringify(statementsIn(stack))).toContain(
    '"Fn::Select":[1,{"Fn::Split":["/",{"Ref":"Schema"}]}]',
  );
});

test('with removal the channel goes before the objects', () => {
  const stack = testStack();
  const removalPolicy = RemovalPolicy.DESTROY;
  new ChannelToIceberg(stack, 'Table', { stream: imported(stack), ...TABLE, removalPolicy });
  expect(channelIn(stack).DependsOn).toContainEqual(expect.stringMatching(/^TableBucketAutoDeleteObjects/));
});
