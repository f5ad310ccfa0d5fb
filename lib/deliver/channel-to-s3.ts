import { type CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { objectDeletion } from '../shared/object-deletion';
import { RecordBucket } from '../shared/record-bucket';
import { acknowledgeWildcards } from '../shared/wildcards';
import {
  channelRole,
  contextsOf,
  deadLetterStatements,
  deliveryStatements,
  encryptionStatements,
  logStatement,
  sourceStatements,
  trialStatements,
} from './channel-access';
import { type ChannelMetricNames, StreamChannel } from './channel-base';
import { checkBucketRegion, checkChannelKey, checkDeadLetterPrefix } from './channel-checks';
import { ChannelCompression, ChannelRecordFormat, ChannelStorageClass } from './channel-formats';
import { ChannelObjectKeys } from './channel-object-keys';
import { createChannel, deadLetterConfiguration } from './channel-resource';

/** Settings of a channel to S3, whatever stream its records come from. */
export interface ChannelToS3Options {
  /**
   * Bucket to deliver to, in the same Region. Import one with its key and, if it is not this account's, its account
   * (`Bucket.fromBucketAttributes`): the channel delivers to that owner's bucket only. A bucket of another account has to let
   * `role` in by its own policy.
   *
   * @default - a new `RecordBucket`
   */
  readonly bucket?: IBucket;

  /**
   * How the objects are named.
   *
   * @default ChannelObjectKeys.hive()
   */
  readonly objectKeys?: ChannelObjectKeys;

  /**
   * What the records are taken for. Those that are something else are not delivered.
   *
   * @default ChannelRecordFormat.BYTES
   */
  readonly recordFormat?: ChannelRecordFormat;

  /**
   * How the objects are compressed.
   *
   * @default ChannelCompression.GZIP
   */
  readonly compression?: ChannelCompression;

  /**
   * In which storage class the objects are written.
   *
   * @default ChannelStorageClass.STANDARD
   */
  readonly storageClass?: ChannelStorageClass;

  /**
   * How long the channel gathers at most before it writes, 300 seconds to 900 seconds. With the log it is all that can be
   * changed later.
   *
   * @default Duration.seconds(300)
   */
  readonly dataFreshness?: Duration;

  /**
   * Bucket that is told which records could not be delivered: stream, shard, sequence number and reason, not the record.
   *
   * @default - the bucket of the delivered records
   */
  readonly deadLetterBucket?: IBucket;

  /**
   * Folder of what is told of such records, without expressions, ending in `/`, 512 characters at most.
   *
   * @default 'errors/'
   */
  readonly deadLetterPrefix?: string;

  /**
   * Customer-managed key that encrypts the objects.
   *
   * @default - the key of the bucket, if it has one; keys of S3 otherwise
   */
  readonly encryptionKey?: IKey;

  /**
   * Where the channel reports what it delivered and what it could not.
   *
   * @default - a new log group, which keeps a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * What becomes of bucket, key and log made here when they leave the stack. `DESTROY` deletes the objects too.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Settings of a `ChannelToS3`. */
export interface ChannelToS3Props extends ChannelToS3Options {
  /**
   * Stream to deliver from: on demand, of the same account and Region, with a customer-managed key or none. Import one that
   * has a key with it (`Stream.fromStreamAttributes`), so that the key is granted too.
   */
  readonly stream: IStream;
}

/**
 * Delivers the records of a stream to S3 by a channel of Kinesis itself, without Firehose: as they are, 5 to 15 minutes late,
 * without reading from the shards' throughput.
 *
 * The channel delivers what is put once it is active, nothing earlier. CloudFormation can change `dataFreshness` and the log;
 * any other change is a new channel, which a stream that has one refuses: remove the channel in one deployment and add it in
 * the next. Who deploys needs `kinesis:CreateChannel` and `kinesis:AssociateStreamsWithChannel` on the stream, and
 * `iam:PassRole` on `role`. It takes aws-cdk-lib 2.272.0 or later.
 *
 * @example
 * const archive = new ChannelToS3(this, 'Archive', {
 *   stream: orders.stream,
 *   compression: ChannelCompression.ZSTD,
 * });
 * archive.bucket.grantRead(analyst);
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-s3.html
 */
export class ChannelToS3 extends StreamChannel {
  public override readonly channel: CfnResource;
  public override readonly role: Role;
  public override readonly logGroup: ILogGroup;
  public override readonly deadLetterBucket: IBucket;

  /** The bucket that holds the records. */
  public readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: ChannelToS3Props) {
    const { dataFreshness = Duration.seconds(300), removalPolicy = RemovalPolicy.RETAIN } = props;
    super(scope, id, props.stream, dataFreshness);
    const { recordFormat = ChannelRecordFormat.BYTES, storageClass = ChannelStorageClass.STANDARD } = props;
    const { compression = ChannelCompression.GZIP, objectKeys = ChannelObjectKeys.hive() } = props;
    const { deadLetterPrefix = 'errors/' } = props;

    const outputKeyTemplate = objectKeys._render(this, compression);
    checkDeadLetterPrefix(this, deadLetterPrefix);
    checkChannelKey(this, props.encryptionKey ?? props.bucket?.encryptionKey);
    checkBucketRegion(this, 'bucket', props.bucket);
    checkBucketRegion(this, 'deadLetterBucket', props.deadLetterBucket);

    this.bucket = props.bucket ?? new RecordBucket(this, 'Bucket', { removalPolicy }).bucket;
    this.deadLetterBucket = props.deadLetterBucket ?? this.bucket;
    this.logGroup =
      props.logGroup ?? new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    this.role = channelRole(this, 'Role', 'Kinesis channel: deliver to S3');
    const encryptionKey = props.encryptionKey ?? this.bucket.encryptionKey;
    const apart = this.deadLetterBucket !== this.bucket;
    this.channel = createChannel(this, {
      channelName: this.channelName,
      role: this.role,
      statements: [
        ...deliveryStatements(this.bucket),
        ...(apart ? deadLetterStatements(this.deadLetterBucket, deadLetterPrefix) : []),
        ...encryptionStatements(
          this,
          [encryptionKey, this.bucket.encryptionKey, this.deadLetterBucket.encryptionKey],
          [...contextsOf(this.bucket), ...contextsOf(this.deadLetterBucket)],
        ),
        ...trialStatements(this, [encryptionKey, props.stream.encryptionKey]),
        ...sourceStatements(this, props.stream),
        logStatement(this.logGroup),
      ],
      logGroup: this.logGroup,
      streamArn: props.stream.streamArn,
      recordConfiguration: { recordFormatType: recordFormat },
      encryptionKeyArn: encryptionKey?.keyArn,
      s3Destination: {
        dataFreshnessInSeconds: dataFreshness.toSeconds(),
        storageConfiguration: {
          bucketArn: this.bucket.bucketArn,
          expectedBucketOwner: this.bucket.env.account,
          compressionType: compression,
          storageClass,
          outputKeyTemplate,
        },
        deadLetterQueueS3Configuration: deadLetterConfiguration(this.deadLetterBucket, deadLetterPrefix),
      },
    });
    if (props.bucket === undefined) this.channel.node.addDependency(...objectDeletion(this.bucket));
    const reason = 'Kinesis names the objects';
    const failed = apart ? [this.deadLetterBucket.arnForObjects(`${deadLetterPrefix}*`)] : [];
    acknowledgeWildcards(this.role, [this.bucket.arnForObjects('*'), ...failed], reason);
  }

  /** @internal */
  public override get _metricNames(): ChannelMetricNames {
    return { prefix: 'DeliveryToS3', unit: 'Record' };
  }
}
