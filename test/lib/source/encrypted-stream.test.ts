import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  AccountRootPrincipal,
  type IGrantable,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { ShardLevelMetrics } from 'aws-cdk-lib/aws-kinesis';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import type { EncryptedStreamProps } from '../../../lib/source/encrypted-stream-props';
import { RecordDistribution } from '../../../lib/source/record-distribution';
import { TransportPolicy } from '../../../lib/source/transport-policy';
import { testStack } from '../../support/stack';

const lambdaRole = (stack: Stack, id = 'Role') =>
  new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

/** The statements of the one IAM policy in the template. */
function statements(template: Template): { [key: string]: unknown }[] {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  return policy.Properties.PolicyDocument.Statement;
}

describe('by default', () => {
  const stack = testStack();
  const orders = new EncryptedStream(stack, 'Orders');
  const template = Template.fromStack(stack);

  test('the stream is on-demand and encrypted under its own rotated key', () => {
    template.hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      ShardCount: Match.absent(),
      RetentionPeriodHours: 24,
      StreamEncryption: {
        EncryptionType: 'KMS',
        KeyId: stack.resolve(orders.encryptionKey.keyArn),
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('nothing optional is set', () => {
    const [resource] = Object.values(template.findResources('AWS::Kinesis::Stream'));
    expect(Object.keys(resource.Properties).sort()).toEqual([
      'RetentionPeriodHours',
      'StreamEncryption',
      'StreamModeDetails',
    ]);
    template.resourceCountIs('AWS::Kinesis::ResourcePolicy', 0);
  });

  test('stream and key are retained', () => {
    template.hasResource('AWS::Kinesis::Stream', { DeletionPolicy: 'Retain' });
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
  });
});

test('each setting reaches the stream', () => {
  const stack = testStack();
  new EncryptedStream(stack, 'Orders', {
    streamName: 'orders',
    retentionPeriod: Duration.days(7),
    maxRecordSize: Size.mebibytes(10),
    warmThroughputMiBps: 100,
    recordDistribution: RecordDistribution.AUTO,
    shardLevelMetrics: [ShardLevelMetrics.INCOMING_BYTES],
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = Template.fromStack(stack);
  template.hasResource('AWS::Kinesis::Stream', {
    DeletionPolicy: 'Delete',
    Properties: {
      Name: 'orders',
      RetentionPeriodHours: 168,
      MaxRecordSizeInKiB: 10240,
      WarmThroughputMiBps: 100,
      RecordDistributionStrategy: 'AUTO',
      DesiredShardLevelMetrics: ['IncomingBytes'],
    },
  });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  Annotations.fromStack(stack).hasWarning('/T/Orders', Match.stringLikeRegexp('billing commitment'));
});

test('a shard count makes the stream provisioned', () => {
  const stack = testStack();
  new EncryptedStream(stack, 'Orders', { shardCount: 4 });
  Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::Stream', {
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    ShardCount: 4,
  });
});

test('a given key is used and none is made', () => {
  const stack = testStack();
  new EncryptedStream(stack, 'Orders', {
    encryptionKey: Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-west-1:111111111111:key/abc'),
  });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.hasResourceProperties('AWS::Kinesis::Stream', {
    StreamEncryption: { KeyId: 'arn:aws:kms:eu-west-1:111111111111:key/abc' },
  });
});

test('two fit in one stack', () => {
  const stack = testStack();
  new EncryptedStream(stack, 'Orders', { transportPolicy: TransportPolicy.tlsOnly() });
  new EncryptedStream(stack, 'Returns', { transportPolicy: TransportPolicy.tlsOnly() });
  Template.fromStack(stack).resourceCountIs('AWS::Kinesis::Stream', 2);
});

describe('fails when', () => {
  const refusals: [string, EncryptedStreamProps, string][] = [
    [
      'the retention is too short',
      { retentionPeriod: Duration.hours(1) },
      'retentionPeriod must be 1 day to 365 days, got 1 hour',
    ],
    [
      'the retention is too long',
      { retentionPeriod: Duration.days(366) },
      'retentionPeriod must be 1 day to 365 days, got 366 days',
    ],
    [
      'half a shard is asked for',
      { shardCount: 0.5 },
      'shardCount must be a whole number from 1 to 10000, got 0.5',
    ],
    ['no shard is asked for', { shardCount: 0 }, 'shardCount must be a whole number from 1 to 10000, got 0'],
    [
      'records are too small',
      { maxRecordSize: Size.kibibytes(512) },
      'maxRecordSize must be 1 MiB to 10 MiB, got 512 KiB',
    ],
    [
      'records are too large',
      { maxRecordSize: Size.mebibytes(11) },
      'maxRecordSize must be 1 MiB to 10 MiB, got 11 MiB',
    ],
    [
      'warm throughput is too high',
      { warmThroughputMiBps: 20_000 },
      'warmThroughputMiBps must be a whole number from 1 to 10240, got 20000',
    ],
    [
      'warm throughput is set on a provisioned stream',
      { warmThroughputMiBps: 10, shardCount: 1 },
      'warmThroughputMiBps must be unset when shardCount is given (on-demand only), got 10',
    ],
    [
      'record distribution is set on a provisioned stream',
      { recordDistribution: RecordDistribution.AUTO, shardCount: 1 },
      'recordDistribution must be unset when shardCount is given (on-demand only), got AUTO',
    ],
  ];
  test.each(refusals)('%s', (_, props, message) => {
    const stack = testStack();
    expect(() => new EncryptedStream(stack, 'Orders', props)).toThrow(`[T/Orders] ${message}`);
    expect(stack.node.findAll().map((c) => c.node.id)).toEqual(['T', 'Orders']);
  });
});

describe('grants in the same account', () => {
  const forKey = (actions: string | string[]) => ({
    Action: actions,
    Effect: 'Allow',
    Resource: { 'Fn::GetAtt': ['OrdersKey1B7BC4BF', 'Arn'] },
    Condition: {
      StringEquals: {
        'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com',
        'kms:EncryptionContext:aws:kinesis:arn': {
          'Fn::GetAtt': [expect.stringMatching('OrdersStream'), 'Arn'],
        },
      },
    },
  });
  const granted = (grant: (stream: EncryptedStream, role: Role) => void) => {
    const stack = testStack();
    grant(new EncryptedStream(stack, 'Orders'), lambdaRole(stack));
    const template = Template.fromStack(stack);
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    return JSON.parse(JSON.stringify(statements(template)).replaceAll(key, 'OrdersKey1B7BC4BF'));
  };

  test('grantWrite allows to put and to make data keys for this stream, no more', () => {
    expect(granted((s, role) => s.grantWrite(role))).toEqual([
      expect.objectContaining({
        Action: [
          'kinesis:DescribeStreamSummary',
          'kinesis:ListShards',
          'kinesis:PutRecord',
          'kinesis:PutRecords',
        ],
      }),
      forKey('kms:GenerateDataKey'),
    ]);
  });

  test('grantRead allows to read and to decrypt this stream, no more', () => {
    expect(granted((s, role) => s.grantRead(role))).toEqual([
      expect.objectContaining({
        Action: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
      }),
      forKey('kms:Decrypt'),
    ]);
  });

  test('grantReadWrite allows both', () => {
    const [onStream, onKey] = granted((s, role) => s.grantReadWrite(role));
    expect(onStream.Action).toEqual(expect.arrayContaining(['kinesis:GetRecords', 'kinesis:PutRecords']));
    expect(onKey).toEqual(forKey(['kms:Decrypt', 'kms:GenerateDataKey']));
  });

  test('grantKclConsumer covers tables, metrics and enhanced fan-out', () => {
    const all = granted((s, role) => s.grantKclConsumer(role, 'billing'));
    const allowed = (action: string) =>
      all.find((s: { Action: string | string[] }) => s.Action.includes(action));
    expect(allowed('kinesis:RegisterStreamConsumer')).toBeDefined();
    expect(allowed('kms:Decrypt')).toEqual(forKey('kms:Decrypt'));
    expect(JSON.stringify(allowed('kinesis:SubscribeToShard').Resource)).toContain('/consumer/*');
    expect(JSON.stringify(allowed('dynamodb:UpdateItem').Resource)).toMatch(
      /table\/billing".*table\/billing-WorkerMetricStats".*table\/billing-CoordinatorState"/,
    );
    expect(JSON.stringify(allowed('dynamodb:Query').Resource)).toContain('table/billing/index/*');
    expect(allowed('cloudwatch:PutMetricData')).toMatchObject({
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'billing' } },
    });
  });

  test('the alias of the AWS-managed key gets no statement: nobody needs one', () => {
    const stack = testStack();
    const encryptionKey = Alias.fromAliasName(stack, 'Managed', 'alias/aws/kinesis');
    new EncryptedStream(stack, 'Orders', { encryptionKey }).grantRead(lambdaRole(stack));
    expect(statements(Template.fromStack(stack))).toHaveLength(1);
  });
});

describe('grants to another account', () => {
  test('go into the policies of stream and key', () => {
    const stack = testStack();
    new EncryptedStream(stack, 'Orders').grantRead(new AccountPrincipal('222222222222'));
    const template = Template.fromStack(stack);
    const principal = { AWS: Match.objectLike({ 'Fn::Join': Match.anyValue() }) };
    template.hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
      ResourcePolicy: { Statement: [{ Effect: 'Allow', Principal: principal }] },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:Decrypt',
            Principal: principal,
            Condition: Match.objectLike({
              StringEquals: { 'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com' },
              ArnLike: { 'kms:EncryptionContext:aws:kinesis:arn': Match.anyValue() },
            }),
          }),
        ]),
      },
    });
  });

  test.each([
    'grantRead',
    'grantWrite',
    'grantReadWrite',
  ] as const)('fails when %s meets the AWS-managed key', (grant) => {
    const stack = testStack();
    const encryptionKey = Alias.fromAliasName(stack, 'Managed', 'alias/aws/kinesis');
    const orders = new EncryptedStream(stack, 'Orders', { encryptionKey });
    expect(() => orders[grant](new AccountPrincipal('222222222222'))).toThrow(
      `[T/Orders] encryptionKey of a stream with ${grant} to account 222222222222 must be a customer-managed key`,
    );
  });

  test('warns when the key is imported, since its policy cannot be changed from here', () => {
    const stack = testStack();
    const encryptionKey = Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-west-1:111111111111:key/abc');
    new EncryptedStream(stack, 'Orders', { encryptionKey }).grantRead(new AccountPrincipal('222222222222'));
    Annotations.fromStack(stack).hasWarning('/T/Orders', Match.stringLikeRegexp("that key's policy"));
  });

  const importedKey = (stack: Stack) =>
    Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-west-1:111111111111:key/abc');
  const managedKey = (stack: Stack) => Alias.fromAliasName(stack, 'Managed', 'alias/aws/kinesis');
  const ownAlias = (stack: Stack) =>
    new Alias(stack, 'Alias', { aliasName: 'alias/orders', targetKey: new Key(stack, 'Key') });
  const organization = () => new OrganizationPrincipal('o-abc1234567');
  const other = () => new AccountPrincipal('222222222222');
  const agnostic = () => new Stack(new App(), 'T');

  const warningsIn = (stack: Stack) =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => String(entry.data));

  const outcomes: [string, (s: Stack) => IKey, (s: Stack) => IGrantable, string | undefined, () => Stack][] =
    [
      ['an organisation and an imported key', importedKey, organization, "that key's policy", testStack],
      [
        'an organisation and the AWS-managed key',
        managedKey,
        organization,
        'other accounts cannot',
        testStack,
      ],
      [
        'an account that may be another’s, and the AWS-managed key',
        managedKey,
        other,
        'other accounts',
        agnostic,
      ],
      ['a known alias, whose key lets the grantee in', ownAlias, other, undefined, testStack],
      ['a role of this account and an imported key', importedKey, lambdaRole, undefined, testStack],
      [
        'this account and the AWS-managed key',
        managedKey,
        () => new AccountRootPrincipal(),
        undefined,
        testStack,
      ],
    ];
  test.each(outcomes)('warn of what they cannot do alone: %s', (_, encryptionKey, grantee, warning, make) => {
    const stack = make();
    new EncryptedStream(stack, 'Orders', { encryptionKey: encryptionKey(stack) }).grantRead(grantee(stack));
    expect(warningsIn(stack)).toEqual(
      warning === undefined ? [] : [expect.stringMatching(`^grantRead: .*${warning}`)],
    );
  });

  test('grantKclConsumer warns as the others do', () => {
    const stack = testStack();
    const orders = new EncryptedStream(stack, 'Orders', { encryptionKey: importedKey(stack) });
    orders.grantKclConsumer(organization(), 'billing');
    expect(warningsIn(stack)).toEqual([expect.stringMatching("^grantKclConsumer: .*that key's policy")]);
  });

  test('fails when grantKclConsumer is for another account', () => {
    const orders = new EncryptedStream(testStack(), 'Orders');
    expect(() => orders.grantKclConsumer(new AccountPrincipal('222222222222'), 'billing')).toThrow(
      '[T/Orders] the grantee of grantKclConsumer must be a principal of the stream',
    );
  });
});

test('a grant across stacks of one app synthesizes', () => {
  const app = new App();
  const env = { account: '111111111111', region: 'eu-west-1' };
  const orders = new EncryptedStream(new Stack(app, 'Data', { env }), 'Orders');
  const other = new Stack(app, 'Compute', { env });
  orders.grantReadWrite(lambdaRole(other));
  expect(statements(Template.fromStack(other))).toHaveLength(2);
});

describe('transport policy', () => {
  const stack = testStack();
  const orders = new EncryptedStream(stack, 'Orders', {
    transportPolicy: TransportPolicy.tlsOnly().onlyVpcEndpoints('vpce-1', 'vpce-2').onlyOrganization('o-1'),
  });
  orders.letThrough(lambdaRole(stack));
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::ResourcePolicy'));
  const [tls, network, organization] = policy.Properties.ResourcePolicy.Statement;
  const notAService = { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' };

  test('denies plain text to everybody', () => {
    expect(tls).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kinesis:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test('denies other networks, but not services, service-linked roles and roles let through later', () => {
    expect(network).toMatchObject({
      Effect: 'Deny',
      Condition: {
        StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] },
        BoolIfExists: notAService,
      },
    });
    const [serviceLinked, role] = network.Condition.ArnNotLike['aws:PrincipalArn'];
    expect(JSON.stringify(serviceLinked)).toContain(':role/aws-service-role/*');
    expect(role).toEqual({ 'Fn::GetAtt': [expect.stringMatching('^Role'), 'Arn'] });
  });

  test('denies other organisations', () => {
    expect(organization).toMatchObject({
      Effect: 'Deny',
      Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' }, BoolIfExists: notAService },
    });
  });
});

test.each([
  ['metricIteratorAge', 'GetRecords.IteratorAgeMilliseconds', 'Maximum'],
  ['metricIncomingBytes', 'IncomingBytes', 'Sum'],
  ['metricIncomingRecords', 'IncomingRecords', 'Sum'],
  ['metricWriteThrottled', 'WriteProvisionedThroughputExceeded', 'Sum'],
  ['metricReadThrottled', 'ReadProvisionedThroughputExceeded', 'Sum'],
] as const)('%s is %s (%s a minute) of this stream', (method, metricName, statistic) => {
  const orders = new EncryptedStream(testStack(), 'Orders');
  const metric = orders[method]();
  expect(metric).toMatchObject({ namespace: 'AWS/Kinesis', metricName, statistic });
  expect(metric.period.toSeconds()).toBe(60);
  expect(metric.dimensions).toEqual({ StreamName: orders.stream.streamName });
  expect(orders[method]({ statistic: 'p90' }).statistic).toBe('p90');
});
