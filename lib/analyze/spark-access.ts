import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { grantBucketKey } from '../shared/bucket-key-access';
import { grantOnStream, READ_ACTIONS, WRITE_ACTIONS } from '../shared/stream-access';
import { acknowledgeWildcards } from '../shared/wildcards';

/** Lets a job read and write its streams, by polling: fan-out of its own needs more. */
export function grantStreams(role: Role, sources: readonly IStream[], sinks: readonly IStream[]): void {
  for (const stream of sources) grantOnStream(stream, role, READ_ACTIONS, ['kms:Decrypt']);
  for (const stream of sinks) grantOnStream(stream, role, WRITE_ACTIONS, ['kms:GenerateDataKey']);
}

/**
 * Lets a job read, write and delete objects below a prefix; without one, in the whole bucket.
 *
 * @param prefix ends with `/`, or is empty
 */
export function grantFolder(role: Role, bucket: IBucket, prefix: string): void {
  const objects = [
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ];
  role.addToPolicy(
    new PolicyStatement({ actions: objects, resources: [bucket.arnForObjects(`${prefix}*`)] }),
  );
  const whole = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
  role.addToPolicy(new PolicyStatement({ actions: whole, resources: [bucket.bucketArn] }));
  grantBucketKey(bucket, role, 'kms:Decrypt', 'kms:GenerateDataKey');
  const reason = 'the folder that the job keeps its objects in';
  acknowledgeWildcards(role, [bucket.arnForObjects(`${prefix}*`)], reason);
}

/**
 * Lets a job write its log.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html
 */
export function grantLog(role: Role, logGroup: ILogGroup): void {
  const actions = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ actions, resources: [logGroup.logGroupArn] }));
  const stack = Stack.of(role);
  const everyGroup = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(new PolicyStatement({ actions: ['logs:DescribeLogGroups'], resources: [everyGroup] }));
  const reason = 'groups are listed as a whole: the right to that cannot be limited to one';
  acknowledgeWildcards(role, [everyGroup], reason);
}
