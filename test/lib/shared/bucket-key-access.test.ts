import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { grantBucketKey } from '../../../lib/shared/bucket-key-access';
import { testStack } from '../../support/stack';

function granted(bucketOf: (stack: Stack) => Bucket) {
  const stack = testStack();
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const bucket = bucketOf(stack);
  grantBucketKey(bucket, role, 'kms:Decrypt');
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  const statements = Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return { stack, bucket, statements };
}

test('a key may be used through S3 alone, for the objects of one bucket', () => {
  const { stack, bucket, statements } = granted(
    (scope) => new Bucket(scope, 'Bucket', { encryptionKey: new Key(scope, 'Key') }),
  );
  const arns = [bucket.bucketArn, bucket.arnForObjects('*')];
  expect(statements).toEqual([
    {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: stack.resolve(bucket.encryptionKey?.keyArn),
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': stack.resolve(arns) },
      },
    },
  ]);
});

test('a bucket without a key needs no right', () => {
  expect(granted((scope) => new Bucket(scope, 'Bucket')).statements).toEqual([]);
});
