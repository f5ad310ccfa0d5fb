import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { grantOnStream, READ_ACTIONS } from '../shared/stream-access';

const TABLE_ACTIONS = [
  'dynamodb:CreateTable',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
  'dynamodb:UpdateTable',
];

/**
 * What an application of the Kinesis Client Library needs beside reading: its three tables (leases, worker metrics,
 * coordinator state) with the index on leases, its metrics, and a registered consumer for enhanced fan-out.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/kcl-iam-permissions.html
 */
export function grantKclApplication(stream: IStream, grantee: IGrantable, applicationName: string): Grant {
  const { partition, region, account } = Stack.of(stream);
  const table = (suffix: string) =>
    `arn:${partition}:dynamodb:${region}:${account}:table/${applicationName}${suffix}`;
  const allow = (actions: string[], resourceArns: string[]) =>
    Grant.addToPrincipal({ grantee, actions, resourceArns });

  return grantOnStream(stream, grantee, [...READ_ACTIONS, 'kinesis:RegisterStreamConsumer'], ['kms:Decrypt'])
    .combine(
      allow(
        ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        [`${stream.streamArn}/consumer/*`],
      ),
    )
    .combine(allow(TABLE_ACTIONS, [table(''), table('-WorkerMetricStats'), table('-CoordinatorState')]))
    .combine(allow(['dynamodb:Query'], [table('/index/*')]))
    .combine(
      // CloudWatch knows no resources for PutMetricData; the namespace, which KCL names after the application, bounds it.
      Grant.addToPrincipal({
        grantee,
        actions: ['cloudwatch:PutMetricData'],
        resourceArns: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': applicationName } },
      }),
    );
}
