import { Stack, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { differ } from './differ';
import { keyResource } from './key-resource';

/** What a reader that polls shards calls. */
export const READ_ACTIONS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** What a producer calls. */
export const WRITE_ACTIONS = [
  'kinesis:DescribeStreamSummary',
  'kinesis:ListShards',
  'kinesis:PutRecord',
  'kinesis:PutRecords',
];

/**
 * Lets `grantee` do `actions` on the stream, and use the stream's key through Kinesis for this stream's records alone.
 *
 * A principal of the same account gets its rights in its own policy. For one of another account they go into the
 * stream's and the key's policies too; the key policy names the account's streams, not this one, since the stream is made
 * after its key.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export function grantOnStream(
  stream: IStream,
  grantee: IGrantable,
  actions: string[],
  keyActions: string[],
): Grant {
  const grant = stream.grant(grantee, ...actions);
  const key = stream.encryptionKey;
  if (key === undefined || isAwsManaged(key) || keyActions.length === 0) return grant;
  return grant.combine(grantOnKey(stream, key, grantee, keyActions));
}

/** Whether `grantee` is known to belong to another account than `resource`. */
export function isOtherAccount(resource: IConstruct, grantee: IGrantable): boolean {
  const theirs = grantee.grantPrincipal.principalAccount;
  const ours = Stack.of(resource).account;
  return theirs !== undefined && differ(theirs, ours);
}

/** Whether `key` is the one that AWS keeps for Kinesis in each account, whose policy nobody can change. */
export function isAwsManaged(key: IKey): boolean {
  const alias = (key as Partial<IAlias>).aliasName ?? key.keyArn;
  return !Token.isUnresolved(alias) && alias.endsWith('alias/aws/kinesis');
}

function grantOnKey(stream: IStream, key: IKey, grantee: IGrantable, actions: string[]): Grant {
  const { partition } = Stack.of(stream);
  const { region, account } = stream.env;
  const { arn, conditions } = keyResource(key);
  const viaKinesis = { 'kms:ViaService': `kinesis.${region}.amazonaws.com` };
  const own = Grant.addToPrincipal({
    grantee,
    actions,
    resourceArns: [arn],
    conditions: {
      ...conditions,
      StringEquals: { ...viaKinesis, 'kms:EncryptionContext:aws:kinesis:arn': stream.streamArn },
    },
  });
  if (own.success && !isOtherAccount(stream, grantee)) return own;
  const inKeyPolicy = Grant.addToPrincipalOrResource({
    grantee,
    actions,
    resourceArns: [arn],
    resource: key,
    resourceSelfArns: ['*'],
    conditions: {
      ...conditions,
      StringEquals: viaKinesis,
      ArnLike: {
        'kms:EncryptionContext:aws:kinesis:arn': `arn:${partition}:kinesis:${region}:${account}:stream/*`,
      },
    },
  });
  return own.combine(inKeyPolicy);
}
