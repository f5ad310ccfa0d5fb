import { App, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnResourcePolicy, Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Code, EventSourceMapping, Function as Fn, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type Substituted, substitute, type Template } from '../../../../bin/local/substitute';
import { FirehoseToS3 } from '../../../../lib/deliver/firehose-to-s3';
import { Transform } from '../../../../lib/deliver/transform';

const code = { S3Bucket: 'assets', S3Key: 'code.zip' };
/** What the emulator takes, of the types used here. */
const KNOWN = [
  'AWS::CloudWatch::Alarm',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Logs::LogStream',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
];

function synthesize(build: (stack: Stack) => void): Template {
  const app = new App();
  build(new Stack(app, 'T'));
  return app.synth().getStackByName('T').template;
}

function fn(stack: Stack, id: string): Fn {
  return new Fn(stack, id, {
    code: Code.fromInline('exports.handler = () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
}

function substitutionsOf({ substitutions }: Substituted): [string, string][] {
  return substitutions.map(({ resource, type }) => [resource.replace(/[0-9A-F]{8}$/, ''), type]);
}

describe('a pipeline', () => {
  const template = synthesize((stack) => {
    const stream = new Stream(stack, 'Stream');
    const reader = fn(stack, 'Reader');
    const consumer = new StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'reader' });
    consumer.grantRead(reader);
    new EventSourceMapping(stack, 'Mapping', {
      target: reader,
      eventSourceArn: consumer.streamConsumerArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 7,
    });
    const alarm = new Alarm(stack, 'Alarm', {
      metric: reader.metricErrors(),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new CompositeAlarm(stack, 'Composite', { alarmRule: AlarmRule.anyOf(alarm) });
    new CfnResourcePolicy(stack, 'Policy', { resourceArn: stream.streamArn, resourcePolicy: {} });
    new FirehoseToS3(stack, 'Archive', {
      stream,
      transform: Transform.lambdaFunction(fn(stack, 'Transform')),
    });
  });
  const before = JSON.stringify(template);
  const substituted = substitute(template, code);
  const { Resources: resources } = substituted.template;

  test('has nothing left that the emulator refuses', () => {
    const types = new Set(Object.values(resources).map(({ Type }) => Type));
    expect([...types].filter((type) => !KNOWN.includes(type))).toEqual([]);
  });

  test('refers to nothing that is gone', () => {
    const text = JSON.stringify(resources);
    const referred = [...text.matchAll(/"(?:Ref":"|Fn::GetAtt":\[")([^"]+)"/g)].map(([, id]) => id);
    expect(referred.filter((id) => !id?.startsWith('AWS::') && resources[id ?? ''] === undefined)).toEqual(
      [],
    );
    const dependencies = Object.values(resources).flatMap(({ DependsOn = [] }) => DependsOn);
    expect(dependencies.filter((id) => resources[id] === undefined)).toEqual([]);
  });

  test('has every substitution listed, with what and why', () => {
    expect(substitutionsOf(substituted)).toEqual([
      ['Mapping', 'AWS::Lambda::EventSourceMapping'],
      ['Consumer', 'AWS::Kinesis::StreamConsumer'],
      ['Composite', 'AWS::CloudWatch::CompositeAlarm'],
      ['Policy', 'AWS::Kinesis::ResourcePolicy'],
      ['ArchiveDeliveryStream', 'AWS::KinesisFirehose::DeliveryStream'],
    ]);
    for (const { instead, because } of substituted.substitutions) {
      expect(instead).not.toBe('');
      expect(because).not.toBe('');
    }
  });

  test('lists each resource that is gone or of another type', () => {
    const listed = substituted.substitutions.map(({ resource }) => resource);
    const changed = Object.keys(template.Resources).filter(
      (id) => resources[id]?.Type !== template.Resources[id]?.Type,
    );
    expect(listed).toEqual(expect.arrayContaining(changed));
  });

  test('keeps the settings of a mapping whose source is moved', () => {
    const [, mapping] = Object.entries(resources).find(([id]) => id.startsWith('Mapping')) ?? [];
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Stream/), 'Arn'] },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 7,
    });
  });

  test('keeps what grants access to a consumer', () => {
    const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(JSON.stringify(policies)).toMatch(
      /"Fn::Join":\["",\[\{"Fn::GetAtt":\["Stream\w+","Arn"\]\},"\/consumer\/","reader",":1"\]\]/,
    );
  });

  test('does not change the template it was given', () => {
    expect(JSON.stringify(template)).toBe(before);
  });
});

test('a template without such resources stays as it is', () => {
  const template = synthesize((stack) => {
    const stream = new Stream(stack, 'Stream');
    const target = fn(stack, 'Reader');
    new EventSourceMapping(stack, 'Mapping', {
      target,
      eventSourceArn: stream.streamArn,
      startingPosition: StartingPosition.LATEST,
    });
    new Bucket(stack, 'Bucket');
  });
  expect(substitute(template, code)).toEqual({ template, substitutions: [] });
});

test('an alarm on metric maths is left out, another stays', () => {
  const alarm = (Properties: Record<string, unknown>) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });
  const template = {
    Resources: { Maths: alarm({ Metrics: [] }), Plain: alarm({ MetricName: 'Errors' }) },
  };
  const { template: left, substitutions } = substitute(template, code);
  expect(Object.keys(left.Resources)).toEqual(['Plain']);
  expect(substitutions.map(({ resource }) => resource)).toEqual(['Maths']);
});

test('a composite alarm that an output names is named by its logical id', () => {
  const template = {
    Resources: { All: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'TRUE' } } },
    Outputs: { Name: { Value: { Ref: 'All' } }, Arn: { Value: { 'Fn::GetAtt': 'All.Arn' } } },
  };
  expect(substitute(template, code).template.Outputs).toEqual({
    Name: { Value: 'All' },
    Arn: {
      Value: {
        'Fn::Join': [
          ':',
          [
            'arn',
            { Ref: 'AWS::Partition' },
            'cloudwatch',
            { Ref: 'AWS::Region' },
            { Ref: 'AWS::AccountId' },
            'alarm',
            'All',
          ],
        ],
      },
    },
  });
});

test('a custom resource that empties buckets is left out, and what waits for it no longer does', () => {
  const template = {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', DependsOn: ['Empty', 'Other'] },
      Empty: { Type: 'Custom::S3AutoDeleteObjects', DependsOn: 'Other' },
      Other: { Type: 'AWS::S3::Bucket', DependsOn: 'Empty' },
    },
  };
  const substituted = substitute(template, code);
  expect(substitutionsOf(substituted)).toEqual([['Empty', 'Custom::S3AutoDeleteObjects']]);
  expect(substituted.template.Resources).toEqual({
    Bucket: { Type: 'AWS::S3::Bucket', DependsOn: ['Other'] },
    Other: { Type: 'AWS::S3::Bucket' },
  });
});

test.each([
  ['an attribute that has no stand-in', { 'Fn::GetAtt': ['Consumer', 'Nonsense'] }, /its Nonsense/],
  ['a name inside Fn::Sub', { 'Fn::Sub': `x/\${Consumer.ConsumerARN}` }, /a Fn::Sub refers to it/],
  [
    'a name inside Fn::Sub with variables',
    { 'Fn::Sub': [`\${Consumer}\${a}`, { a: 1 }] },
    /a Fn::Sub refers to it/,
  ],
])('refuses a reference to something left out by %s', (_name, value, message) => {
  const template = {
    Resources: {
      Consumer: { Type: 'AWS::Kinesis::StreamConsumer', Properties: { StreamARN: 's', ConsumerName: 'c' } },
    },
    Outputs: { Out: { Value: value } },
  };
  expect(() => substitute(template, code)).toThrow(message);
});
