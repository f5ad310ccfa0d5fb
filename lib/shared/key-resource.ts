import { Stack } from 'aws-cdk-lib';
import type { IAlias, IKey } from 'aws-cdk-lib/aws-kms';

/** A key as an IAM statement names it. */
export interface KeyResource {
  readonly arn: string;
  /** What the statement needs besides, to hold for that key alone. */
  readonly conditions: Record<string, Record<string, unknown>>;
}

/**
 * The key, also the one behind an alias: the ARN of an alias as resource of a statement grants nothing. Of an alias that only
 * its name is known of, it is any key of the account and Region that has the alias.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
export function keyResource(key: IKey): KeyResource {
  const known = keyBehind(key);
  if (known !== undefined) return { arn: known.keyArn, conditions: {} };
  return {
    arn: Stack.of(key).formatArn({ service: 'kms', resource: 'key', resourceName: '*' }),
    conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': (key as IAlias).aliasName } },
  };
}

/** The key itself, behind an alias or not; none for an alias that is imported by its name alone. */
export function keyBehind(key: IKey): IKey | undefined {
  if ((key as Partial<IAlias>).aliasName === undefined) return key;
  try {
    return (key as IAlias).aliasTargetKey;
  } catch {
    return undefined;
  }
}
