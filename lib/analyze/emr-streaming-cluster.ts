import { createHash } from 'node:crypto';
import { Names, Stack, Tags } from 'aws-cdk-lib';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, type CfnClusterProps, CfnSecurityConfiguration } from 'aws-cdk-lib/aws-emr';
import { type IGrantable, InstanceProfile, type IPrincipal, type Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../shared/acknowledge';
import { RecordBucket } from '../shared/record-bucket';
import { EmrCapacity } from './emr-capacity';
import { instanceRole } from './emr-instance-role';
import { EmrNetwork } from './emr-network';
import { grantCertificates, securityConfiguration } from './emr-security';
import { EMR_TAG, EmrServiceRole } from './emr-service-role';
import { checkCluster } from './emr-streaming-cluster-checks';
import type { EmrStreamingClusterProps } from './emr-streaming-cluster-props';
import { grantFolder, grantStreams } from './spark-access';
import { DEFAULT_RELEASE } from './spark-release';
import { SparkStepRun } from './spark-step-run';
import { workerSubnets } from './spark-subnets';

/**
 * Runs a program of Spark Structured Streaming on a cluster of EMR on EC2 of its own, for as long as the stack is there.
 *
 * The program is the cluster's only step, its driver on the primary instance; executors come and go with the load, and core instances with
 * them. The deployment starts the step itself and waits until it runs. A change of the program ends it first, and it goes on from its
 * checkpoint; a change of the cluster makes another cluster. Before deletion the step is cancelled. A step that fails is not started
 * again by EMR, as a job of EMR Serverless is: its alarms page, and the next deployment of a change starts it.
 *
 * Instances have no public address, no SSH key, encrypted disks, and shells by Session Manager. They are billed by the hour, whether the
 * job has work or not. Nothing of this has run on a real account.
 *
 * @example
 * const sessions = new EmrStreamingCluster(this, 'Sessions', {
 *   program: SparkProgram.python('job.py', { arguments: ['--stream', stream.streamName] }),
 *   sources: [stream],
 *   bucket,
 *   vpc,
 *   maximumInstances: 8,
 * });
 * @see https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-structured-streaming-kinesis.html
 */
export class EmrStreamingCluster extends Construct implements IConnectable, IGrantable {
  /** The role of the instances, which the job runs with: what any further rights are granted to. */
  public readonly role: Role;

  /** The principal of `role`. */
  public readonly grantPrincipal: IPrincipal;

  /** Where the instances connect from. */
  public readonly connections: Connections;

  /** Keeps checkpoints and logs. */
  public readonly bucket: IBucket;

  /** The bucket that the program is in, which is the CDK's own: endpoints have to let the job through to it. */
  public readonly programBucket: IBucket;

  /** Where the job keeps what it has read so far, and its state. */
  public readonly checkpointLocation: string;

  /** Encrypts the disks. */
  public readonly encryptionKey: IKey;

  /** The cluster itself. */
  public readonly cluster: CfnCluster;

  /** The streams that the job reads. */
  public readonly sources: IStream[];

  constructor(scope: Construct, id: string, props: EmrStreamingClusterProps) {
    super(scope, id);
    const { program, vpc, sources, sinks = [], buckets = [], certificates, checkpointName = 'v1' } = props;
    const { capacity = EmrCapacity.groups(), release = DEFAULT_RELEASE } = props;
    const { minimumInstances = 1, maximumInstances = 4, terminationProtection = false } = props;

    checkCluster(this, props);
    const subnetIds = workerSubnets(this, vpc, props.subnets).slice(0, capacity.isFleets ? undefined : 1);

    this.sources = [...sources];
    this.bucket = props.bucket ?? new RecordBucket(this, 'Files').bucket;
    this.encryptionKey =
      props.encryptionKey ?? this.bucket.encryptionKey ?? new Key(this, 'Key', { enableKeyRotation: true });
    this.role = instanceRole(this, 'Role', this.encryptionKey);
    this.grantPrincipal = this.role.grantPrincipal;
    const name = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    const [checkpoints, logs] = [`checkpoints/${name}/`, `logs/${name}/`];
    for (const folder of [checkpoints, logs]) grantFolder(this.role, this.bucket, folder);
    for (const bucket of buckets) grantFolder(this.role, bucket, '');
    grantStreams(this.role, sources, sinks);
    if (certificates !== undefined) grantCertificates(this.role, certificates);
    this.checkpointLocation = this.bucket.s3UrlForObject(`${checkpoints}${checkpointName}`);

    const network = new EmrNetwork(this, 'Network', vpc, this.node.path);
    this.connections = network.connections;
    const { role: serviceRole } = new EmrServiceRole(this, 'Service', {
      instanceRole: this.role,
      subnetIds,
      securityGroups: [network.primary, network.core, network.serviceAccess],
      encryptionKey: this.encryptionKey,
    });
    const profile = new InstanceProfile(this, 'Profile', { role: this.role });
    const security = new CfnSecurityConfiguration(this, 'Security', {
      securityConfiguration: securityConfiguration(this.encryptionKey, certificates),
    });
    const made: CfnClusterProps = {
      name,
      releaseLabel: release,
      applications: [{ name: 'Spark' }],
      serviceRole: serviceRole.roleName,
      jobFlowRole: profile.instanceProfileName,
      securityConfiguration: security.ref,
      logUri: this.bucket.s3UrlForObject(logs),
      logEncryptionKmsKeyId: this.encryptionKey.keyArn,
      // One job: whatever else is added waits for its end.
      stepConcurrencyLevel: 1,
      instances: {
        ...capacity._instances(subnetIds),
        emrManagedMasterSecurityGroup: network.primary.securityGroupId,
        emrManagedSlaveSecurityGroup: network.core.securityGroupId,
        serviceAccessSecurityGroup: network.serviceAccess.securityGroupId,
        keepJobFlowAliveWhenNoSteps: true,
        unhealthyNodeReplacement: true,
      },
    };
    const revision = this.revisionOf(made);
    this.cluster = new CfnCluster(this, `Cluster${revision}`, {
      ...made,
      // These are changed while the cluster runs, without another one.
      instances: { ...made.instances, terminationProtected: terminationProtection },
      managedScalingPolicy: {
        computeLimits: {
          unitType: capacity.isFleets ? 'InstanceFleetUnits' : 'Instances',
          minimumCapacityUnits: minimumInstances,
          maximumCapacityUnits: maximumInstances,
          maximumCoreCapacityUnits: maximumInstances,
          maximumOnDemandCapacityUnits: maximumInstances,
        },
      },
    });
    Tags.of(this.cluster).add(EMR_TAG, 'true');
    this.cluster.node.addDependency(serviceRole, this.role, network);
    this.acknowledgeFindings(certificates !== undefined);

    const submission = program._bind(this, this.role, this.checkpointLocation, {});
    this.programBucket = submission.bucket;
    new SparkStepRun(this, 'Run', {
      cluster: this.cluster,
      revision,
      properties: {
        name,
        command: Stack.of(this).toJsonString([
          // The driver in the step itself: EMR ends the step's process when it is cancelled, and not what that has started elsewhere.
          ...['spark-submit', '--deploy-mode', 'client', ...submission.options],
          ...[submission.script, ...submission.arguments],
        ]),
      },
    });
  }

  /** A running cluster takes hardly a change, so a changed one is another one, with another id. */
  private revisionOf(cluster: object): string {
    const text = JSON.stringify(Stack.of(this).resolve(cluster));
    return createHash('sha256').update(text).digest('hex').slice(0, 8);
  }

  private acknowledgeFindings(isEncryptedInTransit: boolean): void {
    const elsewhere =
      'it is: the rule looks for the setting outside of EncryptionConfiguration, which EMR has it in';
    acknowledge(
      this.cluster,
      { id: 'AwsSolutions-EMR4', reason: elsewhere },
      {
        id: 'AwsSolutions-EMR5',
        reason: isEncryptedInTransit
          ? elsewhere
          : 'there are no certificates for it, of which a warning tells',
      },
      {
        id: 'AwsSolutions-EMR6',
        reason: 'nobody logs in by SSH: shells are opened by Session Manager, under IAM',
      },
    );
  }
}
