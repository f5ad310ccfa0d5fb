import { type Stack, TimeZone, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ObjectKeys } from '../../../lib/deliver/object-keys';
import { testStack } from '../../support/stack';

const HOUR = 'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue());

test('by default objects are filed by hour as Hive names partitions, failed records by what failed', () => {
  expect(ObjectKeys.hive()._render(testStack())).toEqual({
    prefix: `data/${HOUR}`,
    errorOutputPrefix: `errors/!{firehose:error-output-type}/${HOUR}`,
    customTimeZone: undefined,
    fileExtension: undefined,
  });
});

test('hive takes folders, a time zone and a file extension', () => {
  const keys = ObjectKeys.hive({
    prefix: 'orders/raw/',
    errorPrefix: 'failed/',
    timeZone: TimeZone.EUROPE_LISBON,
    fileExtension: '.json.gz',
  });
  expect(keys._render(testStack())).toEqual({
    prefix: `orders/raw/${HOUR}`,
    errorOutputPrefix: `failed/!{firehose:error-output-type}/${HOUR}`,
    customTimeZone: 'Europe/Lisbon',
    fileExtension: '.json.gz',
  });
});

test('custom takes any expressions that Firehose knows', () => {
  const prefix = '!{firehose:random-string}/!{timestamp:yyyy-MM-dd}/';
  const errorPrefix = 'bad/!{firehose:error-output-type}/!{firehose:random-string}';
  expect(ObjectKeys.custom({ prefix, errorPrefix })._render(testStack())).toMatchObject({
    prefix,
    errorOutputPrefix: errorPrefix,
  });
});

test('custom without an error prefix still keeps failed records apart', () => {
  expect(ObjectKeys.custom({ prefix: 'a/' })._render(testStack()).errorOutputPrefix).toBe(
    `errors/!{firehose:error-output-type}/${HOUR}`,
  );
});

test.each([
  ['an error prefix of text alone', ObjectKeys.custom({ prefix: 'a/', errorPrefix: 'b/' })],
  ['UTC', ObjectKeys.hive({ timeZone: TimeZone.of('UTC') })],
  ['no folder at all', ObjectKeys.hive({ prefix: '', errorPrefix: '' })],
  ['values known at deployment', ObjectKeys.hive({ prefix: Token.asString({ Ref: 'Folder' }) })],
  ['512 characters', ObjectKeys.custom({ prefix: `${'a'.repeat(511)}/!{timestamp:yyyy}` })],
])('takes %s', (_, keys) => {
  const stack = testStack();
  keys._render(stack);
  expect(warnings(stack)).toEqual([]);
});

const custom = (prefix: string, errorPrefix?: string) => ObjectKeys.custom({ prefix, errorPrefix });

test.each([
  [
    'an expression is not closed',
    custom('a/!{timestamp:yyyy'),
    'objectKeys.prefix must be text with !{ only as !{namespace:value}, got a/!{timestamp:yyyy',
  ],
  ['an expression has no value', custom('!{timestamp:}/'), 'text with !{ only as !{namespace:value}'],
  [
    'the namespace is unknown',
    custom('!{date:yyyy}/'),
    'objectKeys.prefix must be made of !{timestamp:…}, !{firehose:random-string} and ' +
      '!{firehose:error-output-type} expressions, got !{date:yyyy}',
  ],
  ['the firehose value is unknown', custom('!{firehose:name}/'), 'got !{firehose:name}'],
  [
    'delivered records are filed by error',
    custom('!{firehose:error-output-type}/'),
    'objectKeys.prefix must be without !{firehose:error-output-type}, which is for failed records only',
  ],
  [
    'failed records are not filed by error',
    custom('a/', 'b/!{timestamp:yyyy}/'),
    'objectKeys.errorPrefix must be with !{firehose:error-output-type} once or more, got b/!{timestamp:yyyy}/',
  ],
  [
    'keys of a query are used without dynamic partitioning',
    custom('!{partitionKeyFromQuery:id}/'),
    'objectKeys.prefix must be without partition keys, since dynamic partitioning is off, ' +
      'got !{partitionKeyFromQuery:id}',
  ],
  [
    'keys of the transform are used without dynamic partitioning',
    custom('!{partitionKeyFromLambda:id}/'),
    'got !{partitionKeyFromLambda:id}',
  ],
  [
    'failed records are filed by partition key',
    custom('a/', '!{firehose:error-output-type}/!{partitionKeyFromLambda:id}'),
    'objectKeys.errorPrefix must be without partition keys',
  ],
  [
    'the prefix is too long',
    custom('a'.repeat(513)),
    'objectKeys.prefix must be at most 512 characters, got 513',
  ],
  [
    'a folder has no slash',
    ObjectKeys.hive({ prefix: 'data' }),
    'objectKeys.prefix must be a folder without expressions, empty or ending in /, got data',
  ],
  [
    'a folder begins with a slash',
    ObjectKeys.hive({ prefix: '/data/' }),
    'objectKeys.prefix must be a folder',
  ],
  [
    'a folder has an expression',
    ObjectKeys.hive({ errorPrefix: '!{timestamp:yyyy}/' }),
    'objectKeys.errorPrefix must be a folder without expressions',
  ],
  [
    'the time zone is an offset',
    ObjectKeys.hive({ timeZone: TimeZone.of('+02:00') }),
    'objectKeys.timeZone must be UTC or a place in the IANA database such as Europe/Lisbon, got +02:00',
  ],
  [
    'the time zone is nowhere',
    ObjectKeys.hive({ timeZone: TimeZone.of('Europe/Atlantis') }),
    'got Europe/Atlantis',
  ],
  ['the time zone is an abbreviation', ObjectKeys.hive({ timeZone: TimeZone.of('EST') }), 'got EST'],
  ['the time zone has no place', ObjectKeys.hive({ timeZone: TimeZone.ETC_UTC }), 'got Etc/UTC'],
  [
    'the file extension has no period',
    ObjectKeys.hive({ fileExtension: 'json' }),
    "objectKeys.fileExtension must be a period and up to 127 of 0-9 a-z ! - _ . * ' ( ), got json",
  ],
  ['the file extension has capitals', ObjectKeys.hive({ fileExtension: '.JSON' }), 'got .JSON'],
  ['the file extension is too long', ObjectKeys.hive({ fileExtension: `.${'a'.repeat(128)}` }), 'up to 127'],
])('fails when %s', (_, keys, message) => {
  expect(() => keys._render(testStack())).toThrow(message);
});

test.each([
  ['the year of the week', 'a/!{timestamp:YYYY}/', 'the year is yyyy'],
  ['the day of the year', 'a/!{timestamp:yyyy/MM/DD}/', 'the day of the month is dd'],
  ['the hour of half a day', 'a/!{timestamp:yyyy/MM/dd/hh}/', 'the hour of the day is HH'],
])('warns of %s', (_, prefix, advice) => {
  const stack = testStack();
  custom(prefix)._render(stack);
  Annotations.fromStack(stack).hasWarning('/T', Match.stringLikeRegexp(advice));
  expect(warnings(stack)).toHaveLength(1);
});

test.each([
  ['letters that are quoted', "a/!{timestamp:'Day='dd}/"],
  ['half a day with its a', 'a/!{timestamp:hh-a}/'],
])('does not warn of %s', (_, prefix) => {
  const stack = testStack();
  custom(prefix)._render(stack);
  expect(warnings(stack)).toEqual([]);
});

test.each([
  ObjectKeys.hive({ prefix: 'data/', errorPrefix: 'data/errors/' }),
  custom('data/!{timestamp:yyyy}/', 'data/!{firehose:error-output-type}/'),
])('warns of failed records among the delivered ones', (keys) => {
  const stack = testStack();
  keys._render(stack);
  Annotations.fromStack(stack).hasWarning(
    '/T',
    Match.stringLikeRegexp('objectKeys.errorPrefix is inside the prefix of the delivered records'),
  );
});
