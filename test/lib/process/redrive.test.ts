import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FanOutConsumerSet } from '../../../lib/process/fan-out-consumer-set';
import { Redrive, type RedriveProps } from '../../../lib/process/redrive';
import { RedriveTarget } from '../../../lib/process/redrive-target';
import { StreamProcessor } from '../../../lib/process/stream-processor';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { IMPORTED, importedStream, MAPPING, named, processor, testFunction, warningsIn } from './fixtures';

/** A `Redrive` of a processor of a stream of this app. */
function redriveIn(stack: Stack, props: Partial<RedriveProps> = {}): Redrive {
  const orders = new EncryptedStream(stack, 'Orders');
  return new Redrive(stack, 'R', { processors: [processor(stack, { stream: orders.stream })], ...props });
}

/** The statements of the redrive function's role. */
function rightsOf(template: Template): Record<string, unknown>[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith('RHandler'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

const att = (start: string, name = 'Arn') => ({
  'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${start}`)), name],
});
const mapping = { Ref: expect.stringMatching(/^PMapping/) };
const inBucket = (...path: unknown[]) => ({ 'Fn::Join': ['', [att('PFailedBatchesBucket'), ...path]] });
const ofAccount = { StringEquals: { 's3:ResourceAccount': '111111111111' } };

describe('at default settings', () => {
  const stack = testStack();
  const made = redriveIn(stack);
  const template = Template.fromStack(stack);

  test('the handler knows each mapping with its function, stream and bucket', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { Timeout: 900 } }),
    );
    const { REDRIVE_SOURCES, ...variables } = Properties.Environment.Variables;
    expect(variables).toEqual({ POWERTOOLS_SERVICE_NAME: 'redrive-batches', REDRIVE_TARGET: 'function' });
    const text = REDRIVE_SOURCES['Fn::Join'][1]
      .map((part: unknown) => (typeof part === 'string' ? part : 'TOKEN'))
      .join('');
    expect(JSON.parse(text)).toEqual([
      { mapping: 'TOKEN', functionArn: 'TOKEN', streamArn: 'TOKEN', bucket: 'TOKEN' },
    ]);
    expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  test('the role moves the objects of this mapping, calls this function, and that is all', () => {
    expect(rightsOf(template)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: att('RHandlerLog'),
      },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: att('PFailedBatchesBucket'),
        Condition: {
          ...ofAccount,
          StringEqualsIfExists: { 's3:prefix': { 'Fn::Join': ['', ['aws/lambda/', mapping, '/']] } },
        },
      },
      {
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject'],
        Resource: inBucket('/aws/lambda/', mapping, '/*'),
        Condition: ofAccount,
      },
      {
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: inBucket('/redriven/aws/lambda/', mapping, '/*'),
        Condition: ofAccount,
      },
      {
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: inBucket('/redriven/lease-', mapping),
        Condition: ofAccount,
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: att('PFailedBatchesKey'),
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          StringLike: {
            'kms:EncryptionContext:aws:s3:arn': [att('PFailedBatchesBucket'), inBucket('/*')],
          },
        },
      },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: att('Fn') },
    ]);
  });

  test('metrics carry the name of the function', () => {
    const dimensions = { FunctionName: made.function.functionName };
    const metric = {
      namespace: 'KinesisConstructs',
      statistic: 'Sum',
      period: Duration.minutes(1),
      dimensions,
    };
    expect(made.metricBatchesRedriven()).toMatchObject({ ...metric, metricName: 'BatchesRedriven' });
    expect(made.metricRecordsRedriven()).toMatchObject({ ...metric, metricName: 'RecordsRedriven' });
    expect(made.metricBatchesFailedAgain({ statistic: 'Maximum' })).toMatchObject({
      ...metric,
      metricName: 'BatchesFailedAgain',
      statistic: 'Maximum',
    });
  });

  test('no warnings', () => {
    expect(warningsIn(stack)).toEqual([]);
  });
});

test('towards the stream, the role may put records there under its key, and call no function', () => {
  const stack = testStack();
  redriveIn(stack, { target: RedriveTarget.STREAM });
  const template = Template.fromStack(stack);
  const rights = rightsOf(template);
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: 'kinesis:PutRecords',
    Resource: att('OrdersStream'),
  });
  expect(rights).toContainEqual(
    expect.objectContaining({ Action: 'kms:GenerateDataKey', Resource: att('OrdersKey') }),
  );
  expect(JSON.stringify(rights)).not.toContain('lambda:');
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ REDRIVE_TARGET: 'stream' }) },
  });
});

test('to accept messages, the role may read the stream', () => {
  const stack = testStack();
  redriveIn(stack, { acceptMessages: true });
  const rights = rightsOf(Template.fromStack(stack));
  expect(rights).toContainEqual({
    Effect: 'Allow',
    Action: ['kinesis:GetRecords', 'kinesis:GetShardIterator'],
    Resource: att('OrdersStream'),
  });
  expect(rights).toContainEqual(
    expect.objectContaining({ Action: 'kms:Decrypt', Resource: att('OrdersKey') }),
  );
});

test('one serves all consumers of a set, with rights for the mapping of each', () => {
  const stack = testStack();
  const set = new FanOutConsumerSet(stack, 'Set', {
    stream: importedStream(stack),
    consumers: named(stack, ['billing', 'alerts']),
    failureBucket: Bucket.fromBucketName(stack, 'Failures', 'failures'),
  });
  new Redrive(stack, 'R', { processors: set.consumers.map((consumer) => consumer.processor) });
  const rights = JSON.stringify(rightsOf(Template.fromStack(stack)));
  for (const name of ['billing', 'alerts']) {
    expect(rights).toMatch(new RegExp(`failures/aws/lambda/",{"Ref":"Set${name}ProcessorMapping`));
    expect(rights).toContain(`"Fn${name}`);
  }
});

test('works in another stack than its processor, and two fit in one', () => {
  const app = new App();
  const env = { account: '111111111111', region: 'eu-west-1' };
  const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id, { env })) as [Stack, Stack];
  const made = processor(first);
  new Redrive(second, 'A', { processors: [made] });
  new Redrive(second, 'B', { processors: [made], target: RedriveTarget.STREAM });
  Template.fromStack(second).resourceCountIs('AWS::Lambda::Function', 2);
  Template.fromStack(first).resourceCountIs(MAPPING, 1);
});

test('warns when the function may run for longer than the redrive', () => {
  const stack = testStack();
  const slow = testFunction(stack, 'Fn', { timeout: Duration.minutes(5) });
  const made = processor(stack, { function: slow, maxRecordAge: Duration.hours(1) });
  new Redrive(stack, 'R', { processors: [made], timeout: Duration.minutes(5) });
  new Redrive(stack, 'Longer', { processors: [made], timeout: Duration.minutes(6) });
  new Redrive(stack, 'ToStream', {
    processors: [made],
    timeout: Duration.minutes(5),
    target: RedriveTarget.STREAM,
  });
  expect(warningsIn(stack)).toEqual(['redriveTimeout']);
});

describe('refuses', () => {
  const stack = testStack();
  const one = processor(stack);
  const many = Array.from({ length: 11 }, (_, i) => {
    const stream = importedStream(new Stack(stack, `S${i}`), IMPORTED);
    return new StreamProcessor(stream.stack, 'P', { stream, function: one.function });
  });

  test.each<[string, RedriveProps, string]>([
    ['no processors', { processors: [] }, 'processors must be 1 to 10, got 0'],
    ['too many processors', { processors: many }, 'processors must be 1 to 10, got 11'],
    ['a processor twice', { processors: [one, one] }, 'processors must be each given once, got T/P twice'],
    [
      'a timeout that is too short',
      { processors: [one], timeout: Duration.seconds(59) },
      'timeout must be 1 minute to 15 minutes, got 59 seconds',
    ],
    [
      'a timeout that is too long',
      { processors: [one], timeout: Duration.minutes(16) },
      'timeout must be 1 minute to 15 minutes, got 16 minutes',
    ],
  ])('%s', (_, props, message) => {
    expect(() => new Redrive(stack, 'R', props)).toThrow(`[T/R] ${message}`);
    stack.node.tryRemoveChild('R');
  });
});

test('cdk-nag has nothing to report', () => {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const { stream } = new EncryptedStream(stack, 'Orders');
  const processors = [processor(stack, { stream, function: testFunction(stack, 'Fn', { role }) })];
  new Redrive(stack, 'R', { processors, acceptMessages: true });
  expect(() => app.synth()).not.toThrow();
});
