import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BeforeImage, ChangeMessageFormat } from '../../../lib/source/database-record-options';
import { Replication } from '../../../lib/source/database-replication';
import { ReplicationType } from '../../../lib/source/database-replication-type';
import type { DatabaseSourceProps } from '../../../lib/source/database-source-props';
import { TableRule } from '../../../lib/source/database-table-rule';
import { testStack } from '../../support/stack';
import { databaseSource, endpoint, only, testVpc } from './database-fixtures';

const CONFIG = 'AWS::DMS::ReplicationConfig';
const TASK = 'AWS::DMS::ReplicationTask';
const RUN = 'Custom::RunReplication';

/** The custom resources, by step. */
function steps(stack: Stack) {
  const found = Object.entries(Template.fromStack(stack).findResources(RUN));
  return Object.fromEntries(found.map(([id, resource]) => [resource.Properties.step, { id, ...resource }]));
}

/** Statements of the policy of the role whose id begins so. */
function rightsOf(stack: Stack, role: string): unknown[] {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

test('each setting reaches DMS', () => {
  const stack = testStack();
  const vpc = testVpc(stack);
  const key = new Key(stack, 'Key');
  const securityGroup = new SecurityGroup(stack, 'Group', { vpc });
  databaseSource(stack, {
    vpc,
    vpcSubnets: { subnets: vpc.isolatedSubnets },
    securityGroups: [securityGroup],
    encryptionKey: key,
    logging: false,
    replicationType: ReplicationType.CHANGES,
    replication: Replication.serverless({ minCapacityUnits: 2, maxCapacityUnits: 384, multiAz: true }),
    messageFormat: ChangeMessageFormat.JSON,
    includeTransactionDetails: false,
    includePartitionValue: true,
    partitionIncludeSchemaTable: false,
    includeTableAlterOperations: true,
    includeControlDetails: true,
    includeNullAndEmpty: false,
    noHexPrefix: true,
    beforeImage: BeforeImage.NON_LOB,
  });
  const keyArn = stack.resolve(key.keyArn);
  expect(only(stack, CONFIG)).toMatchObject({
    ReplicationType: 'cdc',
    ComputeConfig: {
      MinCapacityUnits: 2,
      MaxCapacityUnits: 384,
      MultiAZ: true,
      KmsKeyId: keyArn,
      VpcSecurityGroupIds: [stack.resolve(securityGroup.securityGroupId)],
    },
    ReplicationSettings: {
      Logging: { EnableLogging: false },
      BeforeImageSettings: { EnableBeforeImage: true, FieldName: 'before-image', ColumnFilter: 'non-lob' },
    },
  });
  expect(endpoint(stack, 'source')?.KmsKeyId).toEqual(keyArn);
  expect(endpoint(stack, 'target')).toMatchObject({
    KmsKeyId: keyArn,
    KinesisSettings: {
      MessageFormat: 'json',
      IncludeTransactionDetails: false,
      IncludePartitionValue: true,
      PartitionIncludeSchemaTable: false,
      IncludeTableAlterOperations: true,
      IncludeControlDetails: true,
      IncludeNullAndEmpty: false,
      NoHexPrefix: true,
    },
  });
  Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
});

test('on an instance, which is not public, it is a task with settings as text', () => {
  const stack = testStack();
  const source = databaseSource(stack, { replication: Replication.instance({ engineVersion: '3.5.4' }) });
  const instance = only(stack, 'AWS::DMS::ReplicationInstance');
  const task = only(stack, TASK);
  const name = task.ReplicationTaskIdentifier;
  expect(instance).toMatchObject({
    ReplicationInstanceClass: 'dms.t3.medium',
    AllocatedStorage: 50,
    MultiAZ: false,
    PubliclyAccessible: false,
    EngineVersion: '3.5.4',
  });
  expect(JSON.parse(task.TableMappings).rules).toHaveLength(2);
  expect(JSON.parse(task.ReplicationTaskSettings)).toMatchObject({ Logging: { EnableLogging: true } });
  expect(task).toMatchObject({ MigrationType: 'full-load-and-cdc', ResourceIdentifier: name });
  expect(JSON.stringify(stack.resolve(source.replicationArn))).toContain(`:task:${name}`);
  expect(source.metricTargetLatency().dimensions).toEqual({
    ReplicationInstanceIdentifier: instance.ReplicationInstanceIdentifier,
    ReplicationTaskIdentifier: name,
  });
  expect(rightsOf(stack, 'Shopinstance')).toContainEqual({
    Effect: 'Allow',
    Action: ['dms:StartReplicationTask', 'dms:StopReplicationTask'],
    Resource: stack.resolve(source.replicationArn),
  });
  Template.fromStack(stack).resourceCountIs(CONFIG, 0);
});

describe('a later deployment', () => {
  const revisionWith = (props: Partial<DatabaseSourceProps>) => {
    const stack = testStack();
    databaseSource(stack, props);
    const { run } = steps(stack);
    return { revision: run.Properties.revision, identifier: run.Properties.identifier };
  };
  const before = revisionWith({});

  test.each<[string, Partial<DatabaseSourceProps>]>([
    ['the tables', { tables: [TableRule.include('public', 'customers')] }],
    ['the records', { includePartitionValue: true }],
    ['the settings', { logging: false }],
    ['the capacity', { replication: Replication.serverless({ maxCapacityUnits: 2 }) }],
  ])('that changes %s pauses the same replication', (_, props) => {
    const after = revisionWith(props);
    expect(after.identifier).toBe(before.identifier);
    expect(after.revision).not.toBe(before.revision);
  });

  test.each<[string, Partial<DatabaseSourceProps>]>([
    ['its type', { replicationType: ReplicationType.CHANGES }],
    ['what it runs on', { replication: Replication.instance() }],
  ])('that changes %s makes another one', (_, props) => {
    expect(revisionWith(props).identifier).not.toBe(before.identifier);
  });

  test('that changes nothing leaves it alone', () => expect(revisionWith({})).toEqual(before));
});
