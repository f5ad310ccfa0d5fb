import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** What Firehose replaces when it writes an object, such as `!{timestamp:yyyy}`. */
const EXPRESSION = /!\{([A-Za-z]+):([^{}]+)\}/g;

const ERROR_OUTPUT_TYPE = 'error-output-type';
const FIREHOSE_VALUES = [ERROR_OUTPUT_TYPE, 'random-string'];
const PARTITION_KEYS = ['partitionKeyFromQuery', 'partitionKeyFromLambda'];
const MAX_LENGTH = 512;

/**
 * Fails on a prefix of delivered records that Firehose would refuse, warns of one that files records under
 * wrong dates.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function checkDataPrefix(scope: IConstruct, setting: string, prefix: string): void {
  const values = checkExpressions(scope, setting, prefix);
  if (values.includes(ERROR_OUTPUT_TYPE)) {
    throw new InvalidSettingError(
      scope,
      setting,
      'without !{firehose:error-output-type}, which is for failed records only',
      prefix,
    );
  }
}

/** Fails on a prefix of failed records that Firehose would refuse. */
export function checkErrorPrefix(scope: IConstruct, setting: string, prefix: string): void {
  const values = checkExpressions(scope, setting, prefix);
  if (values.length > 0 && !values.includes(ERROR_OUTPUT_TYPE)) {
    throw new InvalidSettingError(scope, setting, 'with !{firehose:error-output-type} once or more', prefix);
  }
}

/** Warns when objects under `inner` would be read as delivered records, under `data`. */
export function warnWhenMixed(scope: IConstruct, setting: string, data: string, inner: string): void {
  const folder = literalFolder(data);
  if (folder === '' || !literalFolder(inner).startsWith(folder)) return;
  Annotations.of(scope).addWarningV2(
    `kinesis-constructs:mixedPrefix:${setting}`,
    `${setting} is inside the prefix of the delivered records (${folder}): who reads the archive reads both`,
  );
}

/** The folders before the first expression. */
function literalFolder(prefix: string): string {
  return prefix.split('!{', 1)[0].replace(/[^/]*$/, '');
}

/**
 * The values of the expressions in `prefix`, once each is one that Firehose knows. Deploy-time tokens pass.
 */
function checkExpressions(scope: IConstruct, setting: string, prefix: string): string[] {
  if (Token.isUnresolved(prefix)) return [];
  const literal = prefix.replace(EXPRESSION, '');
  if (literal.includes('!{')) {
    throw new InvalidSettingError(scope, setting, 'text with !{ only as !{namespace:value}', prefix);
  }
  if (literal.length > MAX_LENGTH) {
    throw new InvalidSettingError(scope, setting, `at most ${MAX_LENGTH} characters`, `${literal.length}`);
  }
  return Array.from(prefix.matchAll(EXPRESSION), ([expression, namespace, value]) => {
    if (PARTITION_KEYS.includes(namespace)) {
      const expected = 'without partition keys, since dynamic partitioning is off';
      throw new InvalidSettingError(scope, setting, expected, expression);
    }
    const known = namespace === 'timestamp' || (namespace === 'firehose' && FIREHOSE_VALUES.includes(value));
    if (!known) {
      const expected =
        'made of !{timestamp:…}, !{firehose:random-string} and !{firehose:error-output-type} expressions';
      throw new InvalidSettingError(scope, setting, expected, expression);
    }
    if (namespace === 'timestamp') warnOfDateLetters(scope, setting, value);
    return value;
  });
}

/** Letters of Java's date patterns that are right most days of the year, or half of the day. */
function warnOfDateLetters(scope: IConstruct, setting: string, pattern: string): void {
  const letters = pattern.replace(/'[^']*'/g, '');
  const traps: [RegExp, string][] = [
    [/Y/, 'Y is the year of the week, wrong around New Year: the year is yyyy'],
    [/D/, 'D is the day of the year: the day of the month is dd'],
    [/h(?!.*a)/, 'h is the hour from 1 to 12, so that morning and evening mix: the hour of the day is HH'],
  ];
  for (const [trap, advice] of traps) {
    if (trap.test(letters)) {
      Annotations.of(scope).addWarningV2(
        `kinesis-constructs:dateLetters:${trap.source[0]}`,
        `${setting} has !{timestamp:${pattern}}: ${advice}`,
      );
    }
  }
}
