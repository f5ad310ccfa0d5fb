import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { HandlerFunction } from '../shared/handler-function';
import { grantOnStream } from '../shared/stream-access';
import { acknowledgeWildcards } from '../shared/wildcards';

const LOOK = ['kinesis:DescribeStreamSummary', 'kinesis:ListShards'];
const CHANGE = ['kinesis:MergeShards', 'kinesis:SplitShard', 'kinesis:UpdateShardCount'];

/** Lets the autoscaler's function look at the stream, change its shards unless it is a dry run, and remember. */
export function grantScaling(handler: HandlerFunction, stream: IStream, table: Table, dryRun: boolean): void {
  const { role } = handler;
  grantOnStream(stream, role, dryRun ? LOOK : [...LOOK, ...CHANGE], []);
  table.grant(role, 'dynamodb:GetItem', 'dynamodb:PutItem');
  role.addToPolicy(
    new PolicyStatement({
      actions: ['cloudwatch:GetMetricData', 'kinesis:DescribeLimits'],
      resources: ['*'], // neither has resources that a policy could name
    }),
  );
  const reason =
    "Reading metrics and the account's limit of shards are rights on no resource: IAM has nothing narrower for them";
  acknowledgeWildcards(role, ['*'], reason);
}
