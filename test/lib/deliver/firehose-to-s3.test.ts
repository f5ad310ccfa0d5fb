import { Duration, RemovalPolicy, Size, type Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FirehoseToS3, type FirehoseToS3Options } from '../../../lib/deliver/firehose-to-s3';
import { ObjectKeys } from '../../../lib/deliver/object-keys';
import { SourceBackup } from '../../../lib/deliver/source-backup';
import { Transform } from '../../../lib/deliver/transform';
import { testStack } from '../../support/stack';

const HOUR = 'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

const archiveIn = (stack: Stack, options: FirehoseToS3Options = {}) =>
  new FirehoseToS3(stack, 'Archive', { stream: new Stream(stack, 'Orders'), ...options });

/** What the one delivery stream in the stack is told of its destination. */
function destination(stack: Stack) {
  const template = Template.fromStack(stack);
  const [delivery] = Object.values(template.findResources('AWS::KinesisFirehose::DeliveryStream'));
  return delivery.Properties.ExtendedS3DestinationConfiguration;
}

describe('by default', () => {
  const stack = testStack();
  const stream = new Stream(stack, 'Orders');
  const archive = new FirehoseToS3(stack, 'Archive', { stream });
  const template = Template.fromStack(stack);

  test('the stream is the source, the bucket the destination, with a role for each', () => {
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: {
        KinesisStreamARN: stack.resolve(stream.streamArn),
        RoleARN: stack.resolve(archive.sourceRole.roleArn),
      },
      ExtendedS3DestinationConfiguration: {
        BucketARN: stack.resolve(archive.bucket.bucketArn),
        RoleARN: stack.resolve(archive.deliveryRole.roleArn),
      },
    });
    expect(archive.sourceRole).not.toBe(archive.deliveryRole);
  });

  test('objects are filed by hour, failed records by error, compressed, both limits of the buffer given', () => {
    expect(destination(stack)).toMatchObject({
      Prefix: `data/${HOUR}`,
      ErrorOutputPrefix: `errors/!{firehose:error-output-type}/${HOUR}`,
      CompressionFormat: 'GZIP',
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
    });
    expect(archive.bufferInterval.toSeconds()).toBe(300);
  });

  test('objects are encrypted under the key of the bucket', () => {
    expect(destination(stack).EncryptionConfiguration).toEqual({
      KMSEncryptionConfig: { AWSKMSKeyARN: stack.resolve(archive.bucket.encryptionKey?.keyArn) },
    });
  });

  test('errors go to a log stream of a log group that keeps a month', () => {
    const [logStream] = Object.keys(template.findResources('AWS::Logs::LogStream'));
    expect(destination(stack).CloudWatchLoggingOptions).toEqual({
      Enabled: true,
      LogGroupName: stack.resolve(archive.logGroup.logGroupName),
      LogStreamName: { Ref: logStream },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('nothing is transformed, backed up or named otherwise', () => {
    const set = Object.keys(destination(stack));
    for (const unset of [
      'ProcessingConfiguration',
      'S3BackupMode',
      'S3BackupConfiguration',
      'CustomTimeZone',
      'FileExtension',
      'DynamicPartitioningConfiguration',
      'DataFormatConversionConfiguration',
    ]) {
      expect(set).not.toContain(unset);
    }
  });

  test('bucket, key and logs are retained', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::Logs::LogStream']) {
      template.allResources(type, { DeletionPolicy: 'Retain' });
    }
  });

  test('there is nothing to warn of', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

test('each setting reaches the delivery stream', () => {
  const stack = testStack();
  const logGroup = new LogGroup(stack, 'Given');
  archiveIn(stack, {
    bucket: new Bucket(stack, 'Bucket'),
    objectKeys: ObjectKeys.custom({
      prefix: 'a/!{timestamp:yyyy}/',
      errorPrefix: 'b/!{firehose:error-output-type}/',
      timeZone: TimeZone.ASIA_TOKYO,
      fileExtension: '.json',
    }),
    compression: Compression.UNCOMPRESSED,
    bufferSize: Size.mebibytes(128),
    bufferInterval: Duration.seconds(0),
    logGroup,
  });
  expect(destination(stack)).toMatchObject({
    Prefix: 'a/!{timestamp:yyyy}/',
    ErrorOutputPrefix: 'b/!{firehose:error-output-type}/',
    CustomTimeZone: 'Asia/Tokyo',
    FileExtension: '.json',
    CompressionFormat: 'UNCOMPRESSED',
    BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 0 },
    CloudWatchLoggingOptions: { LogGroupName: stack.resolve(logGroup.logGroupName) },
  });
  Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
});

test('a given bucket is used as it is, and none is made', () => {
  const stack = testStack();
  archiveIn(stack, { bucket: Bucket.fromBucketName(stack, 'Given', 'given') });
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
  expect(destination(stack).EncryptionConfiguration).toBeUndefined();
});

test('removal takes bucket, key and logs along', () => {
  const stack = testStack();
  archiveIn(stack, { removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::Logs::LogStream']) {
    template.allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('with removal the delivery stream goes before the objects; otherwise nothing is said of it', () => {
  const [removed, kept] = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN].map((removalPolicy) => {
    const stack = testStack();
    archiveIn(stack, { removalPolicy });
    const [{ DependsOn }] = Object.values(
      Template.fromStack(stack).findResources('AWS::KinesisFirehose::DeliveryStream'),
    );
    return DependsOn;
  });
  expect(removed).toEqual([expect.stringMatching(/^ArchiveBucketAutoDeleteObjects/), ...kept]);
});

test('two of one stream fit in one stack, with one log group', () => {
  const stack = testStack();
  const stream = new Stream(stack, 'Orders');
  const logGroup = new LogGroup(stack, 'Log');
  new FirehoseToS3(stack, 'Raw', { stream, logGroup });
  new FirehoseToS3(stack, 'Clean', { stream, logGroup });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 2);
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
  template.resourceCountIs('AWS::Logs::LogStream', 2);
});

test.each<[string, FirehoseToS3Options, string]>([
  [
    'the buffer is too small',
    { bufferSize: Size.kibibytes(512) },
    'bufferSize must be 1 MiB to 128 MiB in whole MiB, got 0.5 MiB',
  ],
  ['the buffer is too large', { bufferSize: Size.mebibytes(129) }, 'bufferSize must be 1 MiB to 128 MiB'],
  [
    'the buffer is no whole MiB',
    { bufferSize: Size.kibibytes(1536) },
    'bufferSize must be 1 MiB to 128 MiB in whole MiB, got 1.5 MiB',
  ],
  [
    'the buffer is kept too long',
    { bufferInterval: Duration.minutes(16) },
    'bufferInterval must be 0 seconds to 15 minutes, got 16 minutes',
  ],
  [
    'the compression is unknown',
    { compression: Compression.of('ZSTD') },
    'compression must be one of GZIP, HADOOP_SNAPPY, Snappy, UNCOMPRESSED, ZIP, got ZSTD',
  ],
  [
    'a prefix is wrong',
    { objectKeys: ObjectKeys.custom({ prefix: '!{x:y}' }) },
    'objectKeys.prefix must be made of',
  ],
])('fails when %s', (_, options, message) => {
  const stack = testStack();
  expect(() => archiveIn(stack, options)).toThrow(`[T/Archive] ${message}`);
  expect(stack.node.findChild('Archive').node.children).toEqual([]);
});

test('fails when the stream is in another Region', () => {
  const stack = testStack();
  const stream = Stream.fromStreamArn(stack, 'Far', 'arn:aws:kinesis:us-east-1:111111111111:stream/far');
  expect(() => new FirehoseToS3(stack, 'Archive', { stream })).toThrow(
    '[T/Archive] stream must be in eu-west-1, as the delivery stream is, got one in us-east-1',
  );
});

test('warns when the source backup is among the delivered records', () => {
  const stack = testStack();
  const fn = new LambdaFunction(stack, 'Fn', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('//'),
  });
  archiveIn(stack, {
    transform: Transform.lambdaFunction(fn),
    sourceBackup: SourceBackup.allRecords({ prefix: 'data/source/' }),
  });
  Annotations.fromStack(stack).hasWarning(
    '/T/Archive',
    Match.stringLikeRegexp('sourceBackup.prefix is inside the prefix of the delivered records'),
  );
});

test('a source backup at the very prefix of the archive, without a folder, brings a warning', () => {
  const stack = testStack();
  archiveIn(stack, {
    transform: Transform.lambdaFunction(LambdaFunction.fromFunctionName(stack, 'Enrich', 'enrich')),
    objectKeys: ObjectKeys.hive({ prefix: '' }),
    sourceBackup: SourceBackup.allRecords({ prefix: '' }),
  });
  Annotations.fromStack(stack).hasWarning(
    '/T/Archive',
    Match.stringLikeRegexp('sourceBackup.prefix is that of the delivered records'),
  );
});

test.each([
  ['metricDataFreshness', 'DeliveryToS3.DataFreshness', 'Maximum'],
  ['metricDeliverySuccess', 'DeliveryToS3.Success', 'Average'],
  ['metricDeliveredRecords', 'DeliveryToS3.Records', 'Sum'],
  ['metricDeliveredBytes', 'DeliveryToS3.Bytes', 'Sum'],
  ['metricBackupFreshness', 'BackupToS3.DataFreshness', 'Maximum'],
  ['metricMillisBehindLatest', 'KinesisMillisBehindLatest', 'Maximum'],
  ['metricThrottledReads', 'ThrottledGetRecords', 'Sum'],
  ['metricTransformSuccess', 'ExecuteProcessing.Success', 'Average'],
  ['metricFailedConversions', 'FailedConversion.Records', 'Sum'],
  ['metricPartitionCount', 'PartitionCount', 'Maximum'],
  ['metricPartitionCountExceeded', 'PartitionCountExceeded', 'Maximum'],
] as const)('%s is %s (%s over 5 minutes) of this delivery stream', (method, metricName, statistic) => {
  const archive = archiveIn(testStack());
  const metric = archive[method]();
  expect(metric).toMatchObject({ namespace: 'AWS/Firehose', metricName, statistic });
  expect(metric.period.toSeconds()).toBe(300);
  expect(metric.dimensions).toEqual({ DeliveryStreamName: archive.deliveryStream.deliveryStreamName });
  expect(archive[method]({ statistic: 'p90' }).statistic).toBe('p90');
});
