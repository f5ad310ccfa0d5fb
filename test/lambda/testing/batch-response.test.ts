import { judge, readBatchResponse } from '../../../lambda/testing/batch-response';

// Ten and nine: compared as text, or by their place in the response, the lowest would be another.
const BATCH = ['9', '10', '11'];
const failures = (...identifiers: unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('a success is', () => {
  test.each([
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
    ['an empty response', {}],
    ['an empty text', ''],
    ['a null response', null],
    ['no response', undefined],
    ['a response without the list', { statusCode: 200 }],
  ])('%s', (_, response) => {
    expect(readBatchResponse(response, BATCH)).toEqual({ kind: 'success' });
  });
});

describe('a failure of the whole batch is', () => {
  test.each([
    ['an empty identifier', failures(''), 'an itemIdentifier is ""'],
    ['a null identifier', failures(null), 'an itemIdentifier is null'],
    [
      'an identifier under another name',
      { batchItemFailures: [{ id: '10' }] },
      'an itemIdentifier is missing',
    ],
    ['an identifier that is a number', failures(10), 'an itemIdentifier is 10'],
    ['an item that is null', { batchItemFailures: [null] }, 'an itemIdentifier is missing'],
    ['an identifier of another batch', failures('12'), 'itemIdentifier 12 is of no record in the batch'],
    ['a bad identifier beside a good one', failures('10', ''), 'an itemIdentifier is ""'],
    ['the first record', failures('9'), '9 was reported'],
    ['a list in the place of the object', [{ itemIdentifier: '10' }], 'the response is a list'],
    ['a text', 'ok', 'the response is a string'],
    ['a number', 7, 'the response is a number'],
    ['failures that are no list', { batchItemFailures: '10' }, 'batchItemFailures is not a list'],
  ])('%s', (_, response, reason) => {
    expect(readBatchResponse(response, BATCH)).toEqual({ kind: 'failure', reason });
  });
});

test('the lowest sequence number of several is the checkpoint', () => {
  expect(readBatchResponse(failures('11', '10'), BATCH)).toEqual({
    kind: 'partial',
    index: 1,
    reason: '10 was reported',
  });
});

test('a record may be reported twice', () => {
  expect(readBatchResponse(failures('11', '11'), BATCH)).toMatchObject({ kind: 'partial', index: 2 });
});

test('without ReportBatchItemFailures to return is a success, and to throw a failure', () => {
  const response = failures('10');
  expect(judge({ kind: 'returned', response }, BATCH, false)).toEqual({ kind: 'success' });
  expect(judge({ kind: 'returned', response }, BATCH, true)).toMatchObject({ kind: 'partial' });
  expect(judge({ kind: 'error', reason: 'no' }, BATCH, false)).toEqual({ kind: 'failure', reason: 'no' });
  expect(judge({ kind: 'throttled', reason: 'no' }, BATCH, true)).toEqual({
    kind: 'throttled',
    reason: 'no',
  });
});
