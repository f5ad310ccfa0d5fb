import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { instanceRole } from '../../../lib/analyze/emr-instance-role';
import { EmrServiceRole } from '../../../lib/analyze/emr-service-role';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import { ChannelToIceberg } from '../../../lib/deliver/channel-to-iceberg';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { ReplicaTarget } from '../../../lib/operate/replica-target';
import { Redrive } from '../../../lib/process/redrive';
import { keyBehind, keyResource } from '../../../lib/shared/key-resource';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { grantOnSecret } from '../../../lib/shared/secret-access';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { processor, rightsIn } from '../process/fixtures';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/abc';
const byName = (stack: Stack) => Alias.fromAliasName(stack, 'Alias', 'alias/records');
const ofAlias = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/records' } };

/** All rights on keys that constructs give, when every key is the one that `make` makes. */
function rightsOnKeys(make: (stack: Stack) => IKey) {
  const stack = testStack();
  const key = make(stack);
  const { stream } = new EncryptedStream(stack, 'Orders', { encryptionKey: key });
  const { bucket } = new RecordBucket(stack, 'Lake', { encryptionKey: key });
  const table = ArchiveTable.existing({ databaseName: 'd', tableName: 't', catalogKey: key });
  new FirehoseToS3(stack, 'Archive', { stream, bucket, table, recordFormat: RecordFormat.parquet() });
  new ChannelToS3(stack, 'Channel', { stream, bucket });
  new ChannelToIceberg(stack, 'Table', {
    stream,
    tableBucketArn: 'arn:aws:s3tables:eu-west-1:111111111111:bucket/lake',
    namespace: 'sales',
    tableName: 'orders',
    schemaArn: 'arn:aws:glue:eu-west-1:111111111111:schema/registry/orders',
    partitionColumn: 'ordered_at',
    deadLetterBucket: bucket,
    encryptionKey: key,
  });
  new Redrive(stack, 'Redrive', { processors: [processor(stack, { stream, failureBucket: bucket })] });
  const role = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  grantOnSecret(new Secret(stack, 'Secret', { encryptionKey: key }), role, ['secretsmanager:GetSecretValue']);
  const instances = instanceRole(stack, 'Instances', key);
  const emr = { instanceRole: instances, subnetIds: ['subnet-1'], securityGroups: [], encryptionKey: key };
  new EmrServiceRole(stack, 'Emr', emr);
  const rights = rightsIn(Template.fromStack(stack)).filter(({ Action }) =>
    [Action].flat().every((action) => String(action).startsWith('kms:')),
  );
  return { stack, key, rights };
}

test('rights under an alias of a key are rights on the key', () => {
  const { stack, key, rights } = rightsOnKeys(
    (scope) => new Alias(scope, 'Alias', { aliasName: 'alias/records', targetKey: new Key(scope, 'Key') }),
  );
  const arn = stack.resolve(keyBehind(key)?.keyArn);
  expect(arn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
  expect(rights.length).toBeGreaterThan(10);
  for (const right of rights) expect(right).toMatchObject({ Resource: arn });
});

test('rights under an alias imported by its name are on whatever key has it, and no other', () => {
  const { rights } = rightsOnKeys(byName);
  expect(rights.length).toBeGreaterThan(10);
  for (const right of rights) {
    expect(JSON.stringify(right.Resource)).toContain(':kms:eu-west-1:111111111111:key/*');
    expect(right).toMatchObject({ Condition: ofAlias });
  }
});

test('a key is named by its ARN alone, and an alias imported with its key by that of the key', () => {
  const stack = testStack();
  const key = Key.fromKeyArn(stack, 'Key', KEY_ARN);
  const alias = Alias.fromAliasAttributes(stack, 'Alias', {
    aliasName: 'alias/records',
    aliasTargetKey: key,
  });
  expect([key, alias].map(keyResource)).toEqual([
    { arn: KEY_ARN, conditions: {} },
    { arn: KEY_ARN, conditions: {} },
  ]);
});

test('a channel tries a key known by its alias apart from the ones that are known', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders', {
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN),
  });
  const { bucket } = new RecordBucket(stack, 'Lake', { encryptionKey: byName(stack) });
  new ChannelToS3(stack, 'Channel', { stream, bucket });
  const trials = rightsIn(Template.fromStack(stack)).filter(({ Condition }) =>
    JSON.stringify(Condition ?? {}).match(/StringEqualsIfExists(?!.*EncryptionContext)/),
  );
  expect(trials).toEqual([
    expect.objectContaining({ Resource: KEY_ARN, Condition: { StringEqualsIfExists: expect.anything() } }),
    expect.objectContaining({ Condition: { ...ofAlias, StringEqualsIfExists: expect.anything() } }),
  ]);
});

test('a replica takes the key behind an alias, and any key of the other Region when only a name is known', () => {
  const stack = testStack();
  const aliasTargetKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/1');
  const known = Alias.fromAliasAttributes(stack, 'Known', { aliasName: 'alias/records', aliasTargetKey });
  const keyOf = (encryptionKey: IKey) =>
    ReplicaTarget.fromStreamArn('arn:aws:kinesis:us-east-1:111111111111:stream/orders', {
      encryptionKey,
    })._resolve(stack).keyArn;
  expect(keyOf(known)).toBe(aliasTargetKey.keyArn);
  expect(keyOf(byName(stack))).toBe('arn:aws:kms:us-east-1:111111111111:key/*');
});
