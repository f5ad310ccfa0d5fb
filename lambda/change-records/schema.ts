import type { StandardSchemaV1 } from '../batch/standard-schema';
import type { DatabaseChange, Row } from './change';
import { ChangeRecordError } from './fields';
import { readChange } from './read-change';

/**
 * `readChange` as a schema for `processRecords`: the payload is a change then, and a record that is none counts as invalid
 * instead of failing in your code.
 *
 * @example
 * import { changeSchema, processRecords } from 'kinesis-constructs/runtime';
 *
 * export const handler = processRecords(
 *   async ({ payload }) => {
 *     if (payload.kind === 'row') await save(payload.table, payload.row);
 *   },
 *   { schema: changeSchema() },
 * );
 */
export function changeSchema<T = Row>(): StandardSchemaV1<unknown, DatabaseChange<T>> {
  return {
    '~standard': {
      version: 1,
      vendor: 'kinesis-constructs',
      validate: (value) => {
        try {
          return { value: readChange<T>(value) };
        } catch (error) {
          if (!(error instanceof ChangeRecordError)) throw error;
          return { issues: [{ message: error.message, path: error.path }] };
        }
      },
    },
  };
}
