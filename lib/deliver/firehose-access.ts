import { PhysicalName, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { KinesisStreamSource } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type IFunction, QualifiedFunctionBase } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { keyOfBucket } from '../shared/bucket-key-access';
import { differ } from '../shared/differ';
import { logStreamArn } from '../shared/log-stream-arn';
import { grantOnStream } from '../shared/stream-access';

/**
 * A role that Firehose assumes, on behalf of this account only.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html
 */
export function firehoseRole(scope: Construct, id: string, description: string): Role {
  return new Role(scope, id, {
    description,
    // Named only when a stack of another account has to name it in a policy.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
    assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'sts:ExternalId': Stack.of(scope).account } },
    }),
  });
}

/**
 * A stream as the source of a delivery stream, with the rights that Firehose needs and no more: the CDK's own
 * source lets its role list all streams and read by enhanced fan-out as well.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
export class StreamSource extends KinesisStreamSource {
  constructor(private readonly source: IStream) {
    super(source);
  }

  public override grantRead(grantee: IGrantable): Grant {
    const actions = [
      'kinesis:DescribeStream',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ];
    return grantOnStream(this.source, grantee, actions, ['kms:Decrypt']);
  }
}

/**
 * Lets `role` deliver objects into `bucket`, and use its key through S3 for this bucket alone.
 *
 * With an S3 bucket key the encryption context is the bucket, without one the object.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
export function grantDelivery(bucket: IBucket, role: Role): Grant {
  const objectActions = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];
  // So that the owner of the bucket owns the objects, whatever the bucket says of ownership.
  if (isForeign(bucket, role)) objectActions.push('s3:PutObjectAcl');
  const objects = bucket.arnForObjects('*');
  const onBucket = Grant.addToPrincipal({
    grantee: role,
    actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    resourceArns: [bucket.bucketArn],
  });
  const onObjects = Grant.addToPrincipal({ grantee: role, actions: objectActions, resourceArns: [objects] });
  const grant = onBucket.combine(onObjects);
  const key = keyOfBucket(bucket);
  if (key === undefined) return grant;
  const { arn, conditions } = key;
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return grant.combine(Grant.addToPrincipal({ grantee: role, actions, resourceArns: [arn], conditions }));
}

/** Lets `role` write its errors to one log stream. */
export function grantErrorLog(logGroup: ILogGroup, logStreamName: string, role: Role): Grant {
  return Grant.addToPrincipal({
    grantee: role,
    actions: ['logs:PutLogEvents'],
    resourceArns: [logStreamArn(logGroup, logGroup.logGroupName, logStreamName)],
  });
}

/**
 * Lets `role` call the function or, given a version or alias, that one alone. A bare function is called as
 * `$LATEST`.
 */
export function grantTransform(fn: IFunction, role: Role): Grant {
  const { functionArn } = fn;
  return Grant.addToPrincipal({
    grantee: role,
    actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
    resourceArns:
      fn instanceof QualifiedFunctionBase ? [functionArn] : [functionArn, `${functionArn}:$LATEST`],
  });
}

function isForeign(bucket: IBucket, role: Role): boolean {
  return differ(bucket.env.account, role.env.account);
}
