import { Resource } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { LEASE_PREFIX, REDRIVEN_PREFIX } from '../../lambda/redrive-batches/contract';
import { grantBucketKey } from '../shared/bucket-key-access';
import { grantOnStream } from '../shared/stream-access';
import { acknowledgeWildcards } from '../shared/wildcards';
import { RedriveTarget } from './redrive-target';
import type { StreamProcessor } from './stream-processor';

/** Lets `grantee` find and read the failed batches of one mapping, and move them below `redriven/`. */
export function grantMoveFailedBatches(processor: StreamProcessor, grantee: IGrantable): void {
  const { failureBucket: bucket, failedBatchesPrefix: prefix } = processor;
  const ofAccount = { StringEquals: { 's3:ResourceAccount': bucket.env.account } };
  const allow = (
    actions: string[],
    resource: string,
    conditions: Record<string, Record<string, unknown>> = ofAccount,
  ) =>
    Grant.addToPrincipalOrResource({
      grantee,
      actions,
      resourceArns: [resource],
      resource: bucket,
      conditions,
    });
  // If it exists: to tell an object that is gone from a refusal, S3 asks for this right without a prefix.
  allow(['s3:ListBucket'], bucket.bucketArn, { ...ofAccount, StringEqualsIfExists: { 's3:prefix': prefix } });
  allow(['s3:DeleteObject', 's3:GetObject'], bucket.arnForObjects(`${prefix}*`));
  allow(['s3:PutObject'], bucket.arnForObjects(`${REDRIVEN_PREFIX}${prefix}*`));
  const lease = bucket.arnForObjects(`${LEASE_PREFIX}${processor.eventSourceMapping.eventSourceMappingId}`);
  allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], lease);
  grantBucketKey(bucket, grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
}

/** Lets `grantee` hand failed batches to the function, or put them into the stream. */
export function grantRedriveTo(target: RedriveTarget, processor: StreamProcessor, grantee: IGrantable): void {
  if (target === RedriveTarget.STREAM) {
    grantOnStream(processor.stream, grantee, ['kinesis:PutRecords'], ['kms:GenerateDataKey']);
    return;
  }
  // `grantInvoke` would add every version and alias of the function.
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: [processor.function.functionArn],
    }),
  );
}

/** What cdk-nag reports of rights below prefixes; whoever imports a bucket answers for it there. */
export function acknowledgePrefixes(scope: IConstruct, processor: StreamProcessor): void {
  const { failureBucket, failedBatchesPrefix } = processor;
  if (!Resource.isOwnedResource(failureBucket)) return;
  const folders = ['', REDRIVEN_PREFIX].map((before) =>
    failureBucket.arnForObjects(`${before}${failedBatchesPrefix}*`),
  );
  const reason = 'Lambda names the objects of failed batches, below the id of their mapping';
  acknowledgeWildcards(scope, folders, reason);
}
