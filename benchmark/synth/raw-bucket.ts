import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';

/** A bucket with its key and its access log, each access over TLS. */
export function recordBucket(stack: Stack, id: string, path: string): Bucket {
  const unfinished = { abortIncompleteMultipartUploadAfter: Duration.days(7) };
  const common = {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
    versioned: true,
  };
  const encryptionKey = new Key(stack, `${id}Key`, {
    description: `Records in ${stack.stackName}/${path}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const accessLogs = new Bucket(stack, `${id}AccessLogs`, {
    ...common,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [
      { ...unfinished, expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) },
    ],
  });
  const bucket = new Bucket(stack, id, {
    ...common,
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    lifecycleRules: [{ ...unfinished, noncurrentVersionExpiration: Duration.days(30) }],
  });
  (bucket.node.defaultChild as CfnBucket).loggingConfiguration = {
    destinationBucketName: accessLogs.bucketName,
  };
  accessLogs.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [accessLogs.arnForObjects('*')],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': bucket.bucketArn },
      },
    }),
  );
  return bucket;
}

/** Use of the bucket's key for its objects alone. */
export function bucketKeyStatement(stack: Stack, bucket: Bucket, actions: string[]): PolicyStatement {
  return new PolicyStatement({
    actions,
    resources: [bucket.encryptionKey?.keyArn ?? ''],
    conditions: {
      StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, bucket.arnForObjects('*')] },
    },
  });
}
