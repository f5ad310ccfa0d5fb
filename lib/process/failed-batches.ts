import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { grantBucketKey } from '../shared/bucket-key-access';

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
  grantBucketKey(bucket, grantee, 'kms:GenerateDataKey');
}
