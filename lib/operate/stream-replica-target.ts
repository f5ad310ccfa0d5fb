import { Annotations, type Duration, type RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { grantOnStream, isOtherAccount } from '../shared/stream-access';
import { EncryptedStream } from '../source/encrypted-stream';
import { checkKeepsOrder, checkStreamName, knownNameOf, ReplicaTarget } from './replica-target';

/** Settings of a `StreamReplicaTarget`. */
export interface StreamReplicaTargetProps {
  /**
   * Name of the stream, by which the replica of the other Region finds it: 1 to 128 letters, digits, `_`, `-` and `.`.
   * Either this or `stream`.
   *
   * @default - the name of `stream`
   */
  readonly streamName?: string;

  /**
   * Stream that is to get the copies, instead of one made here. Its name must be known while the app is built.
   *
   * @default - a new stream
   */
  readonly stream?: IStream;

  /**
   * Role of the replica's function, imported by its ARN, if it belongs to another account: the stream's policy and the
   * key's then let it write. In the same account the replica's own policy is enough.
   *
   * @default - none
   */
  readonly writerRole?: IRole;

  /**
   * Key that encrypts the copies at rest.
   *
   * @default - a new customer-managed key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * How long a copy stays readable, 24 hours to 365 days.
   *
   * @default Duration.hours(24)
   */
  readonly retentionPeriod?: Duration;

  /**
   * Number of shards, 1 to 10,000. The source may have another number.
   *
   * @default - on-demand capacity: Kinesis scales the shards itself
   */
  readonly shardCount?: number;

  /**
   * Largest record with its partition key, 1 MiB to 10 MiB: that of the source, and room for an envelope.
   *
   * @default Size.mebibytes(2)
   */
  readonly maxRecordSize?: Size;

  /**
   * What becomes of the stream, and of a key made here, when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The stream of another Region that a `StreamReplica` writes to: encrypted, on-demand, and one that keeps the order of
 * keys. `target` names it, so that neither stack refers to the other.
 *
 * @example
 * const copies = new StreamReplicaTarget(this, 'OrdersCopy', { streamName: 'orders' });
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export class StreamReplicaTarget extends Construct {
  /** The stream that gets the copies. */
  public readonly stream: IStream;

  /** What names this stream to a `StreamReplica` in a stack of another Region, of the same account. */
  public readonly target: ReplicaTarget;

  constructor(scope: Construct, id: string, props: StreamReplicaTargetProps) {
    super(scope, id);
    const { streamName, stream: given, writerRole, maxRecordSize = Size.mebibytes(2) } = props;
    const { encryptionKey, retentionPeriod, shardCount, removalPolicy } = props;
    const settings = {
      encryptionKey,
      retentionPeriod,
      shardCount,
      maxRecordSize: props.maxRecordSize,
      removalPolicy,
    };

    this.checkChoice(streamName, given, settings);
    if (given !== undefined) checkKeepsOrder(this, given);
    const name = streamName ?? knownNameOf(given as IStream);
    checkStreamName(this, 'streamName', name);
    const { region } = Stack.of(this);
    this.stream =
      given ?? new EncryptedStream(this, 'Stream', { ...settings, maxRecordSize, streamName: name }).stream;
    this.target = ReplicaTarget.fromStreamName(name, region);
    if (writerRole !== undefined) this.admit(writerRole);
  }

  private checkChoice(name: string | undefined, given: IStream | undefined, settings: object): void {
    if ((name === undefined) === (given === undefined)) {
      const got = name === undefined ? 'neither' : 'both';
      throw new InvalidSettingError(this, 'streamName or stream', 'given, one of them', got);
    }
    if (given === undefined) return;
    if (Token.isUnresolved(knownNameOf(given))) {
      throw new InvalidSettingError(
        this,
        'stream',
        'one with a name known while the app is built',
        'an unnamed one',
      );
    }
    const extra = Object.entries(settings).find(([, value]) => value !== undefined);
    if (extra !== undefined)
      throw new InvalidSettingError(this, extra[0], 'absent when stream is given', extra[1]);
  }

  private admit(role: IRole): void {
    if (isOtherAccount(this, role)) {
      grantOnStream(this.stream, role, ['kinesis:PutRecords'], ['kms:GenerateDataKey']);
      return;
    }
    Annotations.of(this).addWarningV2(
      'kinesis-constructs:writerOfSameAccount',
      'writerRole is not known to be of another account: the policy that the replica gives its role is enough.',
    );
  }
}
