import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import type { PartitionKeys } from './dynamic-partitioning';

/** What Firehose replaces when it writes an object, such as `!{timestamp:yyyy}`. */
export const EXPRESSION = /!\{([A-Za-z]+):([^{}]+)\}/g;

const ERROR_OUTPUT_TYPE = 'error-output-type';
const FIREHOSE_VALUES = [ERROR_OUTPUT_TYPE, 'random-string'];
const MAX_LENGTH = 512;

/**
 * Fails on a prefix of delivered records that Firehose would refuse, warns of one that files records under
 * wrong dates.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function checkDataPrefix(
  scope: IConstruct,
  setting: string,
  prefix: string,
  partitionKeys?: PartitionKeys,
): void {
  const expressions = checkExpressions(scope, setting, prefix, partitionKeys);
  if (expressions.some(({ value }) => value === ERROR_OUTPUT_TYPE)) {
    throw new InvalidSettingError(
      scope,
      setting,
      'without !{firehose:error-output-type}, which is for failed records only',
      prefix,
    );
  }
  if (partitionKeys !== undefined) checkAllUsed(scope, setting, prefix, expressions, partitionKeys);
}

/** Fails on a prefix of failed records that Firehose would refuse. */
export function checkErrorPrefix(scope: IConstruct, setting: string, prefix: string): void {
  const expressions = checkExpressions(scope, setting, prefix, undefined);
  if (expressions.length > 0 && !expressions.some(({ value }) => value === ERROR_OUTPUT_TYPE)) {
    throw new InvalidSettingError(scope, setting, 'with !{firehose:error-output-type} once or more', prefix);
  }
}

/** Warns when objects under `inner` would be read as delivered records, under `data`. */
export function warnWhenMixed(scope: IConstruct, setting: string, data: string, inner: string): void {
  const folder = literalFolder(data);
  const isInside = folder !== '' && literalFolder(inner).startsWith(folder);
  if (!isInside && inner !== data) return;
  const place = isInside
    ? `inside the prefix of the delivered records (${folder})`
    : 'that of the delivered records';
  Annotations.of(scope).addWarningV2(
    `kinesis-constructs:mixedPrefix:${setting}`,
    `${setting} is ${place}: who reads the archive reads both`,
  );
}

/** The folders before the first expression. */
export function literalFolder(prefix: string): string {
  return prefix.split('!{', 1)[0].replace(/[^/]*$/, '');
}

interface Expression {
  readonly namespace: string;
  readonly value: string;
}

/**
 * The expressions in `prefix`, once each is one that Firehose knows. Deploy-time tokens pass.
 */
function checkExpressions(
  scope: IConstruct,
  setting: string,
  prefix: string,
  partitionKeys: PartitionKeys | undefined,
): Expression[] {
  if (Token.isUnresolved(prefix)) return [];
  const literal = prefix.replace(EXPRESSION, '');
  if (literal.includes('!{')) {
    throw new InvalidSettingError(scope, setting, 'text with !{ only as !{namespace:value}', prefix);
  }
  if (literal.length > MAX_LENGTH) {
    throw new InvalidSettingError(scope, setting, `at most ${MAX_LENGTH} characters`, `${literal.length}`);
  }
  return Array.from(prefix.matchAll(EXPRESSION), ([expression, namespace, value]) => {
    if (namespace === 'partitionKeyFromQuery' || namespace === 'partitionKeyFromLambda') {
      checkPartitionKey(scope, setting, expression, partitionKeys?.[namespace], value);
      return { namespace, value };
    }
    const known = namespace === 'timestamp' || (namespace === 'firehose' && FIREHOSE_VALUES.includes(value));
    if (!known) {
      const expected =
        'made of !{timestamp:…}, !{firehose:random-string} and !{firehose:error-output-type} expressions';
      throw new InvalidSettingError(scope, setting, expected, expression);
    }
    if (namespace === 'timestamp') warnOfDateLetters(scope, setting, value);
    return { namespace, value };
  });
}

function checkPartitionKey(
  scope: IConstruct,
  setting: string,
  expression: string,
  declared: string[] | undefined,
  key: string,
): void {
  if (declared?.includes(key)) return;
  const expected =
    declared === undefined
      ? 'without partition keys, since dynamic partitioning is off'
      : `of the keys that partitioning gives there (${declared.join(', ')})`;
  throw new InvalidSettingError(scope, setting, expected, expression);
}

/** Firehose wants every key of its configuration in the prefix. */
function checkAllUsed(
  scope: IConstruct,
  setting: string,
  prefix: string,
  expressions: Expression[],
  partitionKeys: PartitionKeys,
): void {
  if (Token.isUnresolved(prefix)) return;
  for (const [namespace, keys] of Object.entries(partitionKeys)) {
    const used = expressions.filter((found) => found.namespace === namespace).map(({ value }) => value);
    const unused = (keys as string[]).find((key) => !used.includes(key));
    if (unused === undefined) continue;
    const expected = `with !{${namespace}:${unused}}, a key of partitioning`;
    throw new InvalidSettingError(scope, setting, expected, prefix);
  }
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
