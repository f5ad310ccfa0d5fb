import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { ShardLevelMetrics } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RecordDistribution } from './record-distribution';
import type { TransportPolicy } from './transport-policy';

/** Settings of an `EncryptedStream`. */
export interface EncryptedStreamProps {
  /**
   * Name of the stream, 1 to 128 letters, digits, `_`, `-` and `.`.
   *
   * @default - CloudFormation makes one
   */
  readonly streamName?: string;

  /**
   * Key that encrypts the records at rest.
   *
   * With the key that AWS manages (`alias/aws/kinesis`) other accounts cannot use the stream.
   *
   * @default - a new customer-managed key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * How long a record stays readable, 24 hours to 365 days. More than 24 hours costs extra.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html
   * @default Duration.hours(24)
   */
  readonly retentionPeriod?: Duration;

  /**
   * Number of shards, 1 to 10,000. One shard takes in 1 MiB/s or 1,000 records/s and gives out 2 MiB/s.
   *
   * A deployment may change it to at most double and at least half of what the stream has.
   *
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
   * @default - on-demand capacity: Kinesis scales the shards itself
   */
  readonly shardCount?: number;

  /**
   * Largest record with its partition key, 1 MiB to 10 MiB.
   *
   * Lambda's event holds 6 MB in base64: a record over about 4.4 MiB cannot reach a function.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/large-records.html
   * @default Size.mebibytes(1)
   */
  readonly maxRecordSize?: Size;

  /**
   * Write throughput that is ready at once, 1 to 10,240 MiB/s. On-demand streams only, and only in an account that has
   * committed to a minimum throughput (On-demand Advantage): without it the deployment fails.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
   * @default - Kinesis starts at 4 MiB/s and grows with the traffic
   */
  readonly warmThroughputMiBps?: number;

  /**
   * How records are spread over the shards. On-demand streams only.
   *
   * @default RecordDistribution.PARTITION_KEY
   */
  readonly recordDistribution?: RecordDistribution;

  /**
   * Metrics kept for each shard, billed as custom metrics.
   *
   * @default - metrics of the whole stream only
   */
  readonly shardLevelMetrics?: ShardLevelMetrics[];

  /**
   * Callers that are refused whatever their own policies say.
   *
   * @default - no resource policy: the callers' own policies decide
   */
  readonly transportPolicy?: TransportPolicy;

  /**
   * What becomes of the stream, and of a key made here, when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
