import { Duration, Stack, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';
import { isAwsManaged } from '../shared/stream-access';

/** Fails on a freshness that a channel does not offer. */
export function checkDataFreshness(scope: IConstruct, value: Duration): void {
  checkDuration(scope, 'dataFreshness', value, Duration.seconds(300), Duration.seconds(900));
}

/**
 * Fails on a stream that no channel can read: one of another account or Region, with provisioned capacity, or encrypted
 * under the key that AWS manages for Kinesis. What an imported stream does not say passes.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-quotas.html
 */
export function checkChannelStream(scope: IConstruct, stream: IStream): void {
  const { account, region } = Stack.of(scope);
  checkSame(scope, 'stream', 'in', stream.env.region, region);
  checkSame(scope, 'stream', 'of account', stream.env.account, account);
  const resource = stream.node.defaultChild;
  if (resource instanceof CfnStream && isProvisioned(resource)) {
    const expected = 'on demand: a channel does not read a stream with provisioned shards';
    throw new InvalidSettingError(scope, 'stream', expected, 'provisioned capacity');
  }
  if (usesAwsManagedKey(stream)) {
    const expected = 'without alias/aws/kinesis: a channel needs a customer-managed key, or no encryption';
    throw new InvalidSettingError(scope, 'stream', expected, 'one that is encrypted under alias/aws/kinesis');
  }
}

/** Fails on the key that AWS manages for Kinesis, which readers of the destination could not be granted. */
export function checkChannelKey(scope: IConstruct, key: IKey | undefined): void {
  if (key === undefined || !isAwsManaged(key)) return;
  throw new InvalidSettingError(scope, 'encryptionKey', 'a customer-managed key', 'alias/aws/kinesis');
}

/** Fails on a folder for failed records that CloudFormation refuses, or that is no folder. */
export function checkDeadLetterPrefix(scope: IConstruct, value: string): void {
  if (Token.isUnresolved(value)) return;
  if (value.length <= 512 && !value.includes('!{') && /^[^/].*\/$/.test(value)) return;
  const expected = 'a folder without expressions that ends in /, 512 characters at most';
  throw new InvalidSettingError(scope, 'deadLetterPrefix', expected, value);
}

/** Fails on a bucket that is known to be in another Region. */
export function checkBucketRegion(scope: IConstruct, setting: string, bucket: IBucket | undefined): void {
  if (bucket !== undefined) checkSame(scope, setting, 'in', bucket.env.region, Stack.of(scope).region);
}

/** Fails when two places are known and differ. */
export function checkSame(scope: IConstruct, setting: string, word: string, got: string, own: string): void {
  if (!differ(got, own)) return;
  throw new InvalidSettingError(scope, setting, `${word} ${own}, as the channel is`, `one ${word} ${got}`);
}

function isProvisioned(resource: CfnStream): boolean {
  const details = resource.streamModeDetails;
  if (Token.isUnresolved(details)) return false;
  // Without a mode CloudFormation makes a provisioned stream.
  const mode = (details as CfnStream.StreamModeDetailsProperty | undefined)?.streamMode ?? 'PROVISIONED';
  return !Token.isUnresolved(mode) && mode !== 'ON_DEMAND';
}

function usesAwsManagedKey(stream: IStream): boolean {
  if (stream.encryptionKey !== undefined) return isAwsManaged(stream.encryptionKey);
  const resource = stream.node.defaultChild;
  if (!(resource instanceof CfnStream)) return false;
  // By default the CDK encrypts under this key, behind a condition on the Region.
  const rendered = JSON.stringify(Stack.of(resource).resolve(resource.streamEncryption)) ?? '';
  return rendered.includes('alias/aws/kinesis');
}
