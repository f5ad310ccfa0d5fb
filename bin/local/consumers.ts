import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Counts, countBy } from './counter';
import { identify } from './expected';

/** The flights by airport of origin that the consumer `delays` has counted. */
export async function readDelays(dynamo: DynamoDBClient, table: string): Promise<Counts> {
  const counts = new Map<string, number>();
  for await (const { Items = [] } of paginateScan(
    { client: dynamo },
    { TableName: table, ConsistentRead: true },
  )) {
    for (const { origin, flights } of Items) counts.set(origin?.S ?? '', Number(flights?.N));
  }
  return counts;
}

/** How many messages the consumer `alerts` has left in its queue. */
export async function countAlerts(sqs: SQSClient, queueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

/** The flights in the queue that were put there since `since`. They stay there, and can be received again in 2 minutes. */
export async function readAlerts(sqs: SQSClient, queueUrl: string, since: number): Promise<Counts> {
  const bodies = new Map<string, string>();
  const old = new Set<string>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 120,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    // When reading takes longer than that, the first ones come again.
    const fresh = Messages.filter(({ MessageId = '' }) => !bodies.has(MessageId));
    if (fresh.length === 0) break;
    for (const { MessageId = '', Body = '', Attributes } of fresh) {
      bodies.set(MessageId, Body);
      if (Number(Attributes?.SentTimestamp) < since) old.add(MessageId);
    }
  }
  const ofThisRun = [...bodies].filter(([id]) => !old.has(id)).map(([, body]) => body);
  return countBy(ofThisRun, (body) => identify(JSON.parse(body)));
}
