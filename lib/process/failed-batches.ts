import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Below this prefix Lambda writes `<mapping id>/<shard id>/YYYY/MM/DD/<time>-<random id>`. */
export const FAILED_BATCHES_PREFIX = 'aws/lambda/';

/** A bucket for batches that could not be processed, and the key that encrypts them. Both outlive the stack. */
export class FailedBatchesBucket extends Construct {
  /** The bucket. */
  public readonly bucket: IBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: new Key(this, 'Key', {
        description: `Batches that failed: ${this.node.path}`,
        enableKeyRotation: true,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          noncurrentVersionExpiration: Duration.days(30),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

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
