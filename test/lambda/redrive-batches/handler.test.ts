import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { RedriveVariable } from '../../../lambda/redrive-batches/contract';
import type * as Handler from '../../../lambda/redrive-batches/handler';
import { lambdaContext } from '../../../lambda/testing';
import { kept, MAPPING, SOURCES } from './support';

const { key, body } = kept({ letters: 'ab' });
const calls: string[] = [];
const lines: string[] = [];
let handler: typeof Handler.handler;

beforeEach(() => {
  calls.length = 0;
  lines.length = 0;
  process.env.AWS_REGION = 'eu-west-1';
  process.env[RedriveVariable.SOURCES] = JSON.stringify(SOURCES.slice(0, 1));
  process.env[RedriveVariable.TARGET] = 'function';
  jest.spyOn(S3Client.prototype, 'send').mockImplementation(async (command: object) => {
    calls.push(command.constructor.name);
    const { StartAfter } = (command as { input: { StartAfter?: string } }).input;
    if (command.constructor.name === 'ListObjectsV2Command') {
      return StartAfter === key ? {} : { Contents: [{ Key: key }] };
    }
    return { Body: { transformToString: async () => body } };
  });
  jest.spyOn(LambdaClient.prototype, 'send').mockImplementation(async (command: object) => {
    calls.push(command.constructor.name);
    return { Payload: Buffer.from('{"batchItemFailures":[]}') };
  });
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  }
  // It reads its environment when it is loaded.
  handler = (require('../../../lambda/redrive-batches/handler') as typeof Handler).handler;
});
afterEach(() => jest.restoreAllMocks());

const written = () =>
  lines.flatMap((line) =>
    line
      .split('\n')
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text)),
  );
const context = lambdaContext({ functionName: 'redrive', remainingMs: 900_000 });

test('an empty request reads, and makes no metrics', async () => {
  const result = await handler({}, context);
  expect(result).toMatchObject({ dryRun: true, found: { batches: 1, records: 2 } });
  expect(new Set(calls)).toEqual(new Set(['ListObjectsV2Command', 'GetObjectCommand']));
  expect(written()).toEqual([expect.objectContaining({ level: 'INFO', message: 'Redrive', dryRun: true })]);
});

test('a redrive takes the lease, calls the function, moves the object, and frees the lease', async () => {
  const result = await handler({ dryRun: false }, context);
  expect(result.mappings[MAPPING]).toMatchObject({ redriven: { batches: 1, records: 2 } });
  expect(calls).toEqual([
    'PutObjectCommand',
    'ListObjectsV2Command',
    'ListObjectsV2Command',
    'GetObjectCommand',
    'InvokeCommand',
    'CopyObjectCommand',
    'DeleteObjectCommand',
    'DeleteObjectCommand',
  ]);
  expect(written().at(-1)).toMatchObject({
    FunctionName: 'redrive',
    BatchesRedriven: 1,
    RecordsRedriven: 2,
    BatchesFailedAgain: 0,
  });
});

test('a request that cannot be meant does nothing', async () => {
  await expect(handler({ dryrun: false }, context)).rejects.toThrow('each field must be one of dryRun, from');
  expect(calls).toEqual([]);
});
