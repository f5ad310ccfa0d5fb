import { CfnParameter, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DeliveryBackup } from '../../../lib/deliver/destination-backup';
import {
  RedshiftDestination,
  type RedshiftDestinationProps,
} from '../../../lib/deliver/redshift-destination';
import { RedshiftEndpoint } from '../../../lib/deliver/redshift-endpoint';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, rights, rightsOn, secretIn } from './destination-fixtures';

const HOST = 'shop.abc123.eu-west-1.redshift.amazonaws.com';

function delivering(props: Partial<RedshiftDestinationProps> = {}, make = testStack) {
  const stack = make();
  const endpoint = RedshiftEndpoint.cluster(HOST, 'shop');
  deliverTo(
    stack,
    new RedshiftDestination({ endpoint, table: 'orders', credentials: secretIn(stack), ...props }),
  );
  return { stack, configuration: configurationIn(stack, 'RedshiftDestinationConfiguration') };
}

/** With a thing that has to be in the stack. */
function deliveringWith(make: (stack: Stack) => Partial<RedshiftDestinationProps>) {
  const stack = testStack();
  return delivering(make(stack), () => stack);
}

describe('by default', () => {
  const { stack, configuration } = delivering();

  test('the records are copied as JSON, from compressed objects', () => {
    expect(configuration.CopyCommand).toEqual({ DataTableName: 'orders', CopyOptions: "JSON 'auto' GZIP" });
    expect(configuration.S3Configuration.CompressionFormat).toBe('GZIP');
  });

  test('a provisioned cluster is reached at its address', () => {
    expect(configuration.ClusterJDBCURL).toBe(`jdbc:redshift://${HOST}:5439/shop`);
  });

  test('user and password come from Secrets Manager', () => {
    expect(configuration.SecretsManagerConfiguration).toEqual({
      Enabled: true,
      RoleARN: configuration.RoleARN,
      SecretARN: { Ref: expect.stringMatching(/^Secret/) },
    });
    expect(configuration).not.toHaveProperty('Username');
    expect(configuration).not.toHaveProperty('Password');
  });

  test('the role may read the secret and use its key for it, and has no right on Redshift', () => {
    const secret = configuration.SecretsManagerConfiguration.SecretARN;
    expect(rightsOn(['secretsmanager'], stack)).toEqual([
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: secret },
    ]);
    expect(rights(stack)).toContainEqual({
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SecretKey/), 'Arn'] },
      Condition: {
        StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:SecretARN': secret },
      },
    });
    expect(rights(stack)).toHaveLength(7);
  });
});

test('a port may be known at deployment only', () => {
  const stack = testStack();
  const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
  const endpoint = RedshiftEndpoint.cluster(HOST, 'shop', { port });
  const { configuration } = delivering({ endpoint }, () => stack);
  expect(configuration.ClusterJDBCURL).toEqual({
    'Fn::Join': ['', [`jdbc:redshift://${HOST}:`, { Ref: 'Port' }, '/shop']],
  });
});

test('a serverless workgroup is reached in the account and Region of the delivery stream', () => {
  const { configuration } = delivering({
    endpoint: RedshiftEndpoint.serverless('analytics', 'shop', { port: 5440 }),
  });
  expect(JSON.stringify(configuration.ClusterJDBCURL)).toBe(
    JSON.stringify({
      'Fn::Join': [
        '',
        [
          'jdbc:redshift://analytics.111111111111.eu-west-1.redshift-serverless.',
          { Ref: 'AWS::URLSuffix' },
          ':5440/shop',
        ],
      ],
    }),
  );
});

test('each setting reaches the delivery stream', () => {
  const { configuration } = deliveringWith((stack) => ({
    table: 'public.orders',
    columns: ['id', 'total'],
    copyOptions: 'CSV',
    stagingBucket: new Bucket(stack, 'Staging'),
    stagingPrefix: 'in/',
    errorPrefix: 'out/',
    compression: Compression.UNCOMPRESSED,
    removalPolicy: RemovalPolicy.DESTROY,
  }));
  expect(configuration.CopyCommand).toEqual({
    DataTableName: 'public.orders',
    DataTableColumns: 'id,total',
    CopyOptions: 'CSV',
  });
  expect(configuration.S3Configuration).toMatchObject({
    BucketARN: { 'Fn::GetAtt': [expect.stringMatching(/^Staging/), 'Arn'] },
    Prefix: 'in/',
    ErrorOutputPrefix: 'out/',
    CompressionFormat: 'UNCOMPRESSED',
  });
});

test('GZIP is said once', () => {
  const { configuration } = delivering({ copyOptions: 'csv gzip' });
  expect(configuration.CopyCommand.CopyOptions).toBe('csv gzip');
});

test('all records are kept as they came, in a bucket with rights of its own', () => {
  const { stack, configuration } = deliveringWith((inner) => ({
    backup: DeliveryBackup.allRecords({ bucket: new Bucket(inner, 'Raw'), prefix: 'raw/' }),
  }));
  expect(configuration.S3BackupMode).toBe('Enabled');
  expect(configuration.S3BackupConfiguration).toMatchObject({
    BucketARN: { 'Fn::GetAtt': [expect.stringMatching(/^Raw/), 'Arn'] },
    Prefix: 'raw/',
  });
  const arn = stack.resolve(configuration.S3BackupConfiguration.BucketARN);
  expect(rightsOn(['s3'], stack)).toContainEqual(expect.objectContaining({ Resource: arn }));
});

test('in the staging bucket they are apart from those to copy', () => {
  const { stack, configuration } = delivering({ backup: DeliveryBackup.allRecords() });
  expect(configuration.S3BackupConfiguration.BucketARN).toEqual(configuration.S3Configuration.BucketARN);
  expect(configuration.S3BackupConfiguration.Prefix).toMatch(/^source\//);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  const mixed = delivering({ backup: DeliveryBackup.allRecords({ prefix: 'data/source/' }) });
  Annotations.fromStack(mixed.stack).hasWarning(
    '/T/Delivery',
    Match.stringLikeRegexp('backup.prefix is inside'),
  );
});

test('a secret known by its name alone is granted by its name', () => {
  const { stack } = deliveringWith((inner) => ({
    credentials: Secret.fromSecretNameV2(inner, 'Named', 'loader'),
  }));
  const [{ Resource }] = rightsOn(['secretsmanager'], stack);
  expect(JSON.stringify(Resource)).toContain(':secret:loader-??????');
});

test.each<[string, (stack: Stack) => Partial<RedshiftDestinationProps>, string]>([
  [
    'an address that is not one of Redshift',
    () => ({ endpoint: RedshiftEndpoint.cluster('db.example.com', 'shop') }),
    'endpoint must be the address of a Redshift cluster or workgroup, got jdbc:redshift://db.example.com:5439/shop',
  ],
  [
    'a port',
    () => ({ endpoint: RedshiftEndpoint.cluster(HOST, 'shop', { port: 65536 }) }),
    'endpoint.port must be a whole number from 1 to 65535, got 65536',
  ],
  [
    'a database name',
    () => ({ endpoint: RedshiftEndpoint.serverless('analytics', 'my shop') }),
    'endpoint.database must be a name of letters, digits, _ $ -, got my shop',
  ],
  ['no table', () => ({ table: '' }), 'table must be 1 to 512 characters, got 0'],
  ['a long table', () => ({ table: 'x'.repeat(513) }), 'table must be 1 to 512 characters, got 513'],
  [
    'long columns',
    () => ({ columns: ['x'.repeat(10000), 'y'.repeat(240)] }),
    'columns must be 1 to 10240 characters, got 10241',
  ],
  [
    'long options',
    () => ({ copyOptions: 'x'.repeat(10241) }),
    'copyOptions must be 0 to 10240 characters, got 10241',
  ],
  [
    'objects that Redshift does not copy',
    () => ({ compression: Compression.SNAPPY }),
    'compression must be GZIP or UNCOMPRESSED, which Redshift copies, got Snappy',
  ],
  [
    'a copy of what is not compressed as if it were',
    () => ({ compression: Compression.UNCOMPRESSED, copyOptions: 'CSV GZIP' }),
    'copyOptions must be without GZIP, since compression is UNCOMPRESSED, got CSV GZIP',
  ],
  [
    'a backup of failed records',
    () => ({ backup: DeliveryBackup.failedRecords() }),
    'backup must be DeliveryBackup.allRecords(): what could not be copied stays in the staging bucket',
  ],
  [
    'an error prefix that does not say the error',
    () => ({ errorPrefix: 'b/!{timestamp:yyyy}/' }),
    'errorPrefix must be with !{firehose:error-output-type} once or more',
  ],
  [
    'a secret of another Region',
    (stack) => ({
      credentials: Secret.fromSecretCompleteArn(
        stack,
        'Far',
        'arn:aws:secretsmanager:us-east-1:111111111111:secret:loader-abcdef',
      ),
    }),
    'credentials must be in eu-west-1, as the delivery stream is, got one in us-east-1',
  ],
])('refuses %s', (_, props, message) => {
  expect(() => deliveringWith(props)).toThrow(`[T/Delivery] ${message}`);
});
