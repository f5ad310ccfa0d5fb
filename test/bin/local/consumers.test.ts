import type { SQSClient } from '@aws-sdk/client-sqs';
import { readAlerts } from '../../../bin/local/consumers';

const body = (delay: number) =>
  JSON.stringify({ date: '2001/01/01 00:47', delay, distance: 500, origin: 'ORD', destination: 'LAS' });
const message = (MessageId: string, delay: number, sent: number) => ({
  MessageId,
  Body: body(delay),
  Attributes: { SentTimestamp: String(sent) },
});

test('counts each alert once, though it comes again, and none from before', async () => {
  const answers = [
    [message('1', 61, 10), message('2', 62, 20)],
    [message('3', 63, 20), message('1', 61, 10)],
    [message('2', 62, 20), message('3', 63, 20)],
  ];
  const sqs = { send: async () => ({ Messages: answers.shift() }) } as unknown as SQSClient;
  expect(await readAlerts(sqs, 'queue', 15)).toEqual(
    new Map([
      ['2001/01/01 00:47|62|500|ORD|LAS', 1],
      ['2001/01/01 00:47|63|500|ORD|LAS', 1],
    ]),
  );
});
