import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type KeyResource, keyResource } from './key-resource';

/** The key of a bucket, if it has one, to be used through S3 for this bucket's objects alone. */
export function keyOfBucket(bucket: IBucket): KeyResource | undefined {
  if (bucket.encryptionKey === undefined) return undefined;
  const { arn, conditions } = keyResource(bucket.encryptionKey);
  return {
    arn,
    conditions: {
      ...conditions,
      StringEquals: { 'kms:ViaService': `s3.${bucket.env.region}.amazonaws.com` },
      // The context is the bucket with an S3 Bucket Key, the object without.
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, bucket.arnForObjects('*')] },
    },
  };
}

/** Lets `grantee` use the key of a bucket, if it has one, through S3 for this bucket's objects alone. */
export function grantBucketKey(bucket: IBucket, grantee: IGrantable, ...actions: string[]): void {
  const [key, resource] = [keyOfBucket(bucket), bucket.encryptionKey];
  if (key === undefined || resource === undefined) return;
  const { arn, conditions } = key;
  Grant.addToPrincipalOrResource({
    grantee,
    actions,
    resourceArns: [arn],
    resource,
    resourceSelfArns: ['*'],
    conditions,
  });
}
