import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { processRecords } from 'kinesis-constructs/runtime';
import { ALERT_DELAY, Flight } from '../../flight';

const sqs = new SQSClient({});
const queue = process.env.ALERTS_QUEUE;

/** Sends each flight that left much too late to the queue. */
export const handler = processRecords<Flight>(
  async ({ id, payload }, { signal }) => {
    if (payload.delay <= ALERT_DELAY) return;
    const body = JSON.stringify({ ...payload, id });
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }), { abortSignal: signal });
  },
  { schema: Flight },
);
