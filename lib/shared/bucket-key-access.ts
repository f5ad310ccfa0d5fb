import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { keyResource } from './key-resource';

/** Lets `grantee` use the key of a bucket, if it has one, through S3 for this bucket's objects alone. */
export function grantBucketKey(bucket: IBucket, grantee: IGrantable, ...actions: string[]): void {
  const key = bucket.encryptionKey;
  if (key === undefined) return;
  const { arn, conditions } = keyResource(key);
  Grant.addToPrincipalOrResource({
    grantee,
    actions,
    resourceArns: [arn],
    resource: key,
    resourceSelfArns: ['*'],
    conditions: {
      ...conditions,
      StringEquals: { 'kms:ViaService': `s3.${bucket.env.region}.amazonaws.com` },
      // The context is the bucket with an S3 Bucket Key, the object without.
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, bucket.arnForObjects('*')] },
    },
  });
}
