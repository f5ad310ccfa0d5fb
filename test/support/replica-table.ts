import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** A table of replicas in memory: what is asked of DynamoDB, with its conditions on `version` and `epoch`. */
export class MemoryTable {
  public readonly items = new Map<string, Item>();

  /** Called before each request; may throw. */
  public before: (command: unknown) => void = () => undefined;

  public readonly client = {
    send: async (command: unknown): Promise<unknown> => {
      this.before(command);
      if (command instanceof GetItemCommand) return { Item: this.items.get(keyOf(command.input.Key)) };
      if (command instanceof QueryCommand) {
        const name = command.input.ExpressionAttributeValues?.[':name']?.S;
        return { Items: [...this.items.values()].filter((item) => item.name.S === name) };
      }
      if (command instanceof PutItemCommand) return this.put(command);
      throw new Error('not a request that replicas make');
    },
  } as unknown as Pick<DynamoDBClient, 'send'>;

  private put({ input }: PutItemCommand): object {
    const key = keyOf(input.Item);
    const [[name, expected]] = Object.entries(input.ExpressionAttributeValues ?? {});
    const attribute = name.slice(1);
    const there = this.items.get(key)?.[attribute];
    if (there !== undefined && there.N !== expected.N) {
      throw new ConditionalCheckFailedException({ message: 'the condition does not hold', $metadata: {} });
    }
    this.items.set(key, input.Item ?? {});
    return {};
  }
}

function keyOf(item: Item | undefined): string {
  return `${item?.name?.S}|${item?.item?.S}`;
}
