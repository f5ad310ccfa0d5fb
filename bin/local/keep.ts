import { dirname } from 'node:path';
import { emulatorCredentials } from './account';
import type { Emulator } from './emulator';
import type { Pipeline } from './pipeline';

/** How to look at what is still running, and how to end it. */
export function howToLook({ endpoint, child, log }: Emulator, pipeline: Pipeline): string {
  const settings = { ...emulatorCredentials(), AWS_ENDPOINT_URL: endpoint };
  const exports = Object.entries(settings).map(([name, value]) => `  export ${name}=${value}`);
  const stop =
    child === undefined || log === undefined
      ? []
      : ['to stop it and remove what it has written:', `  kill -- -${child.pid}; rm -r ${dirname(log)}`];
  return [
    `the emulator runs on at ${endpoint}${log === undefined ? '' : `, and writes to ${log}`}`,
    'to look at it with the AWS command line tool:',
    ...exports,
    `  aws s3 ls --recursive s3://${pipeline.bucketName}`,
    `  aws dynamodb scan --table-name ${pipeline.tableName}`,
    `  aws sqs receive-message --queue-url ${pipeline.queueUrl}`,
    `  aws kinesis describe-stream-summary --stream-name ${pipeline.streamName}`,
    ...stop,
  ].join('\n');
}
