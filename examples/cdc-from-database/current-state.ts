import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { DatabaseChange, Row, StreamRecord } from 'kinesis-constructs/runtime';

/** The columns that tell the rows of a table apart, as its primary key does. */
export const KEY_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'public.customers': ['id'],
  'public.orders': ['id'],
};

/** A row as one of its changes left it. */
export interface RowState {
  /** Table and key, such as `public.orders#42`. */
  readonly key: string;
  /** Place of the change in the stream: it compares as text, and is greater for a later change of the row. */
  readonly version: string;
  readonly changedAt: Date;
  /** Absent when the row was deleted. */
  readonly row?: Row;
}

/** Days for which a deleted row is remembered: longer than the stream keeps a change that could bring it back. */
const REMEMBERED_DAYS = 7;

/** The last state of each row that `records` tell of, given in their order. Tables without key columns are left out. */
export function lastStates(records: readonly StreamRecord<DatabaseChange>[]): RowState[] {
  const states = new Map<string, RowState>();
  for (const record of records) {
    const { payload: change } = record;
    // What was done to a table comes in no order with its rows, and every row tells its columns.
    if (change.kind === 'table') continue;
    const table = `${change.schema}.${change.table}`;
    const columns = KEY_COLUMNS[table];
    if (columns === undefined) continue;
    const key = `${table}#${keyOf(change.row, columns, table)}`;
    const row = change.operation === 'delete' ? undefined : change.row;
    states.set(key, { key, version: versionOf(record), changedAt: change.timestamp, row });
  }
  return [...states.values()];
}

/**
 * What writes the state of a row, unless the table has a later one. A deleted row leaves its version behind for a while, so
 * that an older change which comes once more does not bring it back.
 */
export function putState(TableName: string | undefined, state: RowState, now: number): PutItemCommandInput {
  const { key, version, changedAt, row } = state;
  const expires = Math.floor(now / 1000) + REMEMBERED_DAYS * 86_400;
  return {
    TableName,
    Item: {
      key: { S: key },
      version: { S: version },
      changedAt: { S: changedAt.toISOString() },
      ...(row === undefined
        ? { deleted: { BOOL: true }, expires: { N: String(expires) } }
        : { row: { S: JSON.stringify(row) } }),
    },
    ConditionExpression: 'attribute_not_exists(#version) OR #version < :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { S: version } },
  };
}

function keyOf(row: Row, columns: readonly string[], table: string): string {
  const values = columns.map((column) => row[column]);
  const missing = columns.find((_, i) => values[i] === undefined || values[i] === null);
  if (missing !== undefined) throw new Error(`a row of ${table} has no ${missing}`);
  return values.length === 1 ? String(values[0]) : JSON.stringify(values);
}

/** Where a record stands in the stream, in figures of one length, so that versions compare as text. */
function versionOf({ sequenceNumber, subSequenceNumber }: StreamRecord<DatabaseChange>): string {
  return `${sequenceNumber.padStart(64, '0')}.${String(subSequenceNumber).padStart(8, '0')}`;
}
