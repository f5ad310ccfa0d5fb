import type { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, type Conditions, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { PrivateService } from './private-service';

// An endpoint policy gives nobody a right; it bounds what passes through the endpoint. So the principal is
// anyone, bounded to the account by a condition, and the callers' own policies decide the rest.

/** Producing, reading and registering consumers: what clients of a stream do. */
const STREAM_ACTIONS = [
  'kinesis:DeregisterStreamConsumer',
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamConsumer',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
  'kinesis:ListStreamConsumers',
  'kinesis:PutRecord',
  'kinesis:PutRecords',
  'kinesis:RegisterStreamConsumer',
  'kinesis:SubscribeToShard',
];

/** What Kinesis ties to no resource, as far as it only reads. */
const ACCOUNT_ACTIONS = [
  'kinesis:DescribeAccountSettings',
  'kinesis:DescribeLimits',
  'kinesis:ListChannels',
  'kinesis:ListStreams',
];

const DOWNLOAD_ACTIONS = ['s3:GetObject', 's3:GetObjectVersion'];

const BUCKET_ACTIONS = [
  's3:GetBucketLocation',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
];

const OBJECT_ACTIONS = [
  ...DOWNLOAD_ACTIONS,
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:PutObjectTagging',
];

/** Items, and what the Kinesis Client Library does to make its tables. */
const TABLE_ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:CreateTable',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeTable',
  'dynamodb:DescribeTimeToLive',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
  'dynamodb:UpdateTable',
];

/**
 * The given streams with their consumers, or all of this account and Region.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html
 */
export function streamStatements(stack: Stack, streams: IStream[] | undefined): PolicyStatement[] {
  const all = stack.formatArn({ service: 'kinesis', resource: 'stream', resourceName: '*' });
  const arns = streams?.map((stream) => stream.streamArn) ?? [all];
  const resources = arns.flatMap((arn) => [arn, `${arn}/consumer/*`]);
  return [
    allow('Streams', STREAM_ACTIONS, resources, byThisAccount(stack)),
    allow('AccountWide', ACCOUNT_ACTIONS, ['*'], byThisAccount(stack)),
  ];
}

/**
 * The given buckets, and downloads by anyone from the others: AWS signs such requests with accounts of its
 * own, or not at all.
 */
export function bucketStatements(stack: Stack, buckets: IBucket[], downloads: IBucket[]): PolicyStatement[] {
  const objects = (of: IBucket[]) => of.map((bucket) => bucket.arnForObjects('*'));
  const own = [
    allow(
      'Buckets',
      BUCKET_ACTIONS,
      buckets.map((bucket) => bucket.bucketArn),
      byThisAccount(stack),
    ),
    allow('Objects', OBJECT_ACTIONS, objects(buckets), byThisAccount(stack)),
  ];
  return [
    ...(buckets.length > 0 ? own : []),
    ...(downloads.length > 0 ? [allow('Downloads', DOWNLOAD_ACTIONS, objects(downloads))] : []),
  ];
}

/** The given tables with their indexes. */
export function tableStatements(stack: Stack, tables: ITable[]): PolicyStatement[] {
  const resources = tables.flatMap(({ tableArn }) => [tableArn, `${tableArn}/index/*`]);
  return [allow('Tables', TABLE_ACTIONS, resources, byThisAccount(stack))];
}

/**
 * All of a service, by this account and in this account.
 *
 * Callers of STS with a token of another identity provider, such as pods on EKS, have no account before the
 * call.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_policies.html
 */
export function serviceStatements(stack: Stack, service: PrivateService): PolicyStatement[] {
  const { account, partition } = stack;
  const own = allow('ThisAccount', [`${service.actionPrefix}:*`], ['*'], {
    ...byThisAccount(stack),
    // Many calls have no resource, CloudWatch's PutMetricData for one.
    StringEqualsIfExists: { 'aws:ResourceAccount': account },
  });
  if (service !== PrivateService.STS) return [own];
  const federated = ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];
  return [own, allow('Federated', federated, [`arn:${partition}:iam::${account}:role/*`])];
}

function byThisAccount({ account }: Stack): Conditions {
  return { StringEquals: { 'aws:PrincipalAccount': account } };
}

function allow(
  sid: string,
  actions: string[],
  resources: string[],
  conditions?: Conditions,
): PolicyStatement {
  return new PolicyStatement({ sid, principals: [new AnyPrincipal()], actions, resources, conditions });
}
