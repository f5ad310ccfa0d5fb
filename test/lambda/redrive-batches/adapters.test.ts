import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { NoSuchKey, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { LambdaFunctions } from '../../../lambda/redrive-batches/lambda-functions';
import { ProducerStreams } from '../../../lambda/redrive-batches/producer-streams';
import { S3Store } from '../../../lambda/redrive-batches/s3-store';
import { client } from './client';
import { FUNCTION, STREAM } from './support';

const problem = { message: 'no', $metadata: {} };

describe('functions', () => {
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
  const call = (answer: () => unknown) =>
    new LambdaFunctions(client<LambdaClient>(answer).client).call(FUNCTION, '{}', 500);
  const named = (name: string) => Object.assign(new Error('no'), { name });

  test.each<[string, () => unknown, object]>([
    [
      'an answer',
      () => ({ Payload: bytes({ batchItemFailures: [] }) }),
      { kind: 'returned', response: { batchItemFailures: [] } },
    ],
    ['an empty answer', () => ({}), { kind: 'returned', response: undefined }],
    [
      'an error of the function',
      () => ({ FunctionError: 'Unhandled', Payload: bytes({ errorType: 'TypeError', errorMessage: 'x' }) }),
      { kind: 'error', reason: 'Unhandled: TypeError: x' },
    ],
    [
      'an answer that is no JSON',
      () => ({ Payload: Buffer.from('<') }),
      { kind: 'error', reason: expect.any(String) },
    ],
  ])('%s', async (_, answer, outcome) => {
    await expect(call(answer)).resolves.toEqual(outcome);
  });

  test.each([
    ['TooManyRequestsException', 'throttled'],
    ['ServiceException', 'error'],
  ])('%s counts as %s', async (name, kind) => {
    const outcome = call(() => {
      throw named(name);
    });
    await expect(outcome).resolves.toEqual({ kind, reason: `${name}: no` });
  });

  test('a call without an answer ends with the time', async () => {
    const send = (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
      new Promise((_resolve, reject) =>
        abortSignal.addEventListener('abort', () => reject(named('AbortError'))),
      );
    const functions = new LambdaFunctions({ send } as unknown as LambdaClient);
    await expect(functions.call(FUNCTION, '{}', 1.5)).resolves.toEqual({
      kind: 'error',
      reason: 'no answer within 1 ms; the function may still be at it',
    });
  });
});

describe('objects', () => {
  const store = (answer: Parameters<typeof client>[0]) => {
    const made = client<S3Client>(answer);
    return { ...made, store: new S3Store(made.client) };
  };
  const status = (httpStatusCode: number) => {
    throw new S3ServiceException({ name: 'X', $fault: 'client', $metadata: { httpStatusCode } });
  };

  test('an object is copied before it is deleted', async () => {
    const { store: s3, inputs, names } = store(() => ({}));
    await s3.move('failures', 'aws/lambda/a b', 'redriven/aws/lambda/a b');
    expect(names).toEqual(['CopyObjectCommand', 'DeleteObjectCommand']);
    expect(inputs).toMatchObject([
      { Bucket: 'failures', CopySource: 'failures/aws/lambda/a%20b', Key: 'redriven/aws/lambda/a b' },
      { Bucket: 'failures', Key: 'aws/lambda/a b' },
    ]);
  });

  test('and not deleted when it was not copied', async () => {
    const { store: s3, names } = store(() => status(500));
    await expect(s3.move('failures', 'a', 'b')).rejects.toThrow();
    expect(names).toEqual(['CopyObjectCommand']);
  });

  test('lists what is after a key', async () => {
    const { store: s3, inputs } = store(() => ({ Contents: [{ Key: 'a' }, { Key: 'b' }] }));
    await expect(s3.list('failures', 'p/', 'p/0')).resolves.toEqual(['a', 'b']);
    expect(inputs).toEqual([{ Bucket: 'failures', Prefix: 'p/', StartAfter: 'p/0' }]);
    await expect(store(() => ({})).store.list('failures', 'p/', '')).resolves.toEqual([]);
  });

  test('an object that is gone is none', async () => {
    const { store: s3 } = store(() => {
      throw new NoSuchKey(problem);
    });
    await expect(s3.read('failures', 'a')).resolves.toBeUndefined();
  });

  test('a lease is written in place of none, or of the one that was read', async () => {
    const { store: s3, inputs } = store(() => ({}));
    await s3.writeLease('failures', 'l', 'x', undefined);
    await s3.writeLease('failures', 'l', 'x', '"etag"');
    expect(inputs).toMatchObject([{ IfNoneMatch: '*' }, { IfMatch: '"etag"' }]);
  });

  test.each([404, 409, 412])('answer %d: another run was faster', async (code) => {
    await expect(store(() => status(code)).store.writeLease('failures', 'l', 'x', undefined)).resolves.toBe(
      false,
    );
  });

  test('a refusal is no other run', async () => {
    await expect(
      store(() => status(403)).store.writeLease('failures', 'l', 'x', undefined),
    ).rejects.toThrow();
  });
});

describe('streams', () => {
  type Put = {
    Records: { PartitionKey: string; ExplicitHashKey?: string; Data: Uint8Array }[];
    StreamARN: string;
  };
  const puts = (letters: string, explicitHashKey?: string) =>
    [...letters].map((letter) => ({
      partitionKey: 'k',
      data: Buffer.from(letter),
      ...(explicitHashKey !== undefined && { explicitHashKey }),
    }));
  const answerAll = (input: unknown) => ({
    Records: (input as Put).Records.map(() => ({ ShardId: 's', SequenceNumber: '1' })),
  });

  test.each([[undefined], ['7']])('one key goes in order (explicit hash key %p)', async (explicitHashKey) => {
    const {
      client: kinesis,
      inputs,
      names,
    } = client<ConstructorParameters<typeof ProducerStreams>[0]>(answerAll);
    await new ProducerStreams(kinesis).put(STREAM, puts('abc', explicitHashKey), 5_000);
    const sent = (inputs as unknown as Put[]).flatMap(({ Records }) => Records);
    expect(sent.map(({ Data }) => Buffer.from(Data).toString()).join('')).toBe('abc');
    expect(sent.every(({ ExplicitHashKey }) => ExplicitHashKey === explicitHashKey)).toBe(true);
    expect(new Set(names)).toEqual(new Set([PutRecordsCommand.name]));
    expect(inputs[0]).toMatchObject({ StreamARN: STREAM });
  });

  test('what is not acknowledged fails the whole', async () => {
    const denied = Object.assign(new Error('no'), {
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
    const { client: kinesis } = client<ConstructorParameters<typeof ProducerStreams>[0]>(() => {
      throw denied;
    });
    const streams = new ProducerStreams(kinesis);
    await expect(streams.put(STREAM, puts('ab'), 5_000)).rejects.toThrow(
      /^2 of 2 records not acknowledged; the first: .*AccessDeniedException: no/,
    );
    await expect(streams.put(STREAM, puts('ab', '7'), 5_000)).rejects.toThrow('AccessDeniedException: no');
  });
});
