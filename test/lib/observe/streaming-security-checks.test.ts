import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, type CfnElement, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, AlarmRule, CfnAlarm, CompositeAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { StreamingEtl } from '../../../examples/streaming-etl/app';
import { StreamingSecurityChecks } from '../../../lib/observe/streaming-security-checks';
import { StreamProcessor } from '../../../lib/process/stream-processor';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';

/** What the checks find in an app, as `rule at construct path: locations`. */
function findings(build: (stack: Stack) => void): string[] {
  const app = new App();
  build(new Stack(app, 'S'));
  return report(app);
}

function report(app: App): string[] {
  const { violations, success } = new StreamingSecurityChecks().validate({
    appConstruct: app,
    templatePaths: [],
    stackTemplates: [],
  });
  expect(success).toBe(violations.length === 0);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(
      ({ constructPath, locations }) =>
        `${ruleName.replace('KinesisConstructs-', '')} at ${constructPath}: ${locations.join()}`,
    ),
  );
}

const policy = (stack: Stack, ...statements: ConstructorParameters<typeof PolicyStatement>) => {
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement(...statements));
};
const lambda = (stack: Stack, runtime = Runtime.NODEJS_24_X) =>
  new LambdaFunction(stack, 'Fn', { runtime, handler: 'index.handler', code: Code.fromInline('//') });
const encrypted = (stack: Stack) => new EncryptedStream(stack, 'Stream').stream;
const mapping = (stack: Stack, props: object) =>
  new CfnEventSourceMapping(stack, 'Mapping', {
    functionName: 'fn',
    eventSourceArn: encrypted(stack).streamArn,
    startingPosition: 'LATEST',
    ...props,
  });
const destinationConfig = { onFailure: { destination: 'arn:aws:s3:::failed' } };
const alarm = (stack: Stack) => {
  const metric = new Stream(stack, 'Watched', { encryptionKey: new Key(stack, 'Key') }).metricGetRecords();
  return new Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
};
const resource = (stack: Stack, type: string, properties: object) =>
  new CfnResource(stack, 'Resource', { type, properties: { ...properties } });

const managed = (stack: Stack, statement: object) =>
  resource(stack, 'AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] },
  });
const everyAction = { Statement: { Effect: 'Allow', Action: 'kinesis:*', Resource: '*' } };
const bucketPolicy = (stack: Stack, statement: object, bucketName?: string) => {
  const bucket = new CfnBucket(stack, 'B', { bucketName });
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition, ...statement };
  new CfnBucketPolicy(stack, 'P', {
    bucket: bucketName ?? bucket.ref,
    policyDocument: { Statement: [deny] },
  });
};

test.each<[string, (stack: Stack) => unknown, string[]]>([
  [
    'a stream of the CDK’s defaults',
    (s) => new Stream(s, 'Stream'),
    ['StreamKey at S/Stream/Resource: Properties/StreamEncryption'],
  ],
  [
    'a stream in the clear',
    (s) => new Stream(s, 'Stream', { encryption: StreamEncryption.UNENCRYPTED }),
    ['StreamKey at S/Stream/Resource: Properties/StreamEncryption'],
  ],
  ['a stream under a customer key', encrypted, []],
  [
    'every action of Kinesis',
    (s) => policy(s, { actions: ['kinesis:*'], resources: [encrypted(s).streamArn] }),
    ['StreamWildcard at S/Role/DefaultPolicy/Resource: Properties/PolicyDocument/Statement/0'],
  ],
  [
    'every stream',
    (s) => policy(s, { actions: ['kinesis:PutRecord'], resources: ['*'] }),
    ['StreamWildcard at S/Role/DefaultPolicy/Resource: Properties/PolicyDocument/Statement/0'],
  ],
  [
    'every stream of a Region',
    (s) =>
      policy(s, {
        actions: ['kinesis:PutRecord'],
        resources: [s.formatArn({ service: 'kinesis', resource: 'stream', resourceName: '*' })],
      }),
    ['StreamWildcard at S/Role/DefaultPolicy/Resource: Properties/PolicyDocument/Statement/0'],
  ],
  [
    'everything but',
    (s) => policy(s, { notActions: ['iam:*'], resources: ['*'] }),
    ['StreamWildcard at S/Role/DefaultPolicy/Resource: Properties/PolicyDocument/Statement/0'],
  ],
  [
    'an action that knows no stream',
    (s) => policy(s, { actions: ['kinesis:ListStreams'], resources: ['*'] }),
    [],
  ],
  ...[
    'arn:aws:kinesis:us-east-1:123456789012:*',
    'arn:aws:kinesis:*',
    'arn:aws:kinesis:us-east-1:123456789012:stream*',
    'arn:aws:kinesis:*:*:stream/*/consumer/*',
    { 'Fn::Sub': `arn:\${AWS::Partition}:kinesis:\${AWS::Region}:\${AWS::AccountId}:stream/*` },
    { 'Fn::Sub': [`arn:aws:kinesis:\${Region}:*:stream/*`, { Region: 'eu-west-1' }] },
  ].map((Resource): [string, (stack: Stack) => unknown, string[]] => [
    `every stream by ${JSON.stringify(Resource)}`,
    (s) => managed(s, { Action: 'kinesis:GetRecords', Resource }),
    ['StreamWildcard at S/Resource: Properties/PolicyDocument/Statement/0'],
  ]),
  ...[
    'arn:aws:kinesis:us-east-1:123456789012:stream/orders-*',
    'arn:aws:kinesis:us-east-1:123456789012:stream/orders/consumer/*',
    'arn:aws:s3:::bucket/*',
    { 'Fn::Sub': `arn:aws:kinesis:\${AWS::Region}:\${AWS::AccountId}:stream/\${Name}*` },
    { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Stream', 'Arn'] }, '/consumer/*']] },
  ].map((Resource): [string, (stack: Stack) => unknown, string[]] => [
    `not every stream by ${JSON.stringify(Resource)}`,
    (s) => managed(s, { Action: 'kinesis:GetRecords', Resource }),
    [],
  ]),
  [
    'every stream but one',
    (s) => managed(s, { Action: 'kinesis:GetRecords', NotResource: 'arn:aws:kinesis:*:*:stream/secret' }),
    ['StreamWildcard at S/Resource: Properties/PolicyDocument/Statement/0'],
  ],
  [
    'every action of Kinesis by a shorter name',
    (s) => managed(s, { Action: 'kin*', Resource: 'arn:aws:kinesis:*:*:stream/orders' }),
    ['StreamWildcard at S/Resource: Properties/PolicyDocument/Statement/0'],
  ],
  ['everything but Kinesis', (s) => managed(s, { NotAction: ['kinesis:*', 'iam:*'], Resource: '*' }), []],
  ...['RolePolicy', 'UserPolicy', 'GroupPolicy'].map(
    (kind): [string, (stack: Stack) => unknown, string[]] => [
      `every action of Kinesis in a ${kind}`,
      (s) => resource(s, `AWS::IAM::${kind}`, { PolicyDocument: everyAction }),
      ['StreamWildcard at S/Resource: Properties/PolicyDocument/Statement/0'],
    ],
  ),
  ...['Role', 'User', 'Group'].map((kind): [string, (stack: Stack) => unknown, string[]] => [
    `every action of Kinesis within a ${kind}`,
    (s) =>
      resource(s, `AWS::IAM::${kind}`, {
        Policies: [{ PolicyDocument: { Statement: [] } }, { PolicyDocument: everyAction }],
      }),
    ['StreamWildcard at S/Resource: Properties/Policies/1/PolicyDocument/Statement/0'],
  ]),
  [
    'actions of other services on everything',
    (s) => policy(s, { actions: ['xray:PutTraceSegments'], resources: ['*'] }),
    [],
  ],
  [
    'rights on one stream',
    (s) =>
      encrypted(s).grantWrite(
        new Role(s, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      ),
    [],
  ],
  [
    'a mapping of CloudFormation’s defaults',
    (s) => mapping(s, {}),
    ['FailureDestination at S/Mapping: Properties/DestinationConfig,Properties/MaximumRetryAttempts'],
  ],
  [
    'retries without bound',
    (s) => mapping(s, { destinationConfig, maximumRetryAttempts: -1 }),
    ['FailureDestination at S/Mapping: Properties/MaximumRetryAttempts'],
  ],
  ['records of bounded age', (s) => mapping(s, { destinationConfig, maximumRecordAgeInSeconds: 3600 }), []],
  [
    'a mapping on an imported stream',
    (s) =>
      mapping(s, {
        eventSourceArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders',
        maximumRetryAttempts: 1,
      }),
    ['FailureDestination at S/Mapping: Properties/DestinationConfig'],
  ],
  [
    'a mapping on a queue',
    (s) => mapping(s, { eventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:orders' }),
    [],
  ],
  ['StreamProcessor', (s) => new StreamProcessor(s, 'P', { stream: encrypted(s), function: lambda(s) }), []],
  ['a bucket of the CDK’s defaults', (s) => new Bucket(s, 'B'), ['BucketTls at S/B/Resource: Properties']],
  ['a bucket with TLS', (s) => new Bucket(s, 'B', { enforceSSL: true }), []],
  [
    'TLS asked for in other words',
    (s) => bucketPolicy(s, { Condition: { BoolIfExists: { 'aws:securetransport': [false] } } }),
    [],
  ],
  ['a bucket by name', (s) => bucketPolicy(s, {}, 'orders'), []],
  [
    'TLS asked of one role',
    (s) => bucketPolicy(s, { Principal: { AWS: 'arn:aws:iam::111111111111:role/x' } }),
    ['BucketTls at S/B: Properties'],
  ],
  [
    'TLS asked for one action',
    (s) => bucketPolicy(s, { Action: 's3:PutObject' }),
    ['BucketTls at S/B: Properties'],
  ],
  [
    'an alarm whose actions are off',
    (s) => resource(s, 'AWS::CloudWatch::Alarm', { AlarmActions: ['arn'], ActionsEnabled: false }),
    ['AlarmAction at S/Resource: Properties/ActionsEnabled'],
  ],
  ['an alarm without action', alarm, ['AlarmAction at S/Alarm/Resource: Properties/AlarmActions']],
  [
    'an alarm that a composite alarm looks at',
    (s) => new CompositeAlarm(s, 'All', { alarmRule: AlarmRule.anyOf(alarm(s)) }),
    ['AlarmAction at S/All/Resource: Properties/AlarmActions'],
  ],
  [
    'a function on Node.js 18',
    (s) => lambda(s, Runtime.NODEJS_18_X),
    ['EndedRuntime at S/Fn/Resource: Properties/Runtime'],
  ],
  ['a function on Node.js 24', (s) => lambda(s), []],
  [
    'a topic’s subscription over HTTP',
    (s) => resource(s, 'AWS::SNS::Topic', { Subscription: [{ Protocol: 'https' }, { Protocol: 'http' }] }),
    ['PlainText at S/Resource: Properties/Subscription/1/Protocol'],
  ],
  ...['s3', 'dynamodb', 'redshift', 'opensearch', 'elasticsearch', 'neptune'].map(
    (EngineName): [string, (stack: Stack) => unknown, string[]] => [
      `a DMS endpoint on ${EngineName}`,
      (s) => resource(s, 'AWS::DMS::Endpoint', { EngineName }),
      [],
    ],
  ),
  [
    'a Kafka cluster with TLS',
    (s) =>
      resource(s, 'AWS::DMS::Endpoint', {
        EngineName: 'kafka',
        KafkaSettings: { SecurityProtocol: 'sasl-ssl' },
      }),
    [],
  ],
  [
    'a Kafka cluster without TLS',
    (s) => resource(s, 'AWS::DMS::Endpoint', { EngineName: 'kafka' }),
    ['PlainText at S/Resource: Properties/KafkaSettings/SecurityProtocol'],
  ],
  [
    'Redis without TLS',
    (s) =>
      resource(s, 'AWS::DMS::Endpoint', {
        EngineName: 'redis',
        RedisSettings: { SslSecurityProtocol: 'plaintext' },
      }),
    ['PlainText at S/Resource: Properties/RedisSettings/SslSecurityProtocol'],
  ],
  [
    'a subscription over HTTP',
    (s) => resource(s, 'AWS::SNS::Subscription', { Protocol: 'http' }),
    ['PlainText at S/Resource: Properties/Protocol'],
  ],
  ['a subscription over HTTPS', (s) => resource(s, 'AWS::SNS::Subscription', { Protocol: 'https' }), []],
  [
    'a database without TLS',
    (s) => resource(s, 'AWS::DMS::Endpoint', { EngineName: 'mysql' }),
    ['PlainText at S/Resource: Properties/SslMode'],
  ],
  [
    'a database with TLS',
    (s) => resource(s, 'AWS::DMS::Endpoint', { EngineName: 'mysql', SslMode: 'require' }),
    [],
  ],
  ['a DMS endpoint on a stream', (s) => resource(s, 'AWS::DMS::Endpoint', { EngineName: 'kinesis' }), []],
  [
    'a delivery over HTTP',
    (s) =>
      resource(s, 'AWS::KinesisFirehose::DeliveryStream', {
        HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url: 'http://a.example.com' } },
      }),
    ['PlainText at S/Resource: Properties/HttpEndpointDestinationConfiguration'],
  ],
])('%s', (_, build, expected) => {
  expect(findings(build)).toEqual(expected);
});

test('a bucket’s policy is its own, not that of a bucket with the same logical id elsewhere', () => {
  const app = new App();
  new Bucket(new Stack(app, 'A'), 'B', { enforceSSL: true });
  new Bucket(new Stack(app, 'C'), 'B');
  expect(report(app)).toEqual(['BucketTls at C/B/Resource: Properties']);
});

describe('with two stacks', () => {
  const two = (build: (data: Stack, app: Stack) => void) => {
    const app = new App();
    build(new Stack(app, 'Data'), new Stack(app, 'App'));
    app.synth();
    return report(app);
  };
  const reads = (s: Stack, eventSourceArn: string) =>
    new CfnEventSourceMapping(s, 'Mapping', { functionName: 'fn', eventSourceArn });
  const quiet = (s: Stack, id: string) => {
    const metric = new Metric({ namespace: 'N', metricName: 'M' });
    return new Alarm(s, id, { metric, threshold: 1, evaluationPeriods: 1 });
  };

  test('a mapping on a stream of the other is seen', () => {
    const found = two((data, app) => reads(app, encrypted(data).streamArn));
    expect(found).toEqual([
      'FailureDestination at App/Mapping: Properties/DestinationConfig,Properties/MaximumRetryAttempts',
    ]);
  });

  test('a queue with the logical id of a stream in the other is no stream', () => {
    const found = two((data, app) => {
      const stream = encrypted(data).node.defaultChild as CfnElement;
      const queue = new CfnQueue(app, 'Queue');
      queue.overrideLogicalId(data.resolve(stream.logicalId));
      reads(app, queue.attrArn);
    });
    expect(found).toEqual([]);
  });

  test('a composite alarm looks at alarms of the other, not at those with the same logical id', () => {
    const found = two((data, app) => {
      const far = quiet(data, 'Far');
      quiet(data, 'Twin');
      const alarmRule = AlarmRule.anyOf(far, quiet(app, 'Twin'));
      const page = new CompositeAlarm(app, 'All', { alarmRule });
      page.addAlarmAction({ bind: () => ({ alarmActionArn: 'arn' }) });
    });
    expect(found).toEqual(['AlarmAction at Data/Twin/Resource: Properties/AlarmActions']);
  });

  test('a reference by logical id is to the same stack', () => {
    const found = two((data, app) => {
      for (const stack of [data, app]) quiet(stack, 'Twin');
      const [twin] = app.node.findAll().filter(CfnAlarm.isCfnAlarm);
      const logicalId = app.resolve(twin.logicalId);
      const AlarmRule = { 'Fn::Sub': `ALARM(\${${logicalId}.Arn})` };
      resource(app, 'AWS::CloudWatch::CompositeAlarm', { AlarmRule, AlarmActions: ['arn'] });
    });
    expect(found).toEqual(['AlarmAction at Data/Twin/Resource: Properties/AlarmActions']);
  });
});

test('runtimes that the CDK calls deprecated are reported', () => {
  const file = join(dirname(require.resolve('aws-cdk-lib/aws-lambda')), 'lib', 'runtime.d.ts');
  const deprecated = readFileSync(file, 'utf8').matchAll(/@deprecated[^;]*?static readonly (\w+): Runtime;/g);
  const names = [...deprecated].map(([, id]) => (Runtime as unknown as Record<string, Runtime>)[id].name);
  expect(names).toContain('python3.9');
  const missed = names.filter(
    (Runtime) => findings((s) => resource(s, 'AWS::Lambda::Function', { Runtime })).length === 0,
  );
  expect(missed).toEqual([]);
});

test('what was acknowledged, on the resource or around it, is not reported', () => {
  const reason = 'its records are public';
  const build = (on: (bucket: Bucket, stack: Stack) => CfnElement | Bucket | Stack) => (stack: Stack) => {
    const bucket = new Bucket(stack, 'B');
    Validations.of(on(bucket, stack)).acknowledge({ id: 'KinesisConstructs-BucketTls', reason });
  };
  expect(findings(build((bucket) => bucket))).toEqual([]);
  expect(findings(build((_, stack) => stack))).toEqual([]);
});

test('finds nothing in the example', () => {
  const app = new App();
  new StreamingEtl(app, 'StreamingEtl');
  expect(report(app)).toEqual([]);
});
