import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  EventSourceMapping,
  type EventSourceMappingSettings,
  FunctionThrottledError,
  type MappingReport,
  type ShardReader,
} from 'kinesis-constructs/testing';
import { LambdaFunctions } from '../../../lambda/redrive-batches/lambda-functions';

/** Longest that a call may take: more than any function of the drill has. */
const CALL_MS = 120_000;

/**
 * Does what Lambda would do for a deployed mapping: calls the deployed function with what the shards hold, under the
 * settings of the mapping, and writes what it gives up on into the failure bucket.
 */
export async function drive(
  { lambda, s3 }: { readonly lambda: LambdaClient; readonly s3: S3Client },
  uuid: string,
  shards: readonly ShardReader[],
): Promise<MappingReport> {
  const deployed = await lambda.send(new GetEventSourceMappingCommand({ UUID: uuid }));
  const { settings, bucket } = settingsOf(deployed);
  const functions = new LambdaFunctions(lambda);
  const mapping = new EventSourceMapping(async (event) => {
    const outcome = await functions.call(settings.functionArn, JSON.stringify(event), CALL_MS);
    if (outcome.kind === 'returned') return outcome.response;
    throw outcome.kind === 'throttled'
      ? new FunctionThrottledError(outcome.reason)
      : new Error(outcome.reason);
  }, settings);
  for (const shard of shards) mapping.addShard(shard);
  const report = await mapping.run();
  for (const { key, body } of report.deliveries) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
  return report;
}

/** What a deployed mapping says of itself, in the terms of the model. */
export function settingsOf(deployed: EventSourceMappingConfiguration): {
  readonly settings: EventSourceMappingSettings & { readonly functionArn: string };
  readonly bucket: string;
} {
  const { UUID: uuid, State: state, FunctionArn: functionArn = '' } = deployed;
  if (state !== 'Disabled') {
    throw new Error(`the mapping ${uuid} is ${state}: the emulator would call its function besides`);
  }
  const destination = deployed.DestinationConfig?.OnFailure?.Destination ?? '';
  const bucket = /^arn:aws:s3:::(.+)$/.exec(destination)?.[1];
  if (bucket === undefined)
    throw new Error(`the mapping ${uuid} keeps nothing in S3, but in "${destination}"`);
  return {
    bucket,
    settings: {
      uuid,
      functionArn,
      batchSize: deployed.BatchSize,
      parallelizationFactor: deployed.ParallelizationFactor,
      bisectBatchOnFunctionError: deployed.BisectBatchOnFunctionError,
      maximumRetryAttempts: deployed.MaximumRetryAttempts,
      maximumRecordAgeInSeconds: deployed.MaximumRecordAgeInSeconds,
      reportBatchItemFailures: deployed.FunctionResponseTypes?.includes('ReportBatchItemFailures'),
      onFailure: 's3',
      // Time of the model: a call is as long as it takes.
      functionTimeoutMs: 900_000,
    },
  };
}
