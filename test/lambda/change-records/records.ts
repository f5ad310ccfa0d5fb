/** Records in the shape that DMS documents and that its users show, of an invented table. */
export const metadata = {
  timestamp: '2026-03-01T08:15:30.266581Z',
  'record-type': 'data',
  operation: 'insert',
  'partition-key-type': 'primary-key',
  'partition-key-value': 'shop.orders.7',
  'schema-name': 'shop',
  'table-name': 'orders',
};

export const inserted = {
  data: { id: 7, status: 'new', note: null },
  metadata: { ...metadata, 'transaction-id': 1139 },
};

export const updated = {
  data: { id: 7, status: 'paid', note: null },
  'before-image': { status: 'new' },
  metadata: {
    ...metadata,
    operation: 'update',
    'transaction-id': 'ab-12',
    'transaction-record-id': 2,
    'prev-transaction-id': 1139,
    'commit-timestamp': '2026-03-01T08:15:29.974340Z',
    'stream-position': '00000002/7C007328.2.00000002/7C007328',
  },
};

export const created = {
  control: {
    'table-def': {
      columns: {
        id: { type: 'INT32', nullable: false },
        status: { type: 'WSTRING', length: 20, nullable: true },
      },
      'primary-key': ['id'],
    },
  },
  metadata: {
    ...metadata,
    'record-type': 'control',
    operation: 'create-table',
    'partition-key-type': 'task-id',
    'partition-key-value': 'serv-res-id-1',
  },
};
