import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { DatabaseEngine } from '../../../lib/source/database-engine';
import type { FileSourceOptions } from '../../../lib/source/database-files';
import { ReplicationType } from '../../../lib/source/database-replication-type';
import { DatabaseTls } from '../../../lib/source/database-tls';
import { testStack } from '../../support/stack';
import { CERTIFICATE, databaseSource, endpoint, importedSecret } from './database-fixtures';

const verifyCa = DatabaseTls.verifyCa(CERTIFICATE);
const verifyFull = DatabaseTls.verifyFull(CERTIFICATE);
const databaseName = 'shop';

test.each<[string, string, string, (secret: ISecret) => DatabaseEngine, object]>([
  ['mysql', 'MySqlSettings', 'verify-ca', (secret) => DatabaseEngine.mysql({ secret, tls: verifyCa }), {}],
  [
    'mariadb',
    'MySqlSettings',
    'verify-full',
    (secret) => DatabaseEngine.mariaDb({ secret, tls: verifyFull }),
    {},
  ],
  [
    'aurora',
    'MySqlSettings',
    'verify-ca',
    (secret) => DatabaseEngine.auroraMysql({ secret, tls: verifyCa, serverTimezone: 'Europe/Madrid' }),
    { ServerTimezone: 'Europe/Madrid' },
  ],
  [
    'postgres',
    'PostgreSqlSettings',
    'require',
    (secret) => DatabaseEngine.postgres({ secret, databaseName }),
    { HeartbeatEnable: false, CaptureDdls: true },
  ],
  [
    'aurora-postgresql',
    'PostgreSqlSettings',
    'verify-full',
    (secret) =>
      DatabaseEngine.auroraPostgres({
        secret,
        databaseName,
        tls: verifyFull,
        slotName: 'kinesis',
        heartbeat: true,
        captureDdls: false,
      }),
    { SlotName: 'kinesis', HeartbeatEnable: true, CaptureDdls: false },
  ],
  [
    'oracle',
    'OracleSettings',
    'verify-ca',
    (secret) => DatabaseEngine.oracle({ secret, databaseName, tls: verifyCa, addSupplementalLogging: true }),
    { AddSupplementalLogging: true },
  ],
  [
    'sqlserver',
    'MicrosoftSqlServerSettings',
    'require',
    (secret) => DatabaseEngine.sqlServer({ secret, databaseName }),
    { DatabaseName: 'shop' },
  ],
  [
    'mongodb',
    'MongoDbSettings',
    'require',
    (secret) => DatabaseEngine.mongoDb({ secret, databaseName, fieldsAsColumns: true }),
    { DatabaseName: 'shop', AuthType: 'password', NestingLevel: 'one' },
  ],
  [
    'docdb',
    'DocDbSettings',
    'verify-full',
    (secret) => DatabaseEngine.documentDb({ secret, databaseName, tls: verifyFull }),
    { NestingLevel: 'none' },
  ],
])('%s is connected to by its secret', (engineName, settings, sslMode, make, expected) => {
  const stack = testStack();
  const secret = importedSecret(stack);
  databaseSource(stack, { engine: make(secret) });
  const source = endpoint(stack, 'source');
  expect(source).toMatchObject({ EngineName: engineName, SslMode: sslMode });
  expect(source?.CertificateArn).toBe(sslMode === 'require' ? undefined : CERTIFICATE);
  expect(source?.[settings]).toEqual({
    SecretsManagerSecretId: stack.resolve(secret.secretArn),
    SecretsManagerAccessRoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^ShopAccessSecretRole/), 'Arn'] },
    ...expected,
  });
});

test('a connection in plain text is warned of', () => {
  const stack = testStack();
  const engine = DatabaseEngine.mysql({ secret: importedSecret(stack), tls: DatabaseTls.none() });
  databaseSource(stack, { engine });
  Annotations.fromStack(stack).hasWarning(
    '/T/Shop',
    Match.stringLikeRegexp('cross the network to DMS in plain'),
  );
});

test.each<[string, (secret: ISecret) => DatabaseEngine, string]>([
  [
    'MySQL',
    (secret) => DatabaseEngine.mysql({ secret, tls: DatabaseTls.require() }),
    'verify-ca, verify-full, none for mysql, got require',
  ],
  [
    'Oracle',
    (secret) => DatabaseEngine.oracle({ secret, databaseName, tls: verifyFull }),
    'verify-ca, none for oracle, got verify-full',
  ],
  [
    'SQL Server',
    (secret) => DatabaseEngine.sqlServer({ secret, databaseName, tls: verifyCa }),
    'require, verify-full, none for sqlserver, got verify-ca',
  ],
  [
    'MongoDB',
    (secret) => DatabaseEngine.mongoDb({ secret, databaseName, tls: verifyCa }),
    'require, verify-full, none for mongodb, got verify-ca',
  ],
])('fails when DMS has no such encryption for %s', (_, make, message) => {
  const stack = testStack();
  const engine = make(importedSecret(stack));
  expect(() => databaseSource(stack, { engine })).toThrow(`[T/Shop] engine.tls must be one of ${message}`);
});

test('fails when the database has no name', () => {
  const stack = testStack();
  const engine = DatabaseEngine.postgres({ secret: importedSecret(stack), databaseName: '' });
  expect(() => databaseSource(stack, { engine })).toThrow(
    'engine.databaseName must be the name of a database',
  );
});

describe('files', () => {
  const columns = [
    { name: 'id', type: 'INT8', primaryKey: true },
    { name: 'name', type: 'STRING', length: 20 },
  ];
  const table = { schema: 'hr', name: 'staff', path: 'hr/staff/', columns };
  const files = (stack: Stack, options: Partial<FileSourceOptions> = {}) => {
    const bucket = options.bucket ?? new Bucket(stack, 'Files', { encryptionKey: new Key(stack, 'Key') });
    return DatabaseEngine.s3({ tables: [table], changesFolder: 'changes', ...options, bucket });
  };

  test('are described as tables, and may be read', () => {
    const stack = testStack();
    databaseSource(stack, { engine: files(stack, { folder: 'full', headerLines: 1 }) });
    const { ExternalTableDefinition, ...settings } = endpoint(stack, 'source')?.S3Settings ?? {};
    expect(settings).toMatchObject({ BucketFolder: 'full', CdcPath: 'changes', IgnoreHeaderRows: 1 });
    expect(JSON.parse(ExternalTableDefinition)).toEqual({
      TableCount: '1',
      Tables: [
        {
          TableName: 'staff',
          TablePath: 'hr/staff/',
          TableOwner: 'hr',
          TableColumns: [
            { ColumnName: 'id', ColumnType: 'INT8', ColumnNullable: 'false', ColumnIsPk: 'true' },
            { ColumnName: 'name', ColumnType: 'STRING', ColumnLength: '20' },
          ],
          TableColumnsTotal: '2',
        },
      ],
    });
    const arn = { 'Fn::GetAtt': [expect.stringMatching(/^Files/), 'Arn'] };
    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const [, policy] = policies.find(([id]) => id.startsWith('ShopAccessFileRole')) ?? [];
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [arn, '/*']] } },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': [arn, { 'Fn::Join': ['', [arn, '/*']] }] },
        },
      },
    ]);
  });

  test('may be described by what is known at deployment only', () => {
    const stack = testStack();
    const path = new CfnParameter(stack, 'Path').valueAsString;
    const length = new CfnParameter(stack, 'Length', { type: 'Number' }).valueAsNumber;
    const tokens = { ...table, path, columns: [{ name: 'name', type: 'STRING', length }] };
    databaseSource(stack, { engine: files(stack, { tables: [tokens] }) });
    const { ExternalTableDefinition } = endpoint(stack, 'source')?.S3Settings ?? {};
    const parts: unknown[] = ExternalTableDefinition['Fn::Join'][1];
    expect(parts).toContainEqual({ Ref: 'Path' });
    expect(parts).toContainEqual({ Ref: 'Length' });
  });

  test('need no changes for a full load', () => {
    const stack = testStack();
    const engine = files(stack, { changesFolder: undefined });
    expect(() => databaseSource(stack, { engine, replicationType: ReplicationType.FULL_LOAD })).not.toThrow();
  });

  test.each<[string, Partial<FileSourceOptions>, string]>([
    ['no tables', { tables: [] }, 'engine.tables must be at least one, got none'],
    ['no changes', { changesFolder: undefined }, 'engine.changesFolder must be given to replicate changes'],
    ['half a line', { headerLines: 0.5 }, 'engine.headerLines must be a whole number'],
    [
      'a file as path',
      { tables: [{ ...table, path: 'a.csv' }] },
      'engine.tables[0].path must be a folder that ends with /',
    ],
    ['no columns', { tables: [{ ...table, columns: [] }] }, 'engine.tables[0].columns must be at least one'],
    [
      'a string of any length',
      { tables: [{ ...table, columns: [{ name: 'id', type: 'STRING' }] }] },
      'engine.tables[0].id.length must be given for a STRING',
    ],
  ])('fail with %s', (_, options, message) => {
    const stack = testStack();
    expect(() => databaseSource(stack, { engine: files(stack, options) })).toThrow(`[T/Shop] ${message}`);
  });
});
