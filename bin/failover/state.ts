import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { StateKey, TOKEN_ITEM } from '../../lambda/replicate-stream/contract';
import type { Token } from '../../lambda/replicate-stream/token';
import { tokenAttributes, tokenFrom } from '../../lambda/replicate-stream/token-item';

/** What a replica reported of one shard of its source. */
export interface ShardReport {
  readonly region: string;
  readonly shardId: string;

  /** What arrived before is in the target, milliseconds since 1970. */
  readonly replicatedTo: number;

  /** When it was reported. */
  readonly heartbeat: number;

  /** Records known to be left. */
  readonly open: number;
}

/** The state of a pair of replicas. */
export interface PairState {
  readonly token?: Token;
  readonly epoch: number;
  readonly shards: readonly ShardReport[];
}

/** The token was moved by somebody else between reading and moving it. */
export class MovedMeanwhileError extends Error {
  constructor() {
    super('somebody else moved the token at this moment: look who holds it, and run this again');
  }
}

/** Reads all items of the pair. */
export async function readState(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  name: string,
): Promise<PairState> {
  const items: Record<string, AttributeValue>[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#name = :name',
        ExpressionAttributeNames: { '#name': StateKey.PARTITION },
        ExpressionAttributeValues: { ':name': { S: name } },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  const token = items.find((item) => item[StateKey.SORT]?.S === TOKEN_ITEM);
  return {
    token: tokenFrom(token),
    epoch: Number(token?.epoch?.N ?? 0),
    shards: items.filter((item) => item[StateKey.SORT]?.S?.startsWith('shard#')).map(shardReport),
  };
}

function shardReport(item: Record<string, AttributeValue>): ShardReport {
  const [, region, shardId] = (item[StateKey.SORT]?.S ?? '').split('#');
  const [replicatedTo, heartbeat, open] = [item.replicatedTo, item.heartbeat, item.openCount].map((value) =>
    Number(value?.N),
  );
  return { region, shardId, replicatedTo, heartbeat, open };
}

/** Puts `token` in the place of the one that was read. */
export async function writeToken(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  name: string,
  token: Token,
  epoch: number,
): Promise<void> {
  const key = { [StateKey.PARTITION]: { S: name }, [StateKey.SORT]: { S: TOKEN_ITEM } };
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...key, ...tokenAttributes(token, epoch + 1) },
        ConditionExpression: 'attribute_not_exists(epoch) OR epoch = :epoch',
        ExpressionAttributeValues: { ':epoch': { N: String(epoch) } },
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new MovedMeanwhileError();
    throw error;
  }
}
