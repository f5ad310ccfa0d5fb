import fc from 'fast-check';
import { processRecords } from '../../../lambda/batch';
import { ChangeRecordError, changeSchema, readChange } from '../../../lambda/change-records';
import { kinesisEvent, lambdaContext } from '../../../lambda/testing';
import { quiet } from '../batch/support';
import { created, inserted, metadata, updated } from './records';

const common = {
  timestamp: new Date('2026-03-01T08:15:30.266Z'),
  schema: 'shop',
  table: 'orders',
  partitionKeyType: 'primary-key',
  partitionKeyValue: 'shop.orders.7',
};

test('an inserted row', () => {
  expect(readChange(inserted)).toEqual({
    kind: 'row',
    operation: 'insert',
    ...common,
    row: { id: 7, status: 'new', note: null },
    transactionId: '1139',
  });
});

test('an updated row, with its columns before and the details of its transaction', () => {
  expect(readChange(updated)).toEqual({
    kind: 'row',
    operation: 'update',
    ...common,
    row: { id: 7, status: 'paid', note: null },
    before: { status: 'new' },
    transactionId: 'ab-12',
    transactionRecordId: 2,
    commitTimestamp: new Date('2026-03-01T08:15:29.974Z'),
    streamPosition: '00000002/7C007328.2.00000002/7C007328',
  });
});

test.each(['load', 'insert', 'update', 'delete'])('operation %s', (operation) => {
  expect(readChange({ ...inserted, metadata: { ...metadata, operation } })).toMatchObject({ operation });
});

test('a created table, with its columns', () => {
  expect(readChange(created)).toEqual({
    kind: 'table',
    operation: 'create-table',
    ...common,
    partitionKeyType: 'task-id',
    partitionKeyValue: 'serv-res-id-1',
    definition: {
      columns: {
        id: { type: 'INT32', nullable: false },
        status: { type: 'WSTRING', nullable: true, length: 20 },
      },
      primaryKey: ['id'],
    },
    details: created.control,
  });
});

test('a control record without details, and a table of DMS itself in no schema', () => {
  const bare = { metadata: { ...created.metadata, operation: 'drop-table', 'schema-name': '' } };
  expect(readChange(bare)).toMatchObject({ kind: 'table', operation: 'drop-table', schema: '', details: {} });
});

test('a table without a primary key', () => {
  const control = { 'table-def': { columns: {} } };
  expect(readChange({ ...created, control })).toMatchObject({ definition: { columns: {}, primaryKey: [] } });
});

const but = (changes: object) => ({ ...inserted, metadata: { ...metadata, ...changes } });

test.each<[string, unknown, string]>([
  ['no object', 'text', 'it must be an object'],
  ['nothing', null, 'it must be an object'],
  ['a list', [inserted], 'it must be an object'],
  ['no metadata', { data: {} }, 'metadata must be an object'],
  ['no type', but({ 'record-type': undefined }), 'metadata.record-type must be a string'],
  ['another type', but({ 'record-type': 'x' }), 'metadata.record-type must be data or control'],
  [
    'another operation',
    but({ operation: 'INSERT' }),
    'metadata.operation must be load, insert, update, delete',
  ],
  ['no table', but({ 'table-name': 4 }), 'metadata.table-name must be a string'],
  ['no time', but({ timestamp: 'noon' }), 'metadata.timestamp must be a date and time'],
  [
    'a half place',
    but({ 'transaction-record-id': 1.5 }),
    'metadata.transaction-record-id must be a whole number',
  ],
  ['an odd transaction', but({ 'transaction-id': {} }), 'metadata.transaction-id must be a string'],
  ['no data', { metadata }, 'data must be an object'],
  ['data that is no row', { metadata, data: [1] }, 'data must be an object'],
  ['a row before that is none', { ...inserted, 'before-image': 'x' }, 'before-image must be an object'],
  [
    'a column without type',
    { ...created, control: { 'table-def': { columns: { id: {} } } } },
    'control.table-def.columns.id.type must be a string',
  ],
  [
    'a key that is no list',
    { ...created, control: { 'table-def': { columns: {}, 'primary-key': 'id' } } },
    'control.table-def.primary-key must be a list of strings',
  ],
])('fails on %s, and says where', (_, payload, message) => {
  expect(() => readChange(payload)).toThrow(ChangeRecordError);
  expect(() => readChange(payload)).toThrow(`not a change record of DMS: ${message}`);
});

test('any JSON is read or refused with an error of its own, which quotes none of it', () => {
  const secret = '4929-1234';
  const value = fc.oneof(fc.jsonValue(), fc.constant(secret), fc.constant({ [secret]: secret }));
  const keys = fc.constantFrom(...Object.keys(metadata), 'transaction-id', 'commit-timestamp');
  const record = fc.record({
    metadata: fc.oneof(
      value,
      fc.tuple(keys, value).map(([key, changed]) => ({ ...metadata, [key]: changed })),
    ),
    data: value,
    control: value,
    'before-image': value,
  });
  fc.assert(
    fc.property(record, (payload) => {
      try {
        expect(['row', 'table']).toContain(readChange(payload).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(ChangeRecordError);
        const { message } = error as Error;
        // The name of a column may be told, its value not.
        expect(message.includes(secret) && !message.includes('columns')).toBe(false);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('as a schema, it gives processRecords changes, and refuses what is none', async () => {
  interface Order {
    readonly id: number;
    readonly status: string;
  }
  const seen: string[] = [];
  const refused: string[] = [];
  const handler = processRecords(
    ({ payload }) => {
      const what = payload.kind === 'row' ? `${payload.row.id}=${payload.row.status}` : payload.operation;
      seen.push(what);
    },
    {
      schema: changeSchema<Order>(),
      onInvalid: (_, reason) => void refused.push(reason.message),
      ...quiet(),
    },
  );
  const event = kinesisEvent([
    { data: created },
    { data: updated },
    { data: { ...updated, metadata: { ...metadata, operation: 'merge' } } },
  ]);
  expect(await handler(event, lambdaContext())).toEqual({ batchItemFailures: [] });
  expect(seen).toEqual(['create-table', '7=paid']);
  expect(refused).toEqual(['does not match the schema at /metadata/operation']);
});
