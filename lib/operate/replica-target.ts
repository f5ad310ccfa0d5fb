import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { keyBehind } from '../shared/key-resource';
import { RecordDistribution } from '../source/record-distribution';

/** Settings of a `ReplicaTarget`. */
export interface ReplicaTargetOptions {
  /**
   * Key of the target stream, or an alias of it that names its key: one imported by its name alone counts as none.
   *
   * @default - any key of the target's account and Region, but through Kinesis and for that stream's records alone
   */
  readonly encryptionKey?: IKey;
}

/** The stream that a `StreamReplica` writes to. It is only named, so the stack of another Region may make it. */
export class ReplicaTarget {
  /** A stream of any account and Region. */
  public static fromStreamArn(streamArn: string, options: ReplicaTargetOptions = {}): ReplicaTarget {
    return new ReplicaTarget(options, (scope) => {
      const isArn =
        Token.isUnresolved(streamArn) || /^arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream\/.+$/.test(streamArn);
      if (!isArn) throw new InvalidSettingError(scope, 'target', 'the ARN of a stream', streamArn);
      return streamArn;
    });
  }

  /**
   * A stream of the replica's account.
   *
   * @param streamName 1 to 128 letters, digits, `_`, `-` and `.`
   * @param region such as `eu-central-1`
   */
  public static fromStreamName(
    streamName: string,
    region: string,
    options: ReplicaTargetOptions = {},
  ): ReplicaTarget {
    return new ReplicaTarget(options, (scope) => {
      checkStreamName(scope, 'target', streamName);
      if (!Token.isUnresolved(region) && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
        throw new InvalidSettingError(scope, 'target', 'in a Region such as eu-central-1', region);
      }
      return Stack.of(scope).formatArn({
        service: 'kinesis',
        region,
        resource: 'stream',
        resourceName: streamName,
      });
    });
  }

  private constructor(
    private readonly options: ReplicaTargetOptions,
    private readonly arnIn: (scope: Construct) => string,
  ) {}

  /** @internal */
  public _resolve(scope: Construct): ResolvedTarget {
    const streamArn = this.arnIn(scope);
    const { partition, region = '', account = '' } = Arn.split(streamArn, ArnFormat.SLASH_RESOURCE_NAME);
    const anyKey = `arn:${partition}:kms:${region}:${account}:key/*`;
    const { encryptionKey } = this.options;
    const key = encryptionKey && keyBehind(encryptionKey);
    return { streamArn, region, account, keyArn: key?.keyArn ?? anyKey };
  }
}

/** A target as the replica's stack sees it. */
export interface ResolvedTarget {
  readonly streamArn: string;
  readonly region: string;
  readonly account: string;
  readonly keyArn: string;
}

/** Fails unless it is one that Kinesis takes, or known at deployment only. */
export function checkStreamName(scope: Construct, setting: string, name: string): void {
  if (Token.isUnresolved(name) || /^[\w.-]{1,128}$/.test(name)) return;
  throw new InvalidSettingError(
    scope,
    setting,
    'named with 1 to 128 letters, digits, `_`, `-` and `.`',
    name,
  );
}

/** Fails on a stream that is known to spread records regardless of their keys; of an imported one nothing is known. */
export function checkKeepsOrder(scope: Construct, stream: IStream): void {
  const resource = stream.node.defaultChild;
  const strategy = CfnStream.isCfnStream(resource) ? resource.recordDistributionStrategy : undefined;
  if (strategy === RecordDistribution.AUTO) {
    throw new InvalidSettingError(scope, 'stream', 'one that keeps the order of partition keys', strategy);
  }
}

/** The name of a stream where it is known while the app is built, also of one that the app makes; a token otherwise. */
export function knownNameOf(stream: IStream): string {
  const resource = stream.node.defaultChild;
  return (CfnStream.isCfnStream(resource) ? resource.name : undefined) ?? stream.streamName;
}
