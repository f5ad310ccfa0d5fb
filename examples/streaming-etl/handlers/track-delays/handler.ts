import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { processRecords } from 'kinesis-constructs/runtime';
import { updateDelays } from '../../delays';
import { Flight } from '../../flight';

const dynamo = new DynamoDBClient({});
const table = process.env.DELAYS_TABLE ?? '';

/** Keeps the running delays of each airport of origin. A record that comes twice counts once. */
export const handler = processRecords<Flight>(
  async (record, { signal }) => {
    try {
      await dynamo.send(new UpdateItemCommand(updateDelays(table, record)), { abortSignal: signal });
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
  { schema: Flight },
);
