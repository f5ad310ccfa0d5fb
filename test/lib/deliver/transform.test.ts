import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { SourceBackup } from '../../../lib/deliver/source-backup';
import { type LambdaTransformOptions, Transform } from '../../../lib/deliver/transform';
import { testStack } from '../../support/stack';

const HOUR = 'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

const lambda = (stack: Stack, timeout?: Duration) =>
  new LambdaFunction(stack, 'Enrich', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ records: [] })'),
    timeout,
  });

/** A delivery with the transform, its processor's parameters and what its role may do with functions. */
function delivered(fn: (stack: Stack) => IFunction, options?: LambdaTransformOptions) {
  const stack = testStack();
  const stream = new Stream(stack, 'Orders');
  const bucket = new Bucket(stack, 'Bucket');
  const given = fn(stack);
  new FirehoseToS3(stack, 'Archive', { stream, bucket, transform: Transform.lambdaFunction(given, options) });
  const template = Template.fromStack(stack);
  const [delivery] = Object.values(template.findResources('AWS::KinesisFirehose::DeliveryStream'));
  const { ProcessingConfiguration } = delivery.Properties.ExtendedS3DestinationConfiguration;
  const [{ Type, Parameters }] = ProcessingConfiguration.Processors;
  expect([ProcessingConfiguration.Enabled, Type]).toEqual([true, 'Lambda']);
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap((policy) => policy.Properties.PolicyDocument.Statement);
  return {
    functionArn: stack.resolve(given.functionArn),
    parameters: Object.fromEntries(
      Parameters.map((p: { ParameterName: string; ParameterValue: unknown }) => [
        p.ParameterName,
        p.ParameterValue,
      ]),
    ),
    rights: statements.filter((statement) => statement.Action.includes('lambda:InvokeFunction')),
  };
}

describe('a function', () => {
  test('is called with 1 MiB or after a minute, and 3 times again', () => {
    const { parameters, functionArn } = delivered(lambda);
    expect(parameters).toEqual({
      LambdaArn: functionArn,
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching('^ArchiveDeliveryRole'), 'Arn'] },
      BufferSizeInMBs: '1',
      BufferIntervalInSeconds: '60',
      NumberOfRetries: '3',
    });
  });

  test.each([
    ['0.2 MiB', { bufferSize: Size.mebibytes(0.2) }, { BufferSizeInMBs: '0.2' }],
    ['256 KiB', { bufferSize: Size.kibibytes(256) }, { BufferSizeInMBs: '0.25' }],
    ['3 MiB', { bufferSize: Size.mebibytes(3) }, { BufferSizeInMBs: '3' }],
    ['no wait', { bufferInterval: Duration.seconds(0) }, { BufferIntervalInSeconds: '0' }],
    ['15 minutes', { bufferInterval: Duration.minutes(15) }, { BufferIntervalInSeconds: '900' }],
    ['no retry', { retries: 0 }, { NumberOfRetries: '0' }],
    ['300 retries', { retries: 300 }, { NumberOfRetries: '300' }],
  ])('takes %s', (_, options, parameters) => {
    expect(delivered(lambda, options).parameters).toMatchObject(parameters);
  });

  test('may be invoked and described by the delivery role, as itself and as $LATEST', () => {
    const { rights, functionArn } = delivered(lambda);
    expect(rights).toEqual([
      {
        Action: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
        Effect: 'Allow',
        Resource: [functionArn, { 'Fn::Join': ['', [functionArn, ':$LATEST']] }],
      },
    ]);
  });

  test.each([
    ['version', (stack: Stack) => lambda(stack).currentVersion],
    ['alias', (stack: Stack) => lambda(stack).addAlias('live')],
  ])('that is a %s may be invoked as that alone', (_, fn) => {
    const { rights, functionArn, parameters } = delivered(fn);
    expect(rights).toEqual([expect.objectContaining({ Resource: functionArn })]);
    expect(parameters.LambdaArn).toEqual(functionArn);
  });

  test('may be imported', () => {
    const arn = 'arn:aws:lambda:eu-west-1:111111111111:function:enrich';
    const { rights } = delivered((stack) => LambdaFunction.fromFunctionArn(stack, 'Enrich', arn));
    expect(rights).toEqual([expect.objectContaining({ Resource: [arn, `${arn}:$LATEST`] })]);
  });

  test('may take 5 minutes', () => {
    expect(() => delivered((stack) => lambda(stack, Duration.minutes(5)))).not.toThrow();
  });
});

const sixMinutes = (stack: Stack) => lambda(stack, Duration.minutes(6));
const TIMEOUT = "[T/Archive] the timeout of transform's function must be at most 5 minutes, got 6 minutes";

test.each<[string, (stack: Stack) => IFunction, LambdaTransformOptions, string]>([
  [
    'too little is gathered',
    lambda,
    { bufferSize: Size.mebibytes(0.1) },
    '[T/Archive] transform.bufferSize must be 0.2 MiB to 3 MiB, got 0.1 MiB',
  ],
  ['too much is gathered', lambda, { bufferSize: Size.mebibytes(4) }, 'must be 0.2 MiB to 3 MiB, got 4 MiB'],
  [
    'it gathers for too long',
    lambda,
    { bufferInterval: Duration.minutes(16) },
    'transform.bufferInterval must be 0 seconds to 15 minutes, got 16 minutes',
  ],
  [
    'it is retried too often',
    lambda,
    { retries: 301 },
    'transform.retries must be a whole number from 0 to 300, got 301',
  ],
  ['it is retried a negative number of times', lambda, { retries: -1 }, 'transform.retries must be'],
  ['the function may run too long', sixMinutes, {}, TIMEOUT],
  ['the function of a version may run too long', (stack) => sixMinutes(stack).currentVersion, {}, TIMEOUT],
  ['the function of an alias may run too long', (stack) => sixMinutes(stack).addAlias('live'), {}, TIMEOUT],
])('fails when %s', (_, fn, options, message) => {
  expect(() => delivered(fn, options)).toThrow(message);
});

describe('a source backup', () => {
  const backedUp = (backup: (stack: Stack) => SourceBackup) => {
    const stack = testStack();
    const archive = new FirehoseToS3(stack, 'Archive', {
      stream: new Stream(stack, 'Orders'),
      transform: Transform.lambdaFunction(lambda(stack)),
      sourceBackup: backup(stack),
    });
    return { stack, archive, template: Template.fromStack(stack) };
  };

  test('keeps every untransformed record in a folder of the archive', () => {
    const { stack, archive, template } = backedUp(() => SourceBackup.allRecords());
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: {
        S3BackupMode: 'Enabled',
        S3BackupConfiguration: {
          BucketARN: stack.resolve(archive.bucket.bucketArn),
          RoleARN: stack.resolve(archive.deliveryRole.roleArn),
          Prefix: `source/${HOUR}`,
          ErrorOutputPrefix: `errors/!{firehose:error-output-type}/${HOUR}`,
          CompressionFormat: 'GZIP',
          BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
          EncryptionConfiguration: { KMSEncryptionConfig: Match.anyValue() },
          CloudWatchLoggingOptions: {
            Enabled: true,
            LogStreamName: { Ref: Match.stringLikeRegexp('BackupLog') },
          },
        },
      },
    });
  });

  test('may be in another bucket, which the delivery role may write to', () => {
    const { stack, template } = backedUp((scope) =>
      SourceBackup.allRecords({ bucket: Bucket.fromBucketName(scope, 'Raw', 'raw'), prefix: '' }),
    );
    const raw = stack.resolve(Bucket.fromBucketName(stack, 'Same', 'raw').bucketArn);
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      ExtendedS3DestinationConfiguration: { S3BackupConfiguration: { BucketARN: raw, Prefix: HOUR } },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
            Resource: raw,
          }),
        ]),
      },
    });
  });

  test('fails without a transform', () => {
    const stack = testStack();
    const stream = new Stream(stack, 'Orders');
    expect(
      () => new FirehoseToS3(stack, 'Archive', { stream, sourceBackup: SourceBackup.allRecords() }),
    ).toThrow(
      '[T/Archive] sourceBackup must be unset without transform: the records are delivered as they come',
    );
  });

  test('fails when its prefix is not a folder', () => {
    expect(() => backedUp(() => SourceBackup.allRecords({ prefix: 'source' }))).toThrow(
      '[T/Archive] sourceBackup.prefix must be a folder without expressions, empty or ending in /, got source',
    );
  });
});

describe('CloudWatch Logs', () => {
  const processors = (transform: (stack: Stack) => Transform) => {
    const stack = testStack();
    const stream = new Stream(stack, 'Orders');
    const bucket = new Bucket(stack, 'Bucket');
    new FirehoseToS3(stack, 'Archive', { stream, bucket, transform: transform(stack) });
    const [delivery] = Object.values(
      Template.fromStack(stack).findResources('AWS::KinesisFirehose::DeliveryStream'),
    );
    return delivery.Properties.ExtendedS3DestinationConfiguration.ProcessingConfiguration.Processors;
  };
  const decompression = {
    Type: 'Decompression',
    Parameters: [{ ParameterName: 'CompressionFormat', ParameterValue: 'GZIP' }],
  };

  test('are decompressed, and their messages taken out', () => {
    expect(processors(() => Transform.cloudWatchLogs())).toEqual([
      decompression,
      {
        Type: 'CloudWatchLogProcessing',
        Parameters: [{ ParameterName: 'DataMessageExtraction', ParameterValue: 'true' }],
      },
    ]);
  });

  test('may stay whole', () => {
    expect(processors(() => Transform.cloudWatchLogs({ extractMessages: false }))).toEqual([decompression]);
  });

  test('may go on to a function, whose settings are checked', () => {
    const types = processors((stack) =>
      Transform.cloudWatchLogs({ next: Transform.lambdaFunction(lambda(stack)) }),
    ).map(({ Type }: { Type: string }) => Type);
    expect(types).toEqual(['Decompression', 'CloudWatchLogProcessing', 'Lambda']);
    expect(() =>
      processors((stack) =>
        Transform.cloudWatchLogs({ next: Transform.lambdaFunction(lambda(stack), { retries: 301 }) }),
      ),
    ).toThrow('transform.retries must be');
  });
});
