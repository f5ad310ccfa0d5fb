import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Memory, NEW_MEMORY, readMemory, writeMemory } from './memory';
import type { MemoryPort } from './ports';

/** The memory as an item of a DynamoDB table, one a stream. */
export class DynamoMemory implements MemoryPort {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly tableName: string,
    private readonly streamName: string,
  ) {}

  public async load(): Promise<Memory> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tableName,
        Key: { stream: { S: this.streamName } },
        ConsistentRead: true,
      }),
    );
    if (Item?.memory?.S === undefined) return NEW_MEMORY;
    return readMemory(Item.memory.S, Number(Item.version?.N));
  }

  public async save(memory: Memory, previous: Memory): Promise<boolean> {
    const first = previous.version === 0;
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: {
            stream: { S: this.streamName },
            version: { N: String(previous.version + 1) },
            memory: { S: writeMemory(memory) },
          },
          ConditionExpression: first ? 'attribute_not_exists(#version)' : '#version = :previous',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: first ? undefined : { ':previous': { N: String(previous.version) } },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
