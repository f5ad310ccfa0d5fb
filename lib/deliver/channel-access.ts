import { PhysicalName, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type KeyResource, keyResource } from '../shared/key-resource';

/**
 * A role that Kinesis assumes for channels of this account and Region only. Which channel cannot be said: its id is made
 * after the role.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-iam.html
 */
export function channelRole(scope: Construct, id: string, description: string): Role {
  const { account, partition, region } = Stack.of(scope);
  return new Role(scope, id, {
    description,
    // Named only when a stack of another account has to name it in a policy.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
    assumedBy: new ServicePrincipal('kinesis.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:kinesis:${region}:${account}:channel/*` },
      },
    }),
  });
}

/**
 * What a channel does in the bucket that it delivers to. AWS's page names API operations besides, such as
 * `s3:CreateMultipartUpload`: IAM has no such actions, `s3:PutObject` allows them.
 */
export function deliveryStatements(bucket: IBucket): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
    }),
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:ListMultipartUploadParts'],
      resources: [bucket.arnForObjects('*')],
    }),
  ];
}

/** What a channel does in a bucket for failed records alone, as long as it is its owner's. */
export function deadLetterStatements(bucket: IBucket, prefix: string): PolicyStatement[] {
  const conditions = { StringEquals: { 'aws:ResourceAccount': bucket.env.account } };
  return [
    new PolicyStatement({
      actions: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
      conditions,
    }),
    new PolicyStatement({
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`${prefix}*`)],
      conditions,
    }),
  ];
}

/**
 * The use of keys to encrypt what is written to S3 or S3 Tables. With an S3 bucket key the encryption context is the bucket,
 * without one the object: `contexts` names both.
 */
export function encryptionStatements(
  scope: Construct,
  keys: (IKey | undefined)[],
  contexts: string[],
): PolicyStatement[] {
  return distinct(keys).map(
    (key) =>
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.arn],
        conditions: {
          ...key.conditions,
          StringEquals: { 'kms:ViaService': `s3.${Stack.of(scope).region}.amazonaws.com` },
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': [...new Set(contexts)] },
        },
      }),
  );
}

/** A bucket and its objects, as what is encrypted. */
export function contextsOf(bucket: IBucket): string[] {
  return [bucket.bucketArn, bucket.arnForObjects('*')];
}

/** The trial use of the keys when a channel is made; AWS wants it for the destination's key and for the stream's. */
export function trialStatements(scope: Construct, keys: (IKey | undefined)[]): PolicyStatement[] {
  const all = distinct(keys);
  const isNamed = ({ conditions }: KeyResource) => Object.keys(conditions).length > 0;
  // Keys known by the name of an alias take a condition, each its own.
  const groups = [all.filter((key) => !isNamed(key)), ...all.filter(isNamed).map((key) => [key])];
  return groups
    .filter((group) => group.length > 0)
    .map(
      (group) =>
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: group.map(({ arn }) => arn),
          conditions: { ...group[0].conditions, StringEqualsIfExists: viaKinesis(scope) },
        }),
    );
}

/** The decryption of the records of an encrypted stream. The stream itself Kinesis reads without any right of the role's. */
export function sourceStatements(scope: Construct, stream: IStream): PolicyStatement[] {
  if (stream.encryptionKey === undefined) return [];
  const { arn, conditions } = keyResource(stream.encryptionKey);
  return [
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [arn],
      conditions: {
        ...conditions,
        StringEqualsIfExists: viaKinesis(scope),
        StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': stream.streamArn },
      },
    }),
  ];
}

/** The writing of the log. AWS wants the right to make the group too, even when it is there. */
export function logStatement(logGroup: ILogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

function viaKinesis(scope: Construct): Record<string, string> {
  return { 'kms:ViaService': `kinesis.${Stack.of(scope).region}.amazonaws.com` };
}

/** Each key once, also when it comes by itself and by an alias. */
function distinct(keys: (IKey | undefined)[]): KeyResource[] {
  const all = keys.filter((key) => key !== undefined).map(keyResource);
  return [...new Map(all.map((key) => [JSON.stringify(key), key])).values()];
}
