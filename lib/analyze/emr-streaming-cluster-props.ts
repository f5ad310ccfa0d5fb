import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { EmrCapacity } from './emr-capacity';
import type { EmrCertificates } from './emr-security';
import type { SparkProgram } from './spark-program';

/** Settings of `EmrStreamingCluster`. */
export interface EmrStreamingClusterProps {
  /** What is run. */
  readonly program: SparkProgram;

  /** Streams that the job reads, at least one; they may be imported. */
  readonly sources: IStream[];

  /**
   * Streams that the job writes to.
   *
   * @default - none
   */
  readonly sinks?: IStream[];

  /**
   * Buckets that the job reads and writes.
   *
   * @default - none: whatever else it needs, grant to `role`
   */
  readonly buckets?: IBucket[];

  /** The network that the instances are in. */
  readonly vpc: IVpc;

  /**
   * Where in the network; subnets that reach Kinesis, S3, KMS and EMR by endpoints or NAT, and no public ones. Instance groups are in the
   * first of them.
   *
   * @default - the private subnets; without any the isolated ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * Keeps checkpoints below `checkpoints/` and logs below `logs/`, under its key if it has one. Both stay when the job goes.
   *
   * @default - a new `RecordBucket`
   */
  readonly bucket?: IBucket;

  /**
   * Encrypts the disks of the instances, and what they write to S3. Its policy lets the account's roles use it by their own policies, as
   * that of a key made by the CDK does.
   *
   * @default - the key of `bucket`
   */
  readonly encryptionKey?: IKey;

  /**
   * Certificates for TLS between the instances.
   *
   * @default - none: what executors send each other is not encrypted, and the construct warns of that
   */
  readonly certificates?: EmrCertificates;

  /**
   * Name of the folder of the checkpoint. A job that is changed so that it cannot go on from its checkpoint needs another name, and
   * begins anew with it. Letters, digits, `-` and `_`, 1 to 100.
   *
   * @default 'v1'
   */
  readonly checkpointName?: string;

  /**
   * Release of EMR, `emr-7.1.0` or later of `emr-7`.
   *
   * @default 'emr-7.13.0'
   */
  readonly release?: string;

  /**
   * What the instances are.
   *
   * @default EmrCapacity.groups()
   */
  readonly capacity?: EmrCapacity;

  /**
   * How few core instances there are at least, beside the primary one; from 1.
   *
   * @default 1
   */
  readonly minimumInstances?: number;

  /**
   * How many core instances there are at most, from `minimumInstances` to 1,000.
   *
   * @default 4
   */
  readonly maximumInstances?: number;

  /**
   * Whether nobody can end the cluster before this is taken back, deployments that delete or replace it included.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;
}
