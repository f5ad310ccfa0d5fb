import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  ChannelCompression,
  ChannelRecordFormat,
  ChannelStorageClass,
} from '../../../lib/deliver/channel-formats';
import { ChannelObjectKeys } from '../../../lib/deliver/channel-object-keys';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

const imported = (stack: Stack, streamArn = STREAM_ARN, id = 'Given') =>
  Stream.fromStreamArn(stack, id, streamArn);

/** What the one channel in the stack is made of. */
function channelIn(stack: Stack) {
  const [channel] = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::Channel'));
  return channel;
}

/** What the channel's role may do. */
function statementsIn(stack: Stack, role = 'ArchiveRoleDefaultPolicy') {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [[, policy]] = policies.filter(([id]) => id.startsWith(role));
  return policy.Properties.PolicyDocument.Statement;
}

describe('by default', () => {
  const stack = testStack();
  const orders = new EncryptedStream(stack, 'Orders');
  const archive = new ChannelToS3(stack, 'Archive', { stream: orders.stream });
  const template = Template.fromStack(stack);
  const bucketArn = stack.resolve(archive.bucket.bucketArn);
  const objects = { 'Fn::Join': ['', [bucketArn, '/*']] };
  const bucketKey = stack.resolve(archive.bucket.encryptionKey?.keyArn);
  const streamKey = stack.resolve(orders.encryptionKey.keyArn);

  test('the channel delivers every record of the stream, compressed and by hour, within 5 minutes', () => {
    expect(channelIn(stack).Properties).toEqual({
      ChannelName: expect.stringMatching(/^[\w.-]{1,128}$/),
      ServiceExecutionRoleARN: stack.resolve(archive.role.roleArn),
      StreamConfigurationList: [
        {
          StreamARN: stack.resolve(orders.stream.streamArn),
          RecordConfiguration: { RecordFormatType: 'BYTE_ARRAY' },
        },
      ],
      S3DestinationConfiguration: {
        DataFreshnessInSeconds: 300,
        StorageConfiguration: {
          BucketARN: bucketArn,
          ExpectedBucketOwner: '111111111111',
          CompressionType: 'GZIP',
          StorageClass: 'STANDARD',
          OutputKeyTemplate: expect.stringMatching(/^data\/year=.*!\{extension\}$/),
        },
        DeadLetterQueueS3Configuration: {
          BucketARN: bucketArn,
          ExpectedBucketOwner: '111111111111',
          ErrorOutputPrefix: 'errors/',
        },
      },
      EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: bucketKey },
      LoggingConfiguration: {
        CloudWatchLogs: {
          Enabled: true,
          LogGroupName: stack.resolve(archive.logGroup.logGroupName),
          LogStreamName: 'DestinationDelivery',
        },
      },
    });
  });

  test('only channels of this account and Region assume the role', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'kinesis.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111111111111' },
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    ['arn:', { Ref: 'AWS::Partition' }, ':kinesis:eu-west-1:111111111111:channel/*'],
                  ],
                },
              },
            },
          },
        ],
      },
    });
  });

  test('the role may do what AWS asks for and no more', () => {
    const viaKinesis = { StringEqualsIfExists: { 'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com' } };
    const useKey = ['kms:Decrypt', 'kms:GenerateDataKey'];
    expect(statementsIn(stack)).toEqual([
      { Effect: 'Allow', Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: bucketArn },
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:ListMultipartUploadParts'], Resource: objects },
      {
        Effect: 'Allow',
        Action: useKey,
        Resource: bucketKey,
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, objects] },
        },
      },
      { Effect: 'Allow', Action: useKey, Resource: [bucketKey, streamKey], Condition: viaKinesis },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: streamKey,
        Condition: {
          ...viaKinesis,
          StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': stack.resolve(orders.stream.streamArn) },
        },
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: stack.resolve(archive.logGroup.logGroupArn),
      },
    ]);
  });

  test('the channel is made after the role and its rights', () => {
    expect(channelIn(stack).DependsOn).toEqual([
      expect.stringMatching(/^ArchiveRoleDefaultPolicy/),
      expect.stringMatching(/^ArchiveRole[0-9A-F]{8}$/),
    ]);
  });

  test('bucket, key and log are retained, and there is nothing to warn of', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
      template.allResources(type, { DeletionPolicy: 'Retain' });
    }
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

test('each setting reaches the channel', () => {
  const stack = testStack();
  const bucket = Bucket.fromBucketAttributes(stack, 'Theirs', {
    bucketName: 'theirs',
    account: '222222222222',
  });
  const deadLetterBucket = new Bucket(stack, 'Dead');
  const encryptionKey = new Key(stack, 'Key');
  const logGroup = new LogGroup(stack, 'Log');
  new ChannelToS3(stack, 'Archive', {
    stream: imported(stack),
    bucket,
    objectKeys: ChannelObjectKeys.template('!{yyyy}/!{channel-id}'),
    recordFormat: ChannelRecordFormat.JSON,
    compression: ChannelCompression.NONE,
    storageClass: ChannelStorageClass.GLACIER_INSTANT_RETRIEVAL,
    dataFreshness: Duration.minutes(15),
    deadLetterBucket,
    deadLetterPrefix: 'dead/',
    encryptionKey,
    logGroup,
  });
  const deadLetterArn = stack.resolve(deadLetterBucket.bucketArn);
  expect(channelIn(stack).Properties).toMatchObject({
    StreamConfigurationList: [{ RecordConfiguration: { RecordFormatType: 'JSON' } }],
    S3DestinationConfiguration: {
      DataFreshnessInSeconds: 900,
      StorageConfiguration: {
        ExpectedBucketOwner: '222222222222',
        CompressionType: 'NONE',
        StorageClass: 'GLACIER_IR',
        OutputKeyTemplate: '!{yyyy}/!{channel-id}',
      },
      DeadLetterQueueS3Configuration: { BucketARN: deadLetterArn, ErrorOutputPrefix: 'dead/' },
    },
    EncryptionConfiguration: { KeyId: stack.resolve(encryptionKey.keyArn) },
    LoggingConfiguration: { CloudWatchLogs: { LogGroupName: stack.resolve(logGroup.logGroupName) } },
  });
  expect(statementsIn(stack)).toContainEqual({
    Effect: 'Allow',
    Action: 's3:PutObject',
    Resource: { 'Fn::Join': ['', [deadLetterArn, '/dead/*']] },
    Condition: { StringEquals: { 'aws:ResourceAccount': '111111111111' } },
  });
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 1);
});

test('nothing is asked of keys where there are none', () => {
  const stack = testStack();
  new ChannelToS3(stack, 'Archive', { stream: imported(stack), bucket: new Bucket(stack, 'Plain') });
  expect(channelIn(stack).Properties.EncryptionConfiguration).toBeUndefined();
  expect(JSON.stringify(statementsIn(stack))).not.toContain('kms:');
});

test('removal takes bucket, key and log along', () => {
  const stack = testStack();
  new ChannelToS3(stack, 'Archive', { stream: imported(stack), removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
    template.allResources(type, { DeletionPolicy: 'Delete' });
  }
  // The channel goes before the objects.
  expect(channelIn(stack).DependsOn).toContainEqual(expect.stringMatching(/^ArchiveBucketAutoDeleteObjects/));
});

test('two fit in one stack, of different streams and into one bucket', () => {
  const stack = testStack();
  const { bucket } = new RecordBucket(stack, 'Both');
  new ChannelToS3(stack, 'A', { stream: new EncryptedStream(stack, 'S').stream, bucket });
  new ChannelToS3(stack, 'B', { stream: new EncryptedStream(stack, 'R').stream, bucket });
  const channels = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::Channel'));
  expect(new Set(channels.map(({ Properties }) => Properties.ChannelName)).size).toBe(2);
});
