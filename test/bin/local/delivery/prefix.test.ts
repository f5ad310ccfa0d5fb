import {
  dataPrefix,
  errorPrefix,
  formatTime,
  unsupportedExpressions,
} from '../../../../bin/local/delivery/prefix';

const context = { time: new Date('2026-11-09T07:05:03Z'), timeZone: 'UTC', random: 'abcdefghijk' };
const failing = { ...context, errorOutputType: 'processing-failed' };

describe('the prefix of delivered objects', () => {
  test.each([
    ['', '2026/11/09/07/'],
    ['flights/', 'flights/2026/11/09/07/'],
    ['by=!{firehose:random-string}/', 'by=abcdefghijk/2026/11/09/07/'],
    ['!{timestamp:yyyy-MM-dd}/', '2026-11-09/'],
    ["!{timestamp:'year='yyyy'/month='MM}/", 'year=2026/month=11/'],
    ['data/y=!{timestamp:yyyy}/h=!{timestamp:HH}/', 'data/y=2026/h=07/'],
  ])('of %j is %j', (prefix, evaluated) => {
    expect(dataPrefix(prefix, context)).toBe(evaluated);
  });

  test('is in the given time zone', () => {
    expect(dataPrefix('!{timestamp:yyyy/MM/dd/HH}/', { ...context, timeZone: 'Asia/Tokyo' })).toBe(
      '2026/11/09/16/',
    );
    expect(dataPrefix('', { ...context, timeZone: 'America/Los_Angeles' })).toBe('2026/11/08/23/');
  });

  test('has the hour of midnight as 00', () => {
    expect(dataPrefix('', { ...context, time: new Date('2026-11-09T00:30:00Z') })).toBe('2026/11/09/00/');
  });

  test('takes the partition keys of the transform', () => {
    const keyed = { ...context, partitionKeys: { origin: 'ORD' } };
    expect(dataPrefix('o=!{partitionKeyFromLambda:origin}/', keyed)).toBe('o=ORD/');
    expect(() => dataPrefix('o=!{partitionKeyFromLambda:airline}/', keyed)).toThrow(
      'the prefix expression !{partitionKeyFromLambda:airline} has no value',
    );
  });
});

describe('the prefix of what failed', () => {
  test.each([
    ['errors/!{firehose:error-output-type}/!{timestamp:yyyy}/', 'errors/processing-failed/2026/'],
    ['errors/!{firehose:error-output-type}/', 'errors/processing-failed/'],
    ['errors/', 'errors/processing-failed/2026/11/09/07/'],
    [undefined, 'flights/processing-failed/2026/11/09/07/'],
  ])('of %j is %j', (prefix, evaluated) => {
    expect(errorPrefix(prefix, 'flights/', failing)).toBe(evaluated);
  });
});

describe('a time pattern', () => {
  test.each([
    ['yy', '26'],
    ['M/d/H', '11/9/7'],
    ["HH'h'mm", '07h05'],
    ['uuuuMMdd', '20261109'],
    ["''yyyy", '2026'],
  ])('%s gives %s', (pattern, text) => {
    expect(formatTime(pattern, context)).toBe(text);
  });
});

test('expressions that cannot be evaluated are known beforehand', () => {
  expect(
    unsupportedExpressions('a/!{timestamp:yyyy}/!{firehose:random-string}/!{partitionKeyFromLambda:k}/'),
  ).toEqual([]);
  const prefix = '!{partitionKeyFromQuery:k}/!{timestamp:EEE}/!{timestamp:MMM}/!{firehose:nonsense}/';
  expect(unsupportedExpressions(prefix)).toEqual([
    '!{partitionKeyFromQuery:k}',
    '!{timestamp:EEE}',
    '!{timestamp:MMM}',
    '!{firehose:nonsense}',
  ]);
});
