import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DatabaseAccountRoles } from '../../../lib/source/database-account-roles';
import { DatabaseEngine } from '../../../lib/source/database-engine';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { databaseSource, endpoint, only } from './database-fixtures';

const CONFIG = 'AWS::DMS::ReplicationConfig';
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

describe('by default', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders');
  const secret = new Secret(stack, 'Credentials');
  const engine = DatabaseEngine.postgres({ secret, databaseName: 'shop' });
  const source = databaseSource(stack, { stream, engine });
  const config = only(stack, CONFIG);
  const name = config.ReplicationConfigIdentifier;

  test('rows and changes are replicated without a server, in the private subnets', () => {
    expect(config).toMatchObject({
      ReplicationType: 'full-load-and-cdc',
      ResourceIdentifier: name,
      SourceEndpointArn: stack.resolve(source.sourceEndpoint.ref),
      TargetEndpointArn: stack.resolve(source.targetEndpoint.ref),
      ComputeConfig: {
        MinCapacityUnits: 1,
        MaxCapacityUnits: 8,
        MultiAZ: false,
        VpcSecurityGroupIds: [stack.resolve(source.connections.securityGroups[0].securityGroupId)],
      },
      ReplicationSettings: { Logging: { EnableLogging: true } },
    });
    expect(config.ReplicationSettings.BeforeImageSettings).toBeUndefined();
    expect(only(stack, 'AWS::DMS::ReplicationSubnetGroup').SubnetIds).toHaveLength(2);
    expect(name).toMatch(/^[a-z](-?[a-z0-9])+$/);
    expect(name.length).toBeLessThanOrEqual(31);
  });

  test('the records are lines of JSON that tell their transaction and what is null', () => {
    expect(endpoint(stack, 'target')).toEqual({
      EndpointType: 'target',
      EngineName: 'kinesis',
      KinesisSettings: {
        StreamArn: stack.resolve(stream.streamArn),
        ServiceAccessRoleArn: stack.resolve(source.streamRole.roleArn),
        MessageFormat: 'json-unformatted',
        IncludeTransactionDetails: true,
        IncludePartitionValue: false,
        PartitionIncludeSchemaTable: true,
        IncludeTableAlterOperations: false,
        IncludeControlDetails: false,
        IncludeNullAndEmpty: true,
        NoHexPrefix: false,
      },
    });
  });

  test('DMS may write to the stream under its key, and nothing else', () => {
    expect(rightsOf(stack, 'ShopStreamRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'],
        Resource: stack.resolve(stream.streamArn),
      },
      {
        Effect: 'Allow',
        Action: 'kms:GenerateDataKey',
        Resource: stack.resolve(stream.encryptionKey?.keyArn),
        Condition: {
          StringEquals: {
            'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com',
            'kms:EncryptionContext:aws:kinesis:arn': stack.resolve(stream.streamArn),
          },
        },
      },
    ]);
  });

  test('DMS of this Region may read the secret, and no part of it is in the template', () => {
    expect(rightsOf(stack, 'ShopAccessSecretRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: stack.resolve(secret.secretArn),
      },
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: 'dms.eu-west-1.amazonaws.com' }, Effect: 'Allow' }],
      },
    });
    const template = JSON.stringify(Template.fromStack(stack));
    expect(template).not.toContain('resolve:secretsmanager');
    expect(endpoint(stack, 'source')).not.toHaveProperty('Password');
    expect(endpoint(stack, 'source')).not.toHaveProperty('Username');
  });

  test('what starts and stops it may do so with this replication alone', () => {
    const rights = rightsOf(stack, 'Shopserverlessfullloadandcdc').filter((statement) =>
      JSON.stringify(statement).includes('dms:'),
    );
    expect(rights).toEqual([
      {
        Effect: 'Allow',
        Action: ['dms:StartReplication', 'dms:StopReplication'],
        Resource: stack.resolve(source.replicationArn),
      },
      { Effect: 'Allow', Action: 'dms:DescribeReplications', Resource: '*' },
    ]);
    expect(JSON.stringify(stack.resolve(source.replicationArn))).toContain(
      `:dms:eu-west-1:111111111111:replication-config:${name}`,
    );
  });

  test('it is paused before it or an endpoint is changed, and started after', () => {
    const { pause, run } = steps(stack);
    const template = Template.fromStack(stack);
    const [[id, replication]] = Object.entries(template.findResources(CONFIG));
    expect(replication.DependsOn).toContain(pause.id);
    for (const { DependsOn } of Object.values(template.findResources('AWS::DMS::Endpoint'))) {
      expect(DependsOn).toContain(pause.id);
    }
    expect(run.DependsOn).toContain(id);
    expect(JSON.stringify(pause)).not.toContain(id);
    expect(run.Properties).toMatchObject({
      compute: 'serverless',
      type: 'full-load-and-cdc',
      identifier: name,
    });
    expect(run.Properties.revision).toBe(pause.Properties.revision);
    expect(run.Properties.arn).toEqual(stack.resolve(source.replicationArn));
  });

  test('endpoints are made once DMS may use them', () => {
    const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::DMS::Endpoint'));
    const needed = endpoints.flatMap(({ DependsOn }) => DependsOn).join();
    expect(needed).toMatch(/ShopStreamRoleDefaultPolicy/);
    expect(needed).toMatch(/ShopAccessSecretRoleDefaultPolicy/);
  });

  test('no account-wide role is made, and there is nothing to warn of', () => {
    const roles = Template.fromStack(stack).findResources('AWS::IAM::Role');
    expect(Object.values(roles).some(({ Properties }) => Properties.RoleName !== undefined)).toBe(false);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

test('account-wide roles are made when asked for, before DMS needs them', () => {
  const stack = testStack();
  databaseSource(stack, { accountRoles: new DatabaseAccountRoles(stack, 'Roles') });
  const template = Template.fromStack(stack);
  for (const RoleName of ['dms-vpc-role', 'dms-cloudwatch-logs-role']) {
    template.hasResourceProperties('AWS::IAM::Role', { RoleName });
  }
  const [subnets] = Object.values(template.findResources('AWS::DMS::ReplicationSubnetGroup'));
  expect(subnets.DependsOn.join()).toMatch(/RolesVpc.*|RolesLogs.*/);
});

test('each account-wide role can be left out', () => {
  const stack = testStack();
  new DatabaseAccountRoles(stack, 'Roles', { vpcRole: false });
  expect(only(stack, 'AWS::IAM::Role').RoleName).toBe('dms-cloudwatch-logs-role');
});

test('metrics are those of the replication, for a minute', () => {
  const stack = testStack();
  const source = databaseSource(stack);
  const name = only(stack, CONFIG).ReplicationConfigIdentifier;
  const metric = source.metricSourceLatency();
  expect(metric).toMatchObject({
    namespace: 'AWS/DMS',
    metricName: 'CDCLatencySource',
    statistic: 'Maximum',
  });
  expect(metric.period.toSeconds()).toBe(60);
  expect(metric.dimensions).toEqual({ ReplicationConfigId: `111111111111:${name}` });
  expect(source.metricTargetLatency({ period: Duration.minutes(5) }).period.toSeconds()).toBe(300);
  expect(source.metric('CDCIncomingChanges').metricName).toBe('CDCIncomingChanges');
});
