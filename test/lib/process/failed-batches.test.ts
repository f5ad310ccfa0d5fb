import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { testStack } from '../../support/stack';
import { processor } from './fixtures';

describe('a bucket made here', () => {
  const stack = testStack();
  processor(stack);
  const template = Template.fromStack(stack);
  const bucketArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^PFailedBatchesBucket'), 'Arn'] };

  test('failed batches are encrypted under a key of their own, private, versioned and retained', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PFailedBatchesKey'), 'Arn'] },
              },
            },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            {
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              Status: 'Enabled',
            },
          ],
        },
      },
    });
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true, Description: 'Records in T/P/FailedBatches' },
    });
  });

  test('the bucket is reached over TLS 1.2 or later only', () => {
    const deny = (Condition: object) => Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          deny({ Bool: { 'aws:SecureTransport': 'false' } }),
          deny({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
        ]),
      },
    });
  });

  test('the role may add failed batches, below the prefix Lambda uses, in a bucket of this account', () => {
    const Condition = { StringEquals: { 's3:ResourceAccount': '111111111111' } };
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [bucketArn, '/aws/lambda/*']] },
            Condition,
          },
          { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn, Condition },
          {
            Effect: 'Allow',
            Action: 'kms:GenerateDataKey',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PFailedBatchesKey'), 'Arn'] },
            Condition: {
              StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
              StringLike: {
                'kms:EncryptionContext:aws:s3:arn': [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
              },
            },
          },
        ]),
      },
    });
  });
});

describe('a given bucket', () => {
  const stack = testStack();
  const made = processor(stack, {
    failureBucket: Bucket.fromBucketAttributes(stack, 'Failures', {
      bucketArn: 'arn:aws:s3:::failures',
      account: '222222222222',
    }),
  });
  const reader = Role.fromRoleArn(stack, 'Reader', 'arn:aws:iam::111111111111:role/redrive');
  made.grantReadFailedBatches(reader);
  const template = Template.fromStack(stack);

  test('a given bucket is used as it is, in its own account', () => {
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::failures/aws/lambda/*',
            Condition: { StringEquals: { 's3:ResourceAccount': '222222222222' } },
          }),
        ]),
      },
    });
  });

  test('whoever processes failed batches again reads those of this mapping alone', () => {
    const id = stack.resolve(made.eventSourceMapping.eventSourceMappingId);
    expect(stack.resolve(made.failedBatchesPrefix)).toEqual({ 'Fn::Join': ['', ['aws/lambda/', id, '/']] });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: ['redrive'],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'],
            Resource: Match.arrayWith([
              { 'Fn::Join': ['', ['arn:aws:s3:::failures/aws/lambda/', id, '/*']] },
            ]),
          }),
        ],
      },
    });
  });
});
