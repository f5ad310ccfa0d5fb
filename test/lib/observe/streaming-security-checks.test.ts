import { App, type CfnElement, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
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
