import { createHash } from 'node:crypto';
import { Duration, Names, Stack, Token } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEndpoint, CfnReplicationSubnetGroup } from 'aws-cdk-lib/aws-dms';
import { Connections, type IConnectable, type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { description } from '../shared/description';
import { differ } from '../shared/differ';
import { streamRole } from './database-access';
import { kinesisSettings, replicationSettings } from './database-record-options';
import { type MadeReplication, Replication } from './database-replication';
import { ReplicationType } from './database-replication-type';
import { ReplicationRun } from './database-run';
import type { DatabaseSourceProps } from './database-source-props';
import { checkTableRules, renderTableRules } from './database-table-mappings';

/**
 * Puts the rows of a database, and each change of them, on a stream, by AWS DMS.
 *
 * It is started by the deployment, which waits until it runs and fails if it does not; it is stopped before it is changed or
 * deleted, and goes on where it was after a change. The changes of a row stay in order unless `tables` says otherwise. Each is put
 * at least once. What it costs goes on while nothing changes. The service documents Kinesis as a target; DMS Serverless with this
 * target, and the names this construct watches it by, have not been tried on a real account.
 *
 * @example
 * const source = new DatabaseSource(this, 'Shop', {
 *   stream,
 *   vpc,
 *   engine: DatabaseEngine.postgres({ secret, databaseName: 'shop' }),
 *   tables: [TableRule.include('public', 'orders'), TableRule.include('public', 'customers')],
 *   replication: Replication.serverless({ maxCapacityUnits: 4 }),
 * });
 * source.connections.allowToDefaultPort(database);
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
 */
export class DatabaseSource extends Construct implements IConnectable {
  /** The stream that the changes are put on. */
  public readonly stream: IStream;

  /** Whether rows, changes or both are replicated. */
  public readonly replicationType: ReplicationType;

  /**
   * Where DMS connects from. Let it out to the database: `allowToDefaultPort(database)`, or `allowTo(Peer.ipv4('10.0.0.0/16'),
   * Port.tcp(5432))` for one that is not of this app.
   */
  public readonly connections: Connections;

  /** The role that DMS writes to the stream with. */
  public readonly streamRole: Role;

  /** The endpoint that rows come from, for anything this construct does not cover. */
  public readonly sourceEndpoint: CfnEndpoint;

  /** The endpoint that is the stream, for anything this construct does not cover. */
  public readonly targetEndpoint: CfnEndpoint;

  /** ARN of the replication configuration, or of the task on an instance. */
  public readonly replicationArn: string;

  private readonly made: MadeReplication;

  constructor(scope: Construct, id: string, props: DatabaseSourceProps) {
    super(scope, id);
    const { stream, engine, tables, encryptionKey, logging = true } = props;
    const { replicationType = ReplicationType.FULL_LOAD_AND_CHANGES } = props;
    const { replication = Replication.serverless() } = props;

    this.checkAccount(stream);
    engine._check(this, replicationType);
    checkTableRules(this, tables);
    replication._check(this);
    if (props.beforeImage !== undefined && replicationType === ReplicationType.FULL_LOAD) {
      throw new InvalidSettingError(this, 'beforeImage', 'unset for a full load', props.beforeImage);
    }
    const subnetIds = this.subnetsOf(props);

    this.stream = stream;
    this.replicationType = replicationType;
    const securityGroups = props.securityGroups ?? [this.makeSecurityGroup(props.vpc)];
    this.connections = new Connections({ securityGroups });
    this.streamRole = streamRole(this, stream);
    const kmsKeyId = encryptionKey?.keyArn;
    const target = {
      endpointType: 'target',
      engineName: 'kinesis',
      kmsKeyId,
      kinesisSettings: kinesisSettings(props, stream.streamArn, this.streamRole.roleArn),
    };
    const access = new Construct(this, 'Access');
    const source = { endpointType: 'source', kmsKeyId, ...engine._render(access) };
    this.targetEndpoint = new CfnEndpoint(this, 'Target', target);
    this.targetEndpoint.node.addDependency(this.streamRole);
    this.sourceEndpoint = new CfnEndpoint(this, 'Source', source);
    this.sourceEndpoint.node.addDependency(access);
    const subnetGroup = new CfnReplicationSubnetGroup(this, 'Subnets', {
      replicationSubnetGroupDescription: description('Replication of', this.node.path),
      subnetIds,
    });
    if (props.accountRoles !== undefined) subnetGroup.node.addDependency(props.accountRoles);

    // DMS changes neither the type nor the kind of what has run: another one is made then, under another name.
    const kind = new Construct(this, `${replication._compute}-${replicationType}`);
    const plan = {
      name: identifierOf(kind),
      type: replicationType,
      sourceEndpointArn: this.sourceEndpoint.ref,
      targetEndpointArn: this.targetEndpoint.ref,
      tableMappings: renderTableRules(tables),
      settings: replicationSettings(props, logging),
      subnetGroup: subnetGroup.ref,
      securityGroupIds: securityGroups.map(({ securityGroupId }) => securityGroupId),
      kmsKeyId,
    };
    this.made = replication._make(kind, plan);
    this.replicationArn = this.made.arn;
    new ReplicationRun(kind, 'Run', {
      replication: this.made.resource,
      endpoints: [this.sourceEndpoint, this.targetEndpoint],
      properties: {
        compute: replication._compute,
        type: replicationType,
        identifier: plan.name,
        arn: this.made.arn,
        revision: revisionOf(this, { source, target, ...plan, ...this.made.settings }),
      },
    });
  }

  /**
   * How long ago the last change was committed that DMS has read, in seconds: maximum over 1 minute by default. It grows when the
   * database cannot be read fast enough.
   */
  public metricSourceLatency(options?: MetricOptions): Metric {
    return this.metric('CDCLatencySource', options);
  }

  /**
   * How long ago the first change was committed that is not on the stream yet, in seconds: maximum over 1 minute by default. It
   * grows with the latency of the source, and when the stream takes too little.
   */
  public metricTargetLatency(options?: MetricOptions): Metric {
    return this.metric('CDCLatencyTarget', options);
  }

  /**
   * A metric of the replication, such as `CDCIncomingChanges`: maximum over 1 minute by default. AWS documents the dimensions for
   * tasks; the one for DMS Serverless, `ReplicationConfigId`, is what users of it report.
   *
   * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Monitoring.html
   */
  public metric(metricName: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: 'AWS/DMS',
      metricName,
      dimensionsMap: this.made.dimensions,
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }

  /**
   * The events that tell of its states.
   *
   * @internal
   */
  public get _events(): Pick<MadeReplication, 'arn' | 'detailType' | 'eventPrefix'> {
    return this.made;
  }

  private checkAccount(stream: IStream): void {
    const [theirs, ours] = [stream.env.account, Stack.of(this).account];
    if (!differ(theirs, ours)) return;
    throw new InvalidSettingError(this, 'stream', `of account ${ours}, as DMS needs it`, `one of ${theirs}`);
  }

  private subnetsOf({ vpc, vpcSubnets }: DatabaseSourceProps): string[] {
    const { subnetIds, availabilityZones, isPendingLookup } = vpc.selectSubnets(vpcSubnets);
    const zones = new Set(availabilityZones).size;
    if (zones < 2 && !isPendingLookup && !Token.isUnresolved(availabilityZones)) {
      throw new InvalidSettingError(this, 'vpcSubnets', 'subnets in at least 2 Availability Zones', zones);
    }
    return subnetIds;
  }

  private makeSecurityGroup(vpc: IVpc): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: description('DMS:', this.node.path),
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS: Kinesis, Secrets Manager, KMS, logs');
    return group;
  }
}

/** A name that DMS takes for anything: up to 31 letters, digits and single hyphens, a letter first. */
function identifierOf(scope: Construct): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 30, separator: '-' });
  return `r${name}`.toLowerCase().replace(/-+/g, '-').replace(/-$/, '');
}

/** Changes with anything of the settings. */
function revisionOf(scope: Construct, settings: object): string {
  const text = JSON.stringify(Stack.of(scope).resolve(settings));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
