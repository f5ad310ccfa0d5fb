import type { ChangeMetadata, DatabaseChange, Row, RowChange, TableChange, TableDefinition } from './change';
import { Fields } from './fields';

/** Name that `DatabaseSource` has DMS give the columns as they were. */
const BEFORE_IMAGE = 'before-image';

const ROW_OPERATIONS: readonly string[] = ['load', 'insert', 'update', 'delete'];

/**
 * Reads a record that DMS put on a stream, given as parsed JSON.
 *
 * The columns are taken as they come: say with `T` what they are, or check them with a schema of your own.
 *
 * @throws ChangeRecordError when it is no such record; the message names the field and quotes no data
 * @example
 * import { processRecords, readChange } from 'kinesis-constructs/runtime';
 *
 * interface Order {
 *   readonly id: number;
 *   readonly status: string;
 * }
 *
 * export const handler = processRecords(async (record) => {
 *   const change = readChange<Order>(record.payload);
 *   if (change.kind === 'row' && change.operation !== 'delete') await save(change.row);
 * });
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
 */
export function readChange<T = Row>(payload: unknown): DatabaseChange<T> {
  const record = new Fields(payload);
  const metadata = record.object('metadata');
  const type = metadata.text('record-type');
  if (type === 'data') return readRow<T>(record, metadata);
  if (type === 'control') return readTable(record, metadata);
  return metadata.refuse('record-type', 'data or control');
}

function readRow<T>(record: Fields, metadata: Fields): RowChange<T> {
  const operation = metadata.text('operation');
  if (!ROW_OPERATIONS.includes(operation)) metadata.refuse('operation', ROW_OPERATIONS.join(', '));
  return {
    kind: 'row',
    operation: operation as RowChange['operation'],
    ...readMetadata(metadata),
    row: record.object('data').all as T,
    before: record.optional(BEFORE_IMAGE, record.object)?.all as Partial<T> | undefined,
    transactionId: metadata.optional('transaction-id', metadata.id),
    transactionRecordId: metadata.optional('transaction-record-id', metadata.whole),
    commitTimestamp: metadata.optional('commit-timestamp', metadata.date),
    streamPosition: metadata.optional('stream-position', metadata.id),
  };
}

function readTable(record: Fields, metadata: Fields): TableChange {
  const control = record.optional('control', record.object);
  return {
    kind: 'table',
    operation: metadata.text('operation'),
    ...readMetadata(metadata),
    definition: control?.optional('table-def', (key) => readDefinition(control.object(key))),
    details: control?.all ?? {},
  };
}

function readMetadata(metadata: Fields): ChangeMetadata {
  return {
    timestamp: metadata.date('timestamp'),
    schema: metadata.text('schema-name'),
    table: metadata.text('table-name'),
    partitionKeyType: metadata.optional('partition-key-type', metadata.text),
    partitionKeyValue: metadata.optional('partition-key-value', metadata.id),
  };
}

function readDefinition(definition: Fields): TableDefinition {
  const columns = definition.object('columns');
  return {
    columns: Object.fromEntries(
      Object.keys(columns.all).map((name) => {
        const column = columns.object(name);
        const length = column.optional('length', column.whole);
        return [name, { type: column.text('type'), nullable: column.all.nullable === true, length }];
      }),
    ),
    primaryKey: definition.texts('primary-key'),
  };
}
