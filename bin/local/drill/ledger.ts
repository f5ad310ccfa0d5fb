import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ARMED, type DrillEnvironment, ledgerKey, type Place } from './contract';

const { LEDGER_TABLE: TableName } = process.env as Partial<DrillEnvironment>;
const dynamo = new DynamoDBClient({});

/** Notes that a record has arrived. */
export async function arrive(place: Place, id: string): Promise<void> {
  await add(place, id, 'arrivals');
}

/** Notes that a record is tried. Gives how often it was, this time included. */
export function attempt(place: Place, id: string): Promise<number> {
  return add(place, id, 'attempts');
}

/** Whether faults that last are still there. */
export async function isArmed(): Promise<boolean> {
  const Key = { id: { S: ARMED } };
  const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item !== undefined;
}

async function add(place: Place, id: string, count: string): Promise<number> {
  const { Attributes } = await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: ledgerKey(place, id) } },
      UpdateExpression: 'ADD #count :one',
      ExpressionAttributeNames: { '#count': count },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(Attributes?.[count]?.N);
}
