import type { KinesisStreamRecord } from 'aws-lambda';
import type { RedriveResult } from '../../../lambda/redrive-batches/contract';
import type { ShardRange } from '../../../lambda/redrive-batches/ports';
import { MessageRedrive } from '../../../lambda/redrive-batches/redrive-messages';
import { failOn, type Kept, kept, MAPPING, plan, records, succeed, TestClock, TestTarget } from './support';

const body = (batch: Kept) => kept({ destination: 'sqs', ...batch }).body;

/** Shards that hold `letters` each, less the first `expired`. */
function shardsOf(letters: string, expired = 0) {
  const inShard = (shardId: string) => records(letters, Number(shardId.slice(-1))).slice(expired);
  return {
    read: async ({ shardId, start, end }: ShardRange): Promise<KinesisStreamRecord[]> =>
      inShard(shardId).filter(
        ({ kinesis: { sequenceNumber } }) => sequenceNumber >= start && sequenceNumber <= end,
      ),
  };
}

function run(
  messages: readonly unknown[],
  options: { request?: object; target?: TestTarget; expired?: number; clock?: TestClock } = {},
): Promise<RedriveResult> {
  const { request = { dryRun: false }, target = new TestTarget(succeed), expired = 0 } = options;
  const { clock = new TestClock() } = options;
  const shards = shardsOf('abcdef', expired);
  return new MessageRedrive(plan({ ...request, messages }), messages, { shards, target, clock }).run();
}

const notification = (message: string) => ({ Type: 'Notification', MessageId: 'sns', Message: message });

test.each<[string, unknown, string | undefined]>([
  ['the body of a message', body({ letters: 'ab' }), undefined],
  ['what it says', JSON.parse(body({ letters: 'ab' })), undefined],
  ['an entry of aws sqs receive-message', { MessageId: 'm', Body: body({ letters: 'ab' }) }, 'm'],
  ['a record of a function on the queue', { messageId: 'm', body: body({ letters: 'ab' }) }, 'm'],
  ['an SNS notification', notification(body({ letters: 'ab' })), 'sns'],
  [
    'an SNS notification in a queue',
    { MessageId: 'm', Body: JSON.stringify(notification(body({ letters: 'ab' }))) },
    'm',
  ],
  ['an object of S3', kept({ letters: 'ab' }).body, undefined],
])('takes %s', async (_, message, messageId) => {
  const target = new TestTarget(succeed);
  const result = await run([message], { target });
  expect(target.sent).toEqual(['ab']);
  expect(result).toMatchObject({
    redriven: { batches: 1, records: 2 },
    mappings: { [MAPPING]: { conditions: { RetryAttemptsExhausted: { batches: 1, records: 2 } } } },
  });
  expect(result.messages).toEqual([
    { message: 0, ...(messageId && { messageId }), status: 'redriven', missing: 0 },
  ]);
});

test('messages go in the order of their shards, whatever their own', async () => {
  const target = new TestTarget(succeed);
  await run(
    [
      body({ letters: 'ef', before: 4, shard: 1 }),
      body({ letters: 'cd', before: 2 }),
      body({ letters: 'ab', shard: 1 }),
      body({ letters: 'ab' }),
    ],
    { target },
  );
  expect(target.sent).toEqual(['ab', 'cd', 'ab', 'ef']);
});

test('a dry run tells what the stream still has', async () => {
  const target = new TestTarget(succeed);
  const messages = [
    body({ letters: 'ab' }),
    body({ letters: 'cd', before: 2 }),
    body({ letters: 'ef', before: 4 }),
  ];
  const result = await run(messages, { request: {}, target, expired: 3 });
  expect(target.sent).toEqual([]);
  expect(result.messages).toEqual([
    { message: 0, status: 'expired', missing: 2 },
    { message: 1, status: 'found', missing: 1 },
    { message: 2, status: 'found', missing: 0 },
  ]);
  expect(result.failures).toEqual([
    { mapping: MAPPING, message: 0, reason: 'expired: the stream has none of its 2 records any more' },
  ]);
});

test('what is left of a batch is redriven', async () => {
  const target = new TestTarget(succeed);
  const result = await run([body({ letters: 'abcd' })], { target, expired: 1 });
  expect(target.sent).toEqual(['bcd']);
  expect(result.messages).toEqual([{ message: 0, status: 'redriven', missing: 1 }]);
});

test('a batch that fails again is told, and in strict order holds back its shard', async () => {
  const messages = [body({ letters: 'ab' }), body({ letters: 'cd', before: 2 })];
  const target = new TestTarget(failOn('b'));
  const loose = await run(messages, { target });
  expect(loose.messages?.map(({ status }) => status)).toEqual(['failed', 'redriven']);
  expect(loose.failures).toMatchObject([{ message: 0, reason: 'bad record' }]);
  const strict = await run(messages, { target, request: { dryRun: false, strictOrder: true } });
  expect(strict.messages?.map(({ status }) => status)).toEqual(['failed', 'found']);
});

test.each([
  ['text that is no JSON', 'x', 'not a failed batch: the message is no JSON'],
  ['a message of something else', { Body: '{"a":1}' }, 'not a failed batch: a part of it is missing'],
  [
    'a batch of another function',
    body({ letters: 'a' }).replace('function:settle', 'function:bill'),
    'not asked for: of arn:aws:lambda:eu-west-1:111122223333:function:bill on ' +
      'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
  ],
])('reports %s, and goes on', async (_, message, reason) => {
  const result = await run([message, body({ letters: 'a' })]);
  expect(result.failures).toEqual([{ message: 0, reason }]);
  expect(result.messages?.map(({ status }) => status)).toEqual(['failed', 'redriven']);
});

test('a run that ends early leaves the rest as found', async () => {
  const clock = new TestClock(50_000);
  const target = new TestTarget(() => {
    clock.advance(30_000);
    return succeed();
  });
  const messages = [body({ letters: 'ab' }), body({ letters: 'cd', before: 2 })];
  const result = await run(messages, { target, clock });
  expect(result.messages?.map(({ status }) => status)).toEqual(['redriven', 'found']);
});
