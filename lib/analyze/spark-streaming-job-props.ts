import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { SparkProgram } from './spark-program';
import type { SparkWorkerSize } from './spark-worker-size';

/** Settings of `SparkStreamingJob`. */
export interface SparkStreamingJobProps {
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

  /** The network that the workers are in: EMR Serverless does not reach Kinesis from outside one. */
  readonly vpc: IVpc;

  /**
   * Where in the network; subnets that reach Kinesis, S3 and CloudWatch Logs by endpoints or NAT. Public ones do not, since workers
   * have no public address.
   *
   * @default - the private subnets; without any the isolated ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * Security groups of the workers, 1 to 5.
   *
   * @default - a new one, which lets nothing in and everything out
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Keeps checkpoints below `checkpoints/` and logs below `logs/`, under its key if it has one. Both stay when the job goes.
   *
   * @default - a new `RecordBucket`
   */
  readonly bucket?: IBucket;

  /**
   * Name of the folder of the checkpoint. A job that is changed so that it cannot go on from its checkpoint needs another name, and
   * begins anew with it. Letters, digits, `-` and `_`, 1 to 100.
   *
   * @default 'v1'
   */
  readonly checkpointName?: string;

  /**
   * Takes what driver and executors write.
   *
   * @default - a new one, which keeps it for a month
   */
  readonly logGroup?: ILogGroup;

  /**
   * Release of EMR, `emr-7.1.0` or later of `emr-7`.
   *
   * @default 'emr-7.13.0'
   */
  readonly release?: string;

  /**
   * How big driver and executors are.
   *
   * @default SparkWorkerSize.CPU_4
   */
  readonly workerSize?: SparkWorkerSize;

  /**
   * How many executors may run, 1 to 1,000. With the driver, they are what the application may cost at most.
   *
   * @default 4
   */
  readonly maximumExecutors?: number;

  /**
   * How many executors wait with a driver for the job to start, from 0 to `maximumExecutors`, so that a restart takes seconds. They
   * are billed while the application is started, busy or not.
   *
   * @default 0
   */
  readonly preInitializedExecutors?: number;

  /**
   * How often the job may fail in an hour, and be started again by the service, before it is given up; at least 1.
   *
   * @default 5
   */
  readonly maxFailedAttemptsPerHour?: number;
}
