import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { changeSchema, type DatabaseChange, processGroups } from 'kinesis-constructs/runtime';
import { lastStates, putState, type RowState } from '../../current-state';

const dynamo = new DynamoDBClient({});

/** Keeps the current state of each row. The changes of a row are one group, in their order. */
export const handler = processGroups<DatabaseChange>(
  async (records, { signal }) => {
    for (const state of lastStates(records)) await keep(state, signal);
  },
  { schema: changeSchema() },
);

async function keep(state: RowState, abortSignal: AbortSignal): Promise<void> {
  const put = new PutItemCommand(putState(process.env.ROWS_TABLE, state, Date.now()));
  try {
    await dynamo.send(put, { abortSignal });
  } catch (error) {
    // The table has a later state: this change came before.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
