import {
  drop,
  type ProcessRecordsOptions,
  processRecords,
  type TransformRecordsOptions,
  transformRecords,
} from '../../../lambda/batch';

const WRONG: [object, string][] = [
  [{ concurrency: 0 }, 'concurrency must be a whole number from 1 to 1000, got 0'],
  [{ concurrency: 1.5 }, 'concurrency must be a whole number from 1 to 1000, got 1.5'],
  [{ concurrency: 1_001 }, 'concurrency must be a whole number from 1 to 1000, got 1001'],
  [{ concurrency: '4' }, "concurrency must be a whole number from 1 to 1000, got '4'"],
  [{ deadlineMargin: -1 }, 'deadlineMargin must be a whole number from 0 to 900000, got -1'],
  [{ deadlineMargin: Number.NaN }, 'deadlineMargin must be a whole number from 0 to 900000, got NaN'],
  [{ format: 'xml' }, "format must be 'json' or 'text' or 'bytes', got 'xml'"],
  [{ schema: {} }, 'schema must be a Standard Schema of version 1, got an object'],
  [{ schema: null }, 'schema must be a Standard Schema of version 1, got null'],
  [{ onInvalid: 'drop' }, "onInvalid must be a function, got 'drop'"],
  [{ logger: { warn() {} } }, 'logger must be an object with warn() and error(), got an object'],
  [{ metrics: 'on' }, "metrics must be an object with addMetric() and publishStoredMetrics(), got 'on'"],
  [{ idempotency: new Map() }, 'idempotency must be an object with runOnce(), got an object'],
];

test.each(WRONG)('processRecords refuses %p before any event', (options, message) => {
  const make = () => processRecords(() => {}, options as ProcessRecordsOptions);
  expect(make).toThrow(new TypeError(`processRecords: ${message}`));
});

test.each(WRONG.slice(0, -1))('transformRecords refuses %p before any event', (options, message) => {
  const make = () => transformRecords(drop, options as TransformRecordsOptions);
  expect(make).toThrow(new TypeError(`transformRecords: ${message}`));
});

test.each([[undefined], [{}]])('a handler %p is refused', (handler) => {
  expect(() => processRecords(handler as never)).toThrow(
    'processRecords: the first argument must be a function',
  );
  expect(() => transformRecords(handler as never)).toThrow(
    'transformRecords: the first argument must be a function',
  );
});

test('both ends of the ranges are allowed', () => {
  processRecords(() => {}, { concurrency: 1, deadlineMargin: 0 });
  processRecords(() => {}, { concurrency: 1_000, deadlineMargin: 900_000 });
});
