import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { StateKey, shardItem, TOKEN_ITEM } from './contract';
import type { TokenStore } from './fence';
import type { Progress } from './progress';
import type { ProgressStore } from './replicate-batch';
import { tokenFrom } from './token-item';

/** Where the state of a replica is. */
export interface StatePlace {
  readonly table: string;
  readonly name: string;
  readonly region: string;
}

/** Shards that were merged or split away leave an item behind, which nothing else removes. */
const KEPT_SECONDS = 30 * 86_400;

/** Progress in DynamoDB, one item a shard, with the time at which it was written as heartbeat. */
export class DynamoProgressStore implements ProgressStore {
  /** Version of each shard's item as it was read; 0 for one that was not there. */
  private readonly versions = new Map<string, number>();

  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly place: StatePlace,
    private readonly now: () => number = Date.now,
  ) {}

  public async read(shard: string): Promise<Progress | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.place.table, Key: this.keyOf(shard), ConsistentRead: true }),
    );
    this.versions.set(shard, Number(item?.version?.N ?? 0));
    const { from, reached, target } = item ?? {};
    if (from?.S === undefined || reached?.S === undefined) return undefined;
    const open = item?.open?.L?.flatMap(({ S }) => S ?? []) ?? [];
    return { from: from.S, reached: reached.S, open, target: target?.S };
  }

  public async write(shard: string, progress: Progress, replicatedTo: number): Promise<void> {
    const version = this.versions.get(shard) ?? 0;
    const now = this.now();
    const item = {
      ...this.keyOf(shard),
      from: { S: progress.from },
      reached: { S: progress.reached },
      open: { L: progress.open.map((number) => ({ S: number })) },
      ...(progress.target === undefined ? {} : { target: { S: progress.target } }),
      openCount: { N: String(progress.open.length) },
      replicatedTo: { N: String(replicatedTo) },
      heartbeat: { N: String(now) },
      version: { N: String(version + 1) },
      [StateKey.EXPIRY]: { N: String(Math.floor(now / 1000) + KEPT_SECONDS) },
    };
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.place.table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(#version) OR #version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(version) } },
        }),
      );
    } catch (error) {
      // Another run of the same batch was faster; what it wrote holds as well.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  private keyOf(shard: string): Record<string, { S: string }> {
    const { name, region } = this.place;
    return { [StateKey.PARTITION]: { S: name }, [StateKey.SORT]: { S: shardItem(region, shard) } };
  }
}

/** The token in DynamoDB, as the table of this Region has it. */
export class DynamoTokenStore implements TokenStore {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly place: StatePlace,
  ) {}

  public async read(): ReturnType<TokenStore['read']> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.place.table,
        Key: { [StateKey.PARTITION]: { S: this.place.name }, [StateKey.SORT]: { S: TOKEN_ITEM } },
        ConsistentRead: true,
      }),
    );
    return tokenFrom(item);
  }
}
