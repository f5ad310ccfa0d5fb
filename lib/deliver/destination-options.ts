import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { DeliveryBackup } from './destination-backup';
import type { Transform } from './transform';

/** What every destination may set. */
export interface DestinationOptions {
  /**
   * What is kept of the records in S3.
   *
   * @default - what could not be delivered, in a new `RecordBucket`. For Redshift nothing more than the
   * staging bucket holds.
   */
  readonly backup?: DeliveryBackup;

  /**
   * How much Firehose gathers before it delivers, from 1 MiB in whole MiB: up to 128 MiB to Redshift, Iceberg
   * and Snowflake, 100 MiB to OpenSearch, 64 MiB to an HTTP endpoint, 5 MiB to Splunk.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html
   * @default Size.mebibytes(5)
   */
  readonly bufferSize?: Size;

  /**
   * How long Firehose gathers before it delivers, from 0 seconds: up to 900 seconds, 60 seconds to Splunk.
   * What is reached first counts.
   *
   * @default Duration.seconds(300), for Splunk 60 seconds
   */
  readonly bufferInterval?: Duration;

  /**
   * How long Firehose tries again to deliver, 0 seconds to 7200 seconds. Then the records go to the bucket.
   *
   * @default Duration.seconds(300), for Redshift 3600 seconds
   */
  readonly retryDuration?: Duration;

  /**
   * What is done to the records before they are delivered.
   *
   * @default - nothing: they are delivered as they are
   */
  readonly transform?: Transform;

  /**
   * Role that Firehose delivers with: what it needs is added to it. `firehose.amazonaws.com` has to be let
   * assume it.
   *
   * @default - a new role, which Firehose assumes on behalf of this account only
   */
  readonly role?: Role;

  /**
   * Where Firehose reports what it could not transform or deliver.
   *
   * @default - a new log group, which keeps a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * What becomes of bucket, key and logs made here when they leave the stack. `DESTROY` deletes the objects
   * too.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
