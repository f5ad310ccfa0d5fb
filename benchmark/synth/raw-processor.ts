import { Duration, type Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import {
  EventSourceMapping,
  type Function as LambdaFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { bucketKeyStatement, recordBucket } from './raw-bucket';
import { streamKeyStatement } from './raw-stream';

export function processor(stack: Stack, stream: Stream, target: LambdaFunction): void {
  const bucket = recordBucket(stack, 'FailedBatches', 'Processor/FailedBatches');
  const ownBucket = { StringEquals: { 's3:ResourceAccount': stack.account } };
  const access = new Policy(stack, 'MappingAccess', {
    statements: [
      new PolicyStatement({
        actions: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        resources: [stream.streamArn],
      }),
      streamKeyStatement(stack, stream),
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('aws/lambda/*')],
        conditions: ownBucket,
      }),
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: ownBucket,
      }),
      bucketKeyStatement(stack, bucket, ['kms:GenerateDataKey']),
    ],
  });
  target.role?.attachInlinePolicy(access);
  const mapping = new EventSourceMapping(stack, 'Mapping', {
    target,
    eventSourceArn: stream.streamArn,
    enabled: true,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(0),
    parallelizationFactor: 1,
    startingPosition: StartingPosition.TRIM_HORIZON,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(23),
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    onFailure: { bind: () => ({ destination: bucket.bucketArn }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  });
  mapping.node.addDependency(access);
}
