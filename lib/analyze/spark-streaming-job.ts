import { createHash } from 'node:crypto';
import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Connections, type IConnectable, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { SparkDriver } from '../../lambda/run-spark-job/contract';
import { description } from '../shared/description';
import { RecordBucket } from '../shared/record-bucket';
import { grantFolder, grantLog, grantStreams } from './spark-access';
import { applicationProps } from './spark-application';
import { SparkJobRun } from './spark-job-run';
import { DEFAULT_RELEASE } from './spark-release';
import { checkSparkJob } from './spark-streaming-job-checks';
import type { SparkStreamingJobProps } from './spark-streaming-job-props';
import { workerSubnets } from './spark-subnets';
import { SparkWorkerSize } from './spark-worker-size';

/**
 * Runs a program of Spark Structured Streaming on EMR Serverless, for as long as the stack is there.
 *
 * CloudFormation makes applications and no jobs, so the deployment starts the job itself and waits until it runs. A change ends it
 * first, and it goes on from its checkpoint; a change of the application makes another application. Before deletion it is cancelled.
 * The application is for this job alone: any other that is started in it is cancelled with the next deployment.
 *
 * The job is billed by the vCPU and GB of its workers for as long as it runs, which is always. Nothing of this has run on a real
 * account.
 *
 * @example
 * const job = new SparkStreamingJob(this, 'Sessions', {
 *   program: SparkProgram.python('job.py', { arguments: ['--stream', stream.streamName] }),
 *   sources: [stream],
 *   bucket,
 *   vpc,
 * });
 * const access = new VpcEndpointAccess(this, 'Private', {
 *   vpc,
 *   streams: [stream],
 *   services: [PrivateService.LOGS],
 *   buckets: [bucket, job.programBucket],
 * });
 * // It starts when there is a way to the stream, and ends before there is none.
 * job.node.addDependency(access);
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-streaming.html
 */
export class SparkStreamingJob extends Construct implements IConnectable, IGrantable {
  /** The role that the job runs with: what any further rights are granted to. */
  public readonly role: Role;

  /** The principal of `role`. */
  public readonly grantPrincipal: IPrincipal;

  /** Where the workers connect from. */
  public readonly connections: Connections;

  /** Keeps checkpoints and logs. */
  public readonly bucket: IBucket;

  /** The bucket that the program is in, which is the CDK's own: endpoints have to let the job through to it. */
  public readonly programBucket: IBucket;

  /** Takes what driver and executors write. */
  public readonly logGroup: ILogGroup;

  /** Where the job keeps what it has read so far, and its state. */
  public readonly checkpointLocation: string;

  /** The application itself. What is changed of it here, instead of by settings, is changed while it runs, which the service refuses. */
  public readonly application: CfnApplication;

  /** The streams that the job reads. */
  public readonly sources: IStream[];

  constructor(scope: Construct, id: string, props: SparkStreamingJobProps) {
    super(scope, id);
    const { program, vpc, sources, sinks = [], buckets = [], release = DEFAULT_RELEASE } = props;
    const { workerSize = SparkWorkerSize.CPU_4, maximumExecutors = 4, preInitializedExecutors = 0 } = props;
    const { checkpointName = 'v1', maxFailedAttemptsPerHour = 5 } = props;

    const settings = {
      ...workerSize._properties,
      'spark.dynamicAllocation.maxExecutors': String(maximumExecutors),
      'spark.dynamicAllocation.initialExecutors': String(Math.max(1, preInitializedExecutors)),
    };
    checkSparkJob(this, props, Object.keys(settings));
    const subnetIds = workerSubnets(this, vpc, props.subnets);

    this.sources = [...sources];
    this.role = new Role(this, 'Role', {
      description: 'EMR Serverless: run the Spark job',
      assumedBy: new ServicePrincipal('emr-serverless.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    this.grantPrincipal = this.role.grantPrincipal;
    this.bucket = props.bucket ?? new RecordBucket(this, 'Files').bucket;
    this.logGroup =
      props.logGroup ??
      new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.RETAIN });
    const name = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    const [checkpoints, logs] = [`checkpoints/${name}/`, `logs/${name}/`];
    for (const folder of [checkpoints, logs]) grantFolder(this.role, this.bucket, folder);
    for (const bucket of buckets) grantFolder(this.role, bucket, '');
    grantStreams(this.role, sources, sinks);
    grantLog(this.role, this.logGroup);
    this.checkpointLocation = this.bucket.s3UrlForObject(`${checkpoints}${checkpointName}`);
    const securityGroups = props.securityGroups ?? [
      new SecurityGroup(this, 'SecurityGroup', { vpc, description: description('Spark:', this.node.path) }),
    ];
    this.connections = new Connections({ securityGroups });

    const application = applicationProps({
      name,
      release,
      workerSize,
      maximumExecutors,
      preInitializedExecutors,
      subnetIds,
      securityGroupIds: securityGroups.map(({ securityGroupId }) => securityGroupId),
      logGroupName: this.logGroup.logGroupName,
      logUri: this.bucket.s3UrlForObject(logs),
      logKeyArn: this.bucket.encryptionKey?.keyArn,
    });
    const revision = this.revisionOf(application);
    this.application = new CfnApplication(this, `Application${revision}`, application);
    const submission = program._bind(this, this.role, this.checkpointLocation, settings);
    this.programBucket = submission.bucket;
    const driver: SparkDriver = {
      entryPoint: submission.script,
      entryPointArguments: submission.arguments,
      sparkSubmitParameters: submission.options.join(' '),
    };
    new SparkJobRun(this, 'Run', {
      application: this.application,
      revision,
      role: this.role,
      properties: {
        name,
        driver: Stack.of(this).toJsonString(driver),
        maxFailedAttemptsPerHour: String(maxFailedAttemptsPerHour),
      },
    });
  }

  /** The service takes no change of an application that is started, so a changed one is another one, with another id. */
  private revisionOf(application: object): string {
    const text = JSON.stringify(Stack.of(this).resolve(application));
    return createHash('sha256').update(text).digest('hex').slice(0, 8);
  }
}
