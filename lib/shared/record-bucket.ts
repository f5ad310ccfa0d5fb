import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

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
   * each writes under its own construct path.
   *
   * @default - a new bucket, which keeps the logs for a year
   */
  readonly accessLogBucket?: IBucket;

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

  /** The bucket that takes the server access logs. */
  public readonly accessLogBucket: IBucket;

  constructor(scope: Construct, id: string, props: RecordBucketProps = {}) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN } = props;

    const unfinished = { abortIncompleteMultipartUploadAfter: Duration.days(7) };
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    };
    this.encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', {
        description: `Records in ${this.node.path}`,
        enableKeyRotation: true,
        removalPolicy,
      });
    this.accessLogBucket =
      props.accessLogBucket ??
      new Bucket(this, 'AccessLogs', {
        ...common,
        // Under a customer key S3 would need rights on it to write the logs; SSE-S3 is what it documents.
        encryption: BucketEncryption.S3_MANAGED,
        versioned: true,
        lifecycleRules: [
          { ...unfinished, expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) },
        ],
      });
    this.bucket = new Bucket(this, 'Bucket', {
      ...common,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: true,
      versioned: true,
      lifecycleRules: [{ ...unfinished, noncurrentVersionExpiration: Duration.days(30) }],
    });
    this.logAccesses(props.accessLogBucket === undefined ? '' : `${this.node.path}/`);
  }

  /**
   * Sets the target and its policy by hand: the L2 does it by an ACL, which buckets without ACLs refuse,
   * unless the app sets a feature flag.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
   */
  private logAccesses(prefix: string): void {
    (this.bucket.node.defaultChild as CfnBucket).loggingConfiguration = {
      destinationBucketName: this.accessLogBucket.bucketName,
      logFilePrefix: prefix === '' ? undefined : prefix,
    };
    const inSameStack = Stack.of(this.accessLogBucket) === Stack.of(this);
    const { statementAdded } = this.accessLogBucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.accessLogBucket.arnForObjects(`${prefix}*`)],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          // Across stacks the two buckets would need each other first.
          ...(inSameStack && { ArnLike: { 'aws:SourceArn': this.bucket.bucketArn } }),
        },
      }),
    );
    if (!statementAdded) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:accessLogPolicy',
        'accessLogBucket is imported: let logging.s3.amazonaws.com put objects there, in its bucket policy',
      );
    }
  }
}
