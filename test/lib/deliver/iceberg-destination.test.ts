import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DeliveryBackup } from '../../../lib/deliver/destination-backup';
import { IcebergCatalog } from '../../../lib/deliver/iceberg-catalog';
import { IcebergDestination, type IcebergDestinationProps } from '../../../lib/deliver/iceberg-destination';
import { Transform } from '../../../lib/deliver/transform';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, rightsOn } from './destination-fixtures';

const ORDERS = { database: 'shop', table: 'orders' };
const glue = (path: string) => `:glue:eu-west-1:111111111111:${path}`;

function delivering(make: (stack: Stack) => Partial<IcebergDestinationProps> = () => ({})) {
  const stack = testStack();
  const props = make(stack);
  const catalog = props.catalog ?? IcebergCatalog.glue(new RecordBucket(stack, 'Lake').bucket);
  deliverTo(stack, new IcebergDestination({ tables: [ORDERS], ...props, catalog }));
  return { stack, configuration: configurationIn(stack, 'IcebergDestinationConfiguration') };
}

const routed = (stack: Stack) =>
  Transform.lambdaFunction(
    new LambdaFunction(stack, 'Route', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('//'),
    }),
  );

/** Ends of the ARNs, without the partition. */
const ends = (resources: { 'Fn::Join': [string, string[]] }[]) =>
  resources.map((resource) => resource['Fn::Join'][1].at(-1));

describe('tables of the Glue Data Catalog', () => {
  const { stack, configuration } = delivering();

  test('all records go to the one table', () => {
    expect(configuration.DestinationTableConfigurationList).toEqual([
      { DestinationDatabaseName: 'shop', DestinationTableName: 'orders' },
    ]);
    expect(ends([configuration.CatalogConfiguration.CatalogArn])).toEqual([glue('catalog')]);
    // Spelled so in CloudFormation, for this destination alone.
    expect(configuration.s3BackupMode).toBe('FailedDataOnly');
    for (const unset of ['AppendOnly', 'SchemaEvolutionConfiguration', 'TableCreationConfiguration']) {
      expect(configuration).not.toHaveProperty(unset);
    }
    expect(configuration.CatalogConfiguration).not.toHaveProperty('WarehouseLocation');
  });

  test('the role may read and commit this table of the catalog', () => {
    const [statement, ...more] = rightsOn(['glue'], stack);
    expect(more).toEqual([]);
    expect(statement.Action).toEqual(['glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable']);
    expect(ends(statement.Resource)).toEqual(['catalog', 'database/shop', 'table/shop/orders'].map(glue));
  });

  test('the role may write and remove its files, under the key of their bucket through S3', () => {
    const lake = { 'Fn::GetAtt': [expect.stringMatching(/^LakeBucket/), 'Arn'] };
    const files = { 'Fn::Join': ['', [lake, '/*']] };
    expect(rightsOn(['s3', 'kms'], stack)).toEqual(
      expect.arrayContaining([
        {
          Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
          Effect: 'Allow',
          Resource: lake,
        },
        {
          Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
          Effect: 'Allow',
          Resource: files,
        },
        { Action: 's3:DeleteObject', Effect: 'Allow', Resource: files },
        expect.objectContaining({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^LakeKey/), 'Arn'] },
        }),
      ]),
    );
  });
});

describe('tables of a table bucket', () => {
  const { stack, configuration } = delivering(() => ({ catalog: IcebergCatalog.s3Tables('analytics') }));

  test('the catalog is the one that federates it', () => {
    expect(ends([configuration.CatalogConfiguration.CatalogArn])).toEqual([
      glue('catalog/s3tablescatalog/analytics'),
    ]);
  });

  test('the role may reach this table, and have its data from Lake Formation', () => {
    const [statement] = rightsOn(['glue'], stack);
    expect(ends(statement.Resource)).toEqual(
      [
        'catalog',
        'catalog/s3tablescatalog',
        'catalog/s3tablescatalog/analytics',
        'database/s3tablescatalog/analytics/shop',
        'table/s3tablescatalog/analytics/shop/orders',
      ].map(glue),
    );
    expect(rightsOn(['lakeformation'], stack)).toEqual([
      { Action: 'lakeformation:GetDataAccess', Effect: 'Allow', Resource: '*' },
    ]);
    expect(rightsOn(['s3'], stack)).toHaveLength(2);
  });
});

test('each setting reaches the delivery stream', () => {
  const { stack, configuration } = delivering((inner) => ({
    catalog: IcebergCatalog.glue(Bucket.fromBucketName(inner, 'Given', 'lake'), { prefix: 'tables/' }),
    tables: [{ ...ORDERS, uniqueKeys: ['id'], errorPrefix: 'orders/', partitionColumns: ['day'] }],
    appendOnly: false,
    schemaEvolution: true,
    tableCreation: true,
  }));
  expect(configuration).toMatchObject({
    AppendOnly: false,
    CatalogConfiguration: { WarehouseLocation: 's3://lake/tables/' },
    DestinationTableConfigurationList: [
      {
        UniqueKeys: ['id'],
        S3ErrorOutputPrefix: 'orders/',
        PartitionSpec: { Identity: [{ SourceName: 'day' }] },
      },
    ],
    SchemaEvolutionConfiguration: { Enabled: true },
    TableCreationConfiguration: { Enabled: true },
  });
  expect(rightsOn(['glue'], stack)[0].Action).toEqual([
    'glue:CreateDatabase',
    'glue:CreateTable',
    'glue:GetDatabase',
    'glue:GetTable',
    'glue:UpdateTable',
  ]);
});

test('a transform may name any table of the catalog', () => {
  const { stack, configuration } = delivering((inner) => ({ tables: undefined, transform: routed(inner) }));
  expect(configuration).not.toHaveProperty('DestinationTableConfigurationList');
  expect(ends(rightsOn(['glue'], stack)[0].Resource)).toEqual(
    ['catalog', 'database/*', 'table/*/*'].map(glue),
  );
});

test('or some tables alone', () => {
  const { stack } = delivering((inner) => ({
    tables: [ORDERS, { database: 'shop', table: 'returns' }],
    transform: routed(inner),
  }));
  expect(ends(rightsOn(['glue'], stack)[0].Resource)).toEqual(
    ['catalog', 'database/shop', 'table/shop/orders', 'table/shop/returns'].map(glue),
  );
});

test('warns of updates where rows are inserted only', () => {
  const { stack } = delivering(() => ({ appendOnly: true, tables: [{ ...ORDERS, uniqueKeys: ['id'] }] }));
  Annotations.fromStack(stack).hasWarning(
    '/T/Delivery',
    Match.stringLikeRegexp(
      'uniqueKeys are for updates and deletes, which arrive out of order with appendOnly',
    ),
  );
});

const s3Tables = IcebergCatalog.s3Tables('analytics');

test.each<[string, Partial<IcebergDestinationProps>, string]>([
  [
    'no table without a transform',
    { tables: [] },
    'tables must be one table, unless transform says which table each record goes to, got 0',
  ],
  ['two tables without a transform', { tables: [ORDERS, ORDERS] }, 'tables must be one table'],
  [
    'a backup of all records',
    { backup: DeliveryBackup.allRecords() },
    'backup must be DeliveryBackup.failedRecords(): Firehose to Iceberg backs up failed records only',
  ],
  [
    'a key with a space',
    { tables: [{ ...ORDERS, uniqueKeys: ['order id'] }] },
    'tables[0].uniqueKeys must be 1 to 1024 characters without spaces, got order id',
  ],
  [
    'partitions of a table that is there',
    { tables: [{ ...ORDERS, partitionColumns: ['day'] }] },
    'tables[0].partitionColumns must be unset without tableCreation',
  ],
  [
    'a name of a database',
    { tables: [{ ...ORDERS, database: 'my-shop' }] },
    'tables[0].database must be of letters, digits, . and _, got my-shop',
  ],
  [
    'a long name of a table',
    { tables: [{ ...ORDERS, table: 'x'.repeat(256) }] },
    'tables[0].table must be 1 to 255 characters, got 256',
  ],
  [
    'a long error prefix',
    { tables: [{ ...ORDERS, errorPrefix: 'x'.repeat(1025) }] },
    'tables[0].errorPrefix must be 0 to 1024 characters, got 1025',
  ],
  [
    'schema evolution in S3 Tables',
    { catalog: s3Tables, schemaEvolution: true },
    'schemaEvolution must be unset with IcebergCatalog.s3Tables: it needs a warehouse location in S3',
  ],
  ['table creation in S3 Tables', { catalog: s3Tables, tableCreation: true }, 'tableCreation must be unset'],
])('refuses %s', (_, props, message) => {
  expect(() => delivering(() => props)).toThrow(`[T/Delivery] ${message}`);
});
