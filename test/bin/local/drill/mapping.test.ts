import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { settingsOf } from '../../../../bin/local/drill/mapping';

const deployed: EventSourceMappingConfiguration = {
  UUID: 'uuid',
  State: 'Disabled',
  FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:settle',
  BatchSize: 100,
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 4,
  MaximumRecordAgeInSeconds: 82_800,
  ParallelizationFactor: 1,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failed-batches' } },
};

test('takes the settings from what is deployed', () => {
  expect(settingsOf(deployed)).toEqual({
    bucket: 'failed-batches',
    settings: {
      uuid: 'uuid',
      functionArn: deployed.FunctionArn,
      batchSize: 100,
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 4,
      maximumRecordAgeInSeconds: 82_800,
      reportBatchItemFailures: true,
      onFailure: 's3',
      functionTimeoutMs: 900_000,
    },
  });
});

test.each([
  [{ State: 'Enabled' }, 'the emulator would call its function besides'],
  [{ DestinationConfig: {} }, 'keeps nothing in S3'],
])('refuses a mapping with %j', (changed, message) => {
  expect(() => settingsOf({ ...deployed, ...changed })).toThrow(message);
});
