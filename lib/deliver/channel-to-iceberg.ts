import { Arn, ArnFormat, type CfnResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { objectDeletion } from '../shared/object-deletion';
import { RecordBucket } from '../shared/record-bucket';
import { acknowledgeWildcards } from '../shared/wildcards';
import {
  channelRole,
  contextsOf,
  deadLetterStatements,
  encryptionStatements,
  logStatement,
  sourceStatements,
  trialStatements,
} from './channel-access';
import { type ChannelMetricNames, StreamChannel } from './channel-base';
import { checkBucketRegion, checkChannelKey, checkDeadLetterPrefix, checkSame } from './channel-checks';
import { TableCompression, TableRecordFormat } from './channel-formats';
import { createChannel, deadLetterConfiguration } from './channel-resource';
import { schemaStatement, tableKeyStatement, tableStatement } from './channel-tables-access';

/** Settings of a `ChannelToIceberg`. */
export interface ChannelToIcebergProps {
  /**
   * Stream to deliver from: on demand, of the same account and Region, with a customer-managed key or none. Import one that
   * has a key with it (`Stream.fromStreamAttributes`), so that the key is granted too.
   */
  readonly stream: IStream;

  /** ARN of the S3 table bucket that the table is made in, of the same account and Region. */
  readonly tableBucketArn: string;

  /** Namespace of the table, 1 to 255 lowercase letters, digits and `_`. Kinesis makes it if it is not there. */
  readonly namespace: string;

  /**
   * Name of the table, 1 to 255 lowercase letters, digits and `_`. Kinesis makes the table: it delivers to none that is there
   * already.
   */
  readonly tableName: string;

  /**
   * ARN of the JSON schema in the Glue Schema Registry, of the same account and Region, that the table is made by and records
   * are checked against. The table keeps it: for another schema make another channel and table.
   */
  readonly schemaArn: string;

  /**
   * Column that the table is partitioned by, by the hour: one that the schema has as a string of format `date-time`. A record
   * without it is not delivered.
   */
  readonly partitionColumn: string;

  /**
   * How the records are written.
   *
   * @default TableRecordFormat.JSON
   */
  readonly recordFormat?: TableRecordFormat;

  /**
   * How the Parquet files are compressed.
   *
   * @default TableCompression.ZSTD
   */
  readonly compression?: TableCompression;

  /**
   * How long the channel gathers at most before it commits to the table, 300 seconds to 900 seconds. With the log it is all
   * that can be changed later.
   *
   * @default Duration.seconds(300)
   */
  readonly dataFreshness?: Duration;

  /**
   * Bucket that is told which records could not be delivered: stream, shard, sequence number and reason, not the record.
   *
   * @default - a new `RecordBucket`
   */
  readonly deadLetterBucket?: IBucket;

  /**
   * Folder of what is told of such records, without expressions, ending in `/`, 512 characters at most.
   *
   * @default 'errors/'
   */
  readonly deadLetterPrefix?: string;

  /**
   * Customer-managed key that encrypts the table. Its policy has to let S3 Tables maintain the table
   * (`maintenance.s3tables.amazonaws.com`).
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-kms-permissions.html
   * @default - keys of S3
   */
  readonly encryptionKey?: IKey;

  /**
   * Where the channel reports what it delivered and what it could not.
   *
   * @default - a new log group, which keeps a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * What becomes of bucket, key and log made here when they leave the stack. `DESTROY` deletes the objects too. The table is
   * not part of the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Delivers the records of a stream to a new Iceberg table in S3 Tables by a channel of Kinesis itself: as Parquet, each record
 * of a shard once, compacted, 5 to 15 minutes late, without reading from the shards' throughput.
 *
 * Records are only ever added, and nobody else may write to the table. The channel delivers what is put once it is active,
 * nothing earlier. CloudFormation can change `dataFreshness` and the log; any other change is a new channel, which a stream
 * that has one refuses: remove the channel in one deployment and add it, with another table, in the next. Who deploys needs
 * `kinesis:CreateChannel` and `kinesis:AssociateStreamsWithChannel` on the stream, and `iam:PassRole` on `role`. It takes
 * aws-cdk-lib 2.272.0 or later.
 *
 * @example
 * new ChannelToIceberg(this, 'Table', {
 *   stream: orders.stream,
 *   tableBucketArn: tableBucket.attrTableBucketArn,
 *   namespace: 'sales',
 *   tableName: 'orders',
 *   schemaArn: orderSchema.attrArn,
 *   partitionColumn: 'ordered_at',
 * });
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-st.html
 */
export class ChannelToIceberg extends StreamChannel {
  public override readonly channel: CfnResource;
  public override readonly role: Role;
  public override readonly logGroup: ILogGroup;
  public override readonly deadLetterBucket: IBucket;

  constructor(scope: Construct, id: string, props: ChannelToIcebergProps) {
    const { dataFreshness = Duration.seconds(300), removalPolicy = RemovalPolicy.RETAIN } = props;
    super(scope, id, props.stream, dataFreshness);
    const { stream, tableBucketArn, schemaArn, encryptionKey, deadLetterPrefix = 'errors/' } = props;
    const { recordFormat = TableRecordFormat.JSON, compression = TableCompression.ZSTD } = props;

    this.checkArn(
      'tableBucketArn',
      tableBucketArn,
      /^arn:[^:]+:s3tables:[^:]+:\d{12}:bucket\/[a-z0-9_-]{3,63}$/,
    );
    this.checkArn('schemaArn', schemaArn, /^arn:[^:]+:glue:[^:]+:\d{12}:schema\/[^/]+\/[^/]+$/);
    this.checkName(
      'namespace',
      props.namespace,
      /^[0-9a-z_]{1,255}$/,
      '1 to 255 lowercase letters, digits and _',
    );
    this.checkName(
      'tableName',
      props.tableName,
      /^[0-9a-z_]{1,255}$/,
      '1 to 255 lowercase letters, digits and _',
    );
    this.checkName('partitionColumn', props.partitionColumn, /^[a-zA-Z0-9._]+$/, 'letters, digits, . and _');
    checkDeadLetterPrefix(this, deadLetterPrefix);
    checkChannelKey(this, encryptionKey);
    checkBucketRegion(this, 'deadLetterBucket', props.deadLetterBucket);

    this.deadLetterBucket =
      props.deadLetterBucket ?? new RecordBucket(this, 'Bucket', { removalPolicy }).bucket;
    this.logGroup =
      props.logGroup ?? new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    this.role = channelRole(this, 'Role', 'Kinesis channel: deliver to an Iceberg table');
    this.channel = createChannel(this, {
      channelName: this.channelName,
      role: this.role,
      statements: [
        tableStatement(tableBucketArn, encryptionKey !== undefined),
        schemaStatement(this, schemaArn),
        ...deadLetterStatements(this.deadLetterBucket, deadLetterPrefix),
        ...encryptionStatements(
          this,
          [encryptionKey, this.deadLetterBucket.encryptionKey],
          [...(encryptionKey ? [`${tableBucketArn}/*`] : []), ...contextsOf(this.deadLetterBucket)],
        ),
        ...(encryptionKey ? [tableKeyStatement(this, encryptionKey)] : []),
        ...trialStatements(this, [encryptionKey, stream.encryptionKey]),
        ...sourceStatements(this, stream),
        logStatement(this.logGroup),
      ],
      logGroup: this.logGroup,
      streamArn: stream.streamArn,
      recordConfiguration: { recordFormatType: recordFormat, gsrSchemaArn: schemaArn },
      encryptionKeyArn: encryptionKey?.keyArn,
      tablesDestination: {
        dataFreshnessInSeconds: dataFreshness.toSeconds(),
        deadLetterQueueS3Configuration: deadLetterConfiguration(this.deadLetterBucket, deadLetterPrefix),
        s3TablesConfigurationList: [
          {
            tableBucketArn,
            namespace: props.namespace,
            tableName: props.tableName,
            compressionType: compression,
            partitionSpec: {
              partitionFields: [{ sourceName: props.partitionColumn, transform: 'TIME_HOUR' }],
            },
          },
        ],
      },
    });
    if (props.deadLetterBucket === undefined) {
      this.channel.node.addDependency(...objectDeletion(this.deadLetterBucket));
    }
    const objects = this.deadLetterBucket.arnForObjects(`${deadLetterPrefix}*`);
    acknowledgeWildcards(this.role, [objects], 'Kinesis names the objects');
    const table = `${tableBucketArn}/table/*`;
    acknowledgeWildcards(this.role, [table], 'the id of the table is known once it is made');
  }

  /** @internal */
  public override get _metricNames(): ChannelMetricNames {
    return { prefix: 'DeliveryToIceberg', unit: 'Row' };
  }

  private checkArn(setting: string, arn: string, pattern: RegExp): void {
    if (Token.isUnresolved(arn)) return;
    this.checkName(setting, arn, pattern, 'the ARN of one');
    const { account = '', region = '' } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
    const own = Stack.of(this);
    checkSame(this, setting, 'in', region, own.region);
    checkSame(this, setting, 'of account', account, own.account);
  }

  private checkName(setting: string, value: string, pattern: RegExp, expected: string): void {
    if (Token.isUnresolved(value) || pattern.test(value)) return;
    throw new InvalidSettingError(this, setting, expected, value === '' ? 'nothing' : value);
  }
}
