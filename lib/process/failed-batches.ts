import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Below this prefix Lambda writes `<mapping id>/<shard id>/YYYY/MM/DD/<time>-<random id>`. */
export const FAILED_BATCHES_PREFIX = 'aws/lambda/';

/**
 * Lets a function's role do what Lambda does in its name to keep a failed batch, in this bucket of this account alone.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function grantKeepFailedBatches(bucket: IBucket, grantee: IGrantable): void {
  // A bucket that was deleted can be made again by a stranger, who would be sent the records.
  const conditions = { StringEquals: { 's3:ResourceAccount': bucket.env.account } };
  Grant.addToPrincipalOrResource({
    grantee,
    actions: ['s3:PutObject'],
    resourceArns: [bucket.arnForObjects(`${FAILED_BATCHES_PREFIX}*`)],
    resource: bucket,
    conditions,
  });
  Grant.addToPrincipalOrResource({
    grantee,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
    resource: bucket,
    conditions,
  });
  if (bucket.encryptionKey === undefined) return;
  Grant.addToPrincipalOrResource({
    grantee,
    actions: ['kms:GenerateDataKey'],
    resourceArns: [bucket.encryptionKey.keyArn],
    resource: bucket.encryptionKey,
    resourceSelfArns: ['*'],
    conditions: {
      StringEquals: { 'kms:ViaService': `s3.${bucket.env.region}.amazonaws.com` },
      // The context is the bucket with an S3 Bucket Key, the object without.
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, bucket.arnForObjects('*')] },
    },
  });
}
