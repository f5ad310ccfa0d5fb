import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';
import { SourceBackup } from '../../../lib/deliver/source-backup';
import { Transform } from '../../../lib/deliver/transform';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { TransportPolicy } from '../../../lib/source/transport-policy';
import { testStack } from '../../support/stack';

const READ = [
  'kinesis:DescribeStream',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];
const env = { account: '111111111111', region: 'eu-west-1' };

/** The statements of the policy of the role whose logical id begins so. */
function rights(template: Template, role: string): object[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const mine = policies.filter(([id]) => id.startsWith(role));
  expect(mine).toHaveLength(1);
  return mine[0][1].Properties.PolicyDocument.Statement;
}

function archived(stream: (stack: Stack) => IStream, bucket?: (stack: Stack) => IBucket) {
  const stack = testStack();
  const given = stream(stack);
  const archive = new FirehoseToS3(stack, 'Archive', { stream: given, bucket: bucket?.(stack) });
  return { stack, stream: given, archive, template: Template.fromStack(stack) };
}

const unencrypted = (stack: Stack) => new Stream(stack, 'Orders');

test('Firehose assumes both roles for this account only', () => {
  const { template } = archived(unencrypted);
  template.resourceCountIs('AWS::IAM::Role', 2);
  template.allResourcesProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { Service: 'firehose.amazonaws.com' },
          Condition: { StringEquals: { 'sts:ExternalId': '111111111111' } },
        },
      ],
    },
  });
});

describe('the source role', () => {
  test('reads the stream and decrypts its records through Kinesis, no more', () => {
    const { stack, stream, template } = archived((scope) => new EncryptedStream(scope, 'Orders').stream);
    expect(rights(template, 'ArchiveSourceRole')).toEqual([
      { Action: READ, Effect: 'Allow', Resource: stack.resolve(stream.streamArn) },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
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

  const streamArn = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

  test('reads an imported stream', () => {
    const { template } = archived((stack) => Stream.fromStreamArn(stack, 'Orders', streamArn));
    expect(rights(template, 'ArchiveSourceRole')).toEqual([
      { Action: READ, Effect: 'Allow', Resource: streamArn },
    ]);
  });

  test('decrypts the records of a stream imported with its key', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/abc';
    const { template } = archived((stack) =>
      Stream.fromStreamAttributes(stack, 'Orders', {
        streamArn,
        encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn),
      }),
    );
    expect(rights(template, 'ArchiveSourceRole')).toEqual([
      expect.anything(),
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: keyArn }),
    ]);
  });

  test('needs no right on the key that AWS manages', () => {
    const encryptionKey = (stack: Stack) => Alias.fromAliasName(stack, 'Managed', 'alias/aws/kinesis');
    const { template } = archived(
      (stack) => new EncryptedStream(stack, 'Orders', { encryptionKey: encryptionKey(stack) }).stream,
    );
    expect(rights(template, 'ArchiveSourceRole')).toHaveLength(1);
  });

  test('reads a stream of another stack, and its key', () => {
    const app = new App();
    const { stream } = new EncryptedStream(new Stack(app, 'Data', { env }), 'Orders');
    const stack = new Stack(app, 'Lake', { env });
    new FirehoseToS3(stack, 'Archive', { stream });
    app.synth();
    expect(rights(Template.fromStack(stack), 'ArchiveSourceRole')).toEqual([
      expect.objectContaining({ Resource: { 'Fn::ImportValue': expect.stringContaining('OrdersStream') } }),
      expect.objectContaining({ Resource: { 'Fn::ImportValue': expect.stringContaining('OrdersKey') } }),
    ]);
  });

  test('reads a stream of another account, which lets it in by name', () => {
    const app = new App();
    const data = new Stack(app, 'Data', { env: { ...env, account: '222222222222' } });
    const stream = new Stream(data, 'Orders', { streamName: 'orders' });
    const stack = new Stack(app, 'Lake', { env });
    new FirehoseToS3(stack, 'Archive', { stream });
    app.synth();
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')).filter(
      ({ Properties }) => Properties.RoleName !== undefined,
    );
    const [policy] = Object.values(Template.fromStack(data).findResources('AWS::Kinesis::ResourcePolicy'));
    expect(JSON.stringify(policy.Properties.ResourcePolicy)).toContain(role.Properties.RoleName);
  });

  test('may be let through the network rule of the stream', () => {
    const stack = testStack();
    const transportPolicy = TransportPolicy.tlsOnly().onlyVpcEndpoints('vpce-1');
    const orders = new EncryptedStream(stack, 'Orders', { transportPolicy });
    const archive = new FirehoseToS3(stack, 'Archive', { stream: orders.stream });
    orders.letThrough(archive.sourceRole);
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::ResourcePolicy'));
    expect(JSON.stringify(policy)).toContain(JSON.stringify(stack.resolve(archive.sourceRole.roleArn)));
  });
});

describe('the delivery role', () => {
  const onBucket = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
  const onObjects = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];

  test('writes the objects of its bucket, under its key through S3, and its log, no more', () => {
    const { stack, archive, template } = archived(unencrypted);
    const bucketArn = stack.resolve(archive.bucket.bucketArn);
    const objects = { 'Fn::Join': ['', [bucketArn, '/*']] };
    const [logStream] = Object.keys(template.findResources('AWS::Logs::LogStream'));
    expect(rights(template, 'ArchiveDeliveryRole')).toEqual([
      { Action: onBucket, Effect: 'Allow', Resource: bucketArn },
      { Action: onObjects, Effect: 'Allow', Resource: objects },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Effect: 'Allow',
        Resource: stack.resolve(archive.bucket.encryptionKey?.keyArn),
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, objects] },
        },
      },
      {
        Action: 'logs:PutLogEvents',
        Effect: 'Allow',
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':logs:eu-west-1:111111111111:log-group:',
              stack.resolve(archive.logGroup.logGroupName),
              ':log-stream:',
              { Ref: logStream },
            ],
          ],
        },
      },
    ]);
  });

  test('writes to an imported bucket, under the key it is imported with', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/abc';
    const { template } = archived(unencrypted, (stack) =>
      Bucket.fromBucketAttributes(stack, 'Given', {
        bucketArn: 'arn:aws:s3:::given',
        encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn),
      }),
    );
    expect(rights(template, 'ArchiveDeliveryRole').slice(0, 3)).toEqual([
      { Action: onBucket, Effect: 'Allow', Resource: 'arn:aws:s3:::given' },
      { Action: onObjects, Effect: 'Allow', Resource: 'arn:aws:s3:::given/*' },
      expect.objectContaining({
        Resource: keyArn,
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
          // The bucket for S3 bucket keys, its objects without.
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::given', 'arn:aws:s3:::given/*'] },
        },
      }),
    ]);
  });

  test('hands its objects over to the owner of a bucket of another account', () => {
    const { template } = archived(unencrypted, (stack) =>
      Bucket.fromBucketAttributes(stack, 'Given', { bucketName: 'given', account: '222222222222' }),
    );
    expect(rights(template, 'ArchiveDeliveryRole')[1]).toMatchObject({
      Action: [...onObjects, 's3:PutObjectAcl'],
    });
  });

  test('asks for nothing on all resources, with everything switched on', () => {
    const stack = testStack();
    const fn = new LambdaFunction(stack, 'Fn', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('//'),
    });
    new FirehoseToS3(stack, 'Archive', {
      stream: new EncryptedStream(stack, 'Orders').stream,
      transform: Transform.lambdaFunction(fn),
      sourceBackup: SourceBackup.allRecords({ bucket: new Bucket(stack, 'Raw') }),
    });
    const statements = ['ArchiveSourceRole', 'ArchiveDeliveryRole'].flatMap((role) =>
      rights(Template.fromStack(stack), role),
    );
    expect(statements).toHaveLength(10);
    for (const statement of statements as { Action: string | string[]; Resource: unknown }[]) {
      expect(statement.Resource).not.toBe('*');
      expect(JSON.stringify(statement.Action)).not.toContain('*');
    }
  });
});

test('the delivery stream is made after the policies of both roles, and of nothing that it refers to anyway', () => {
  const { template } = archived((stack) => new EncryptedStream(stack, 'Orders').stream);
  const [delivery] = Object.values(template.findResources('AWS::KinesisFirehose::DeliveryStream'));
  const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
  expect(policies).toHaveLength(2);
  expect([...delivery.DependsOn].sort()).toEqual(policies.sort());
});
