import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ResourceWithPolicies,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy, type IBucketRef, mixins } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * A bucket that keeps the access logs of `source` for a year, and is as closed as the ones for records.
 *
 * It is made of plain resources: S3 writes to it and nothing is built on it, and as a construct of the CDK it takes half as long
 * again to synthesize.
 */
export function accessLogBucket(
  scope: Construct,
  id: string,
  source: IBucketRef,
  removalPolicy: RemovalPolicy,
): CfnBucket {
  const bucket = new CfnBucket(scope, id, {
    // Under a customer key S3 would need rights on it to write the logs; SSE-S3 is what it documents.
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    versioningConfiguration: { status: 'Enabled' },
    lifecycleConfiguration: {
      rules: [
        {
          status: 'Enabled',
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          expirationInDays: 365,
          noncurrentVersionExpiration: { noncurrentDays: 30 },
        },
      ],
    },
  });
  bucket.applyRemovalPolicy(removalPolicy);
  new CfnBucketPolicy(bucket, 'Policy', {
    bucket: bucket.ref,
    policyDocument: new PolicyDocument({
      statements: [
        refuse(bucket, { Bool: { 'aws:SecureTransport': 'false' } }),
        refuse(bucket, { NumericLessThan: { 's3:TlsVersion': 1.2 } }),
        writeLogs(bucket, source, ''),
      ],
    }),
  });
  if (removalPolicy === RemovalPolicy.DESTROY) bucket.with(new mixins.BucketAutoDeleteObjects());
  return bucket;
}

function refuse({ attrArn }: CfnBucket, condition: Record<string, object>): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:*'],
    resources: [attrArn, `${attrArn}/*`],
    conditions: condition,
  });
}

/**
 * Lets S3 write the access logs of `source` into `target` too, below `prefix`.
 *
 * @returns whether the policy of `target` could be changed, which that of an imported bucket cannot
 */
export function allowAccessLogs(target: IBucketRef, source: IBucketRef, prefix: string): boolean {
  const statement = writeLogs(target, source, prefix);
  return ResourceWithPolicies.of(target)?.addToResourcePolicy(statement).statementAdded === true;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
function writeLogs(target: IBucketRef, source: IBucketRef, prefix: string): PolicyStatement {
  const inSameStack = Stack.of(target) === Stack.of(source);
  return new PolicyStatement({
    principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [`${target.bucketRef.bucketArn}/${prefix}*`],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Stack.of(source).account },
      // Across stacks the two buckets would need each other first.
      ...(inSameStack && { ArnLike: { 'aws:SourceArn': source.bucketRef.bucketArn } }),
    },
  });
}
