import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type IBucketRef,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogBucket, allowAccessLogs } from './access-log-bucket';
import { InvalidSettingError } from './checks';
import { differ } from './differ';

/** Settings of a `RecordBucket`. */
export interface RecordBucketProps {
  /**
   * Key that encrypts the objects.
   *
   * @default - a new customer-managed key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * Bucket that takes the server access logs, in the same Region and account. One can serve many buckets:
   * each writes under its own construct path. S3 supports SSE-S3 alone there.
   *
   * @default - a new bucket, which keeps the logs for a year
   */
  readonly accessLogBucket?: IBucketRef;

  /**
   * What becomes of bucket, key and access logs made here when they leave the stack. `DESTROY` deletes the
   * objects too.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket for records: reached over TLS 1.2 or later only, never public, versioned, encrypted under a customer-managed key
 * with an S3 bucket key, its accesses logged, unfinished uploads removed after a week and deleted objects after 30 days.
 *
 * `FirehoseToS3` and `StreamProcessor` make their own when they are given none. Make one to share a key or a log bucket, or
 * to keep the records of several streams in one place.
 *
 * @example
 * const archive = new RecordBucket(this, 'Archive', { encryptionKey: sharedKey });
 * new FirehoseToS3(this, 'Orders', { stream: orders.stream, bucket: archive.bucket });
 */
export class RecordBucket extends Construct {
  /** The bucket itself. */
  public readonly bucket: Bucket;

  /** The key that encrypts the objects. */
  public readonly encryptionKey: IKey;

  /**
   * The bucket that takes the server access logs: the one given, or the resource of the one made here. Others can write their
   * logs there too, and `BucketGrants.fromBucket` of the CDK lets people read them.
   */
  public readonly accessLogBucket: IBucketRef;

  constructor(scope: Construct, id: string, props: RecordBucketProps = {}) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN } = props;

    if (props.accessLogBucket !== undefined) this.checkPlace(props.accessLogBucket);
    this.encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', {
        description: `Records in ${this.node.path}`,
        enableKeyRotation: true,
        removalPolicy,
      });
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          noncurrentVersionExpiration: Duration.days(30),
        },
      ],
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    this.accessLogBucket =
      props.accessLogBucket ?? accessLogBucket(this, 'AccessLogs', this.bucket, removalPolicy);
    // By hand: the L2 lets S3 write by an ACL, which buckets without ACLs refuse, unless a feature flag is set.
    (this.bucket.node.defaultChild as CfnBucket).loggingConfiguration = {
      destinationBucketName: this.accessLogBucket.bucketRef.bucketName,
      logFilePrefix: props.accessLogBucket && `${this.node.path}/`,
    };
    if (props.accessLogBucket !== undefined) this.share(props.accessLogBucket);
  }

  private checkPlace({ env }: IBucketRef): void {
    for (const [word, got, own] of [
      ['in', env.region, Stack.of(this).region],
      ['of account', env.account, Stack.of(this).account],
    ] as const) {
      if (!differ(got, own)) continue;
      const expected = `${word} ${own}, as the bucket that it takes the logs of`;
      throw new InvalidSettingError(this, 'accessLogBucket', expected, `one ${word} ${got}`);
    }
  }

  /** Lets S3 write the logs into a bucket that takes others too, below the path of this construct. */
  private share(accessLogBucket: IBucketRef): void {
    if ((accessLogBucket as Partial<IBucket>).encryptionKey !== undefined) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:accessLogEncryption',
        'accessLogBucket is encrypted under a customer key: S3 supports SSE-S3 alone where it delivers access logs',
      );
    }
    if (allowAccessLogs(accessLogBucket, this.bucket, `${this.node.path}/`)) return;
    Annotations.of(this).addWarningV2(
      'kinesis-constructs:accessLogPolicy',
      'accessLogBucket is imported: let logging.s3.amazonaws.com put objects there, in its bucket policy',
    );
  }
}
