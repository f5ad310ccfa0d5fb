import { partition } from '../../../../bin/local/delivery/partition';
import { parseQuery } from '../../../../bin/local/delivery/query';
import type { Answer, Answered } from '../../../../bin/local/delivery/transform';
import { sourceRecords } from './records';

const query = parseQuery('{"origin":.origin}');

function answered(text: string, partitionKeys = {}): Answered {
  return {
    record: sourceRecords([text])[0]!,
    answer: { result: 'Ok', data: Buffer.from(text), partitionKeys },
  };
}

function only(run: readonly Answered[]): Answer {
  return run[0]!.answer;
}

test('adds what the query finds to what the transform gave', () => {
  const answer = only(partition([answered('{"origin":"DTW"}', { tenant: 'a' })], query));
  expect(answer).toMatchObject({ result: 'Ok', partitionKeys: { tenant: 'a', origin: 'DTW' } });
});

test.each([
  ['no JSON', 'origin=DTW', /JSON/],
  ['without the key', '{"destination":"LAS"}', /no value for the partition key origin/],
  ['with an empty key', '{"origin":""}', /no value for the partition key origin/],
])('a record %s fails', (_, text, message) => {
  expect(only(partition([answered(text)], query))).toMatchObject({
    result: 'Failed',
    error: {
      errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
      errorMessage: expect.stringMatching(message),
    },
  });
});

test('what the transform dropped stays dropped, and without a query nothing is looked at', () => {
  const dropped: Answered = { record: sourceRecords(['x'])[0]!, answer: { result: 'Dropped' } };
  expect(partition([dropped], query)).toEqual([dropped]);
  const run = [answered('no JSON')];
  expect(partition(run, undefined)).toBe(run);
});
