import { Resource, Stack } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { grantBucketKey } from '../shared/bucket-key-access';
import { grantOnSecret } from '../shared/secret-access';
import { grantOnStream } from '../shared/stream-access';
import { acknowledgeWildcards } from '../shared/wildcards';

/**
 * The role that DMS writes to the stream with.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
 */
export function streamRole(scope: Construct, stream: IStream): Role {
  const role = new Role(scope, 'StreamRole', {
    description: 'DMS: write changes to the stream',
    assumedBy: new ServicePrincipal('dms.amazonaws.com'),
  });
  const actions = ['kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'];
  grantOnStream(stream, role, actions, ['kms:GenerateDataKey']);
  return role;
}

/**
 * The role that DMS reads the credentials with, for which it comes as the service of its Region.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html
 */
export function secretRole(scope: Construct, secret: ISecret): Role {
  const role = new Role(scope, 'SecretRole', {
    description: 'DMS: read the credentials of the database',
    assumedBy: new ServicePrincipal(`dms.${Stack.of(scope).region}.amazonaws.com`),
  });
  grantOnSecret(secret, role, ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
  return role;
}

/**
 * The role that DMS reads files with.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.S3.html
 */
export function fileRole(scope: Construct, bucket: IBucket): Role {
  const role = new Role(scope, 'FileRole', {
    description: 'DMS: read the files',
    assumedBy: new ServicePrincipal('dms.amazonaws.com'),
  });
  const grants: [string, string][] = [
    ['s3:ListBucket', bucket.bucketArn],
    ['s3:GetObject', bucket.arnForObjects('*')],
  ];
  for (const [action, arn] of grants) {
    Grant.addToPrincipal({ grantee: role, actions: [action], resourceArns: [arn] });
  }
  grantBucketKey(bucket, role, 'kms:Decrypt');
  if (Resource.isOwnedResource(bucket)) {
    const reason = 'the files are not named yet when the role is made';
    acknowledgeWildcards(role, [bucket.arnForObjects('*')], reason);
  }
  return role;
}
