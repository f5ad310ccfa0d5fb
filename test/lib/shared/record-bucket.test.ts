import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucketRef } from 'aws-cdk-lib/aws-s3';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { testStack } from '../../support/stack';

const noPublicAccess = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

describe('by default', () => {
  const stack = testStack();
  const archive = new RecordBucket(stack, 'Archive');
  const template = Template.fromStack(stack);
  const logicalId = ({ bucketRef }: IBucketRef) => stack.resolve(bucketRef.bucketName).Ref;

  test('the bucket is encrypted under its own rotated key, with a bucket key', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: stack.resolve(archive.encryptionKey.keyArn),
            },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('both buckets keep the versions of deleted objects for 30 days', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } })],
      },
    });
  });

  test('the bucket logs its accesses', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: { Ref: logicalId(archive.accessLogBucket) } },
    });
  });

  test('both buckets are never public, owned by the account, and drop unfinished uploads', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: noPublicAccess,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } })],
      },
      AccessControl: Match.absent(),
    });
  });

  test('both buckets refuse plain text and TLS before 1.2', () => {
    const refusal = (condition: object) => Match.objectLike({ Effect: 'Deny', Condition: condition });
    template.resourceCountIs('AWS::S3::BucketPolicy', 2);
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          refusal({ Bool: { 'aws:SecureTransport': 'false' } }),
          refusal({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
        ]),
      },
    });
  });

  test('S3 may write the access logs of this bucket alone, which are kept for a year', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: logicalId(archive.accessLogBucket) },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Condition: {
              ArnLike: { 'aws:SourceArn': stack.resolve(archive.bucket.bucketArn) },
              StringEquals: { 'aws:SourceAccount': '111111111111' },
            },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 365 })] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  test('everything is retained', () => {
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });
});

test('removal takes the objects along', () => {
  const stack = testStack();
  new RecordBucket(stack, 'Archive', { removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  template.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
});

test('two share a given key and log bucket, each under its own path', () => {
  const stack = testStack();
  const encryptionKey = new Key(stack, 'Key');
  const accessLogBucket = new Bucket(stack, 'Logs');
  new RecordBucket(stack, 'Orders', { encryptionKey, accessLogBucket });
  new RecordBucket(stack, 'Returns', { encryptionKey, accessLogBucket });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.resourceCountIs('AWS::S3::Bucket', 3);
  for (const LogFilePrefix of ['T/Orders/', 'T/Returns/']) {
    template.hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { LogFilePrefix } });
  }
});

test('the log bucket that one made takes the logs of another too', () => {
  const stack = testStack();
  const { accessLogBucket } = new RecordBucket(stack, 'Orders', { removalPolicy: RemovalPolicy.DESTROY });
  new RecordBucket(stack, 'Returns', { accessLogBucket });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::S3::BucketPolicy', 3);
  const { bucketName, bucketArn } = accessLogBucket.bucketRef;
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    Bucket: stack.resolve(bucketName),
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Resource: stack.resolve(`${bucketArn}/*`) }),
        Match.objectLike({ Resource: stack.resolve(`${bucketArn}/T/Returns/*`) }),
      ]),
    },
  });
});

test('a log bucket of another stack needs nothing of this one', () => {
  const app = new App();
  const logs = new Stack(app, 'Logs');
  const accessLogBucket = new Bucket(logs, 'Bucket');
  new RecordBucket(new Stack(app, 'Data'), 'Archive', { accessLogBucket });
  app.synth();
  Template.fromStack(logs).hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Condition: { StringEquals: { 'aws:SourceAccount': Match.anyValue() } } }),
      ],
    },
  });
});

test('an imported log bucket brings a warning: its policy cannot be changed from here', () => {
  const stack = testStack();
  const accessLogBucket = Bucket.fromBucketName(stack, 'Logs', 'logs');
  new RecordBucket(stack, 'Archive', { accessLogBucket });
  Annotations.fromStack(stack).hasWarning('/T/Archive', Match.stringLikeRegexp('in its bucket policy'));
});

test.each([
  [
    'Region',
    { region: 'us-east-1' },
    'in eu-west-1, as the bucket that it takes the logs of, got one in us-east-1',
  ],
  [
    'account',
    { account: '222222222222' },
    'of account 111111111111, as the bucket that it takes the logs of, got one of account 222222222222',
  ],
])('a log bucket of another %s is refused', (_, place, message) => {
  const stack = testStack();
  const accessLogBucket = Bucket.fromBucketAttributes(stack, 'Logs', { bucketName: 'logs', ...place });
  expect(() => new RecordBucket(stack, 'Archive', { accessLogBucket })).toThrow(
    `[T/Archive] accessLogBucket must be ${message}`,
  );
  expect(stack.node.findChild('Archive').node.children).toEqual([]);
});

test('a log bucket under a customer key brings a warning, another does not', () => {
  const stack = testStack();
  const { bucket, accessLogBucket } = new RecordBucket(stack, 'Orders');
  new RecordBucket(stack, 'Returns', { accessLogBucket: bucket });
  new RecordBucket(stack, 'Invoices', { accessLogBucket });
  const warnings = Annotations.fromStack(stack);
  warnings.hasWarning('/T/Returns', Match.stringLikeRegexp('encrypted under a customer key'));
  warnings.hasNoWarning('/T/Invoices', Match.anyValue());
});
