import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { processGroups } from 'kinesis-constructs/runtime';
import { sumDelays } from '../../delays';
import { Flight } from '../../flight';

const dynamo = new DynamoDBClient({});
const TableName = process.env.DELAYS_TABLE;

/** Keeps the running delays of each airport of origin. A flight that comes twice counts once. */
export const handler = processGroups<Flight>(
  async (records, { signal: abortSignal }) => {
    const Key = { origin: { S: records[0].partitionKey } };
    const get = new GetItemCommand({ TableName, Key, ConsistentRead: true });
    const counted = (await dynamo.send(get, { abortSignal })).Item?.lastRecord.S;
    const sum = sumDelays(records, counted);
    if (sum === undefined) return;
    const update = new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'ADD flights :flights, delayMinutes :minutes SET lastRecord = :last',
      // Somebody else may have counted meanwhile: then the group comes again.
      ConditionExpression: counted === undefined ? 'attribute_not_exists(origin)' : 'lastRecord = :counted',
      ExpressionAttributeValues: {
        ':flights': { N: String(sum.flights) },
        ':minutes': { N: String(sum.delayMinutes) },
        ':last': { S: sum.lastRecord },
        ...(counted === undefined ? {} : { ':counted': { S: counted } }),
      },
    });
    await dynamo.send(update, { abortSignal });
  },
  { schema: Flight },
);
