import { type CfnResource, Size, Stack, Token } from 'aws-cdk-lib';
import { CfnReplicationConfig, CfnReplicationInstance, CfnReplicationTask } from 'aws-cdk-lib/aws-dms';
import type { Construct } from 'constructs';
import type { ReplicationCompute } from '../../lambda/run-replication/contract';
import { checkSize, InvalidSettingError } from '../shared/checks';
import type { ReplicationType } from './database-replication-type';

/** Capacities that DMS Serverless has. */
const CAPACITY_UNITS = [1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384];

/** Settings of DMS Serverless. */
export interface ServerlessReplicationOptions {
  /**
   * Least capacity, in DMS capacity units of 2 GB of memory: 1, 2, 4, 8, 16, 32, 64, 128, 192, 256 or 384. It is paid for
   * while nothing changes.
   *
   * @default 1
   */
  readonly minCapacityUnits?: number;

  /**
   * Most capacity, in the same units; too little for the load fails the replication.
   *
   * @default 8
   */
  readonly maxCapacityUnits?: number;

  /**
   * Whether another Availability Zone stands by, which is paid for.
   *
   * @default false
   */
  readonly multiAz?: boolean;
}

/** Settings of a replication instance. */
export interface InstanceReplicationOptions {
  /**
   * Class of the instance, such as `dms.r6i.large`. It is paid for by the hour.
   *
   * @default 'dms.t3.medium'
   */
  readonly instanceClass?: string;

  /**
   * Storage for logs and for changes that wait, 5 GiB to 6,144 GiB.
   *
   * @default Size.gibibytes(50)
   */
  readonly allocatedStorage?: Size;

  /**
   * Whether an instance in another Availability Zone stands by, which is paid for.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Version of DMS, such as `3.5.4`.
   *
   * @default - DMS's own choice
   */
  readonly engineVersion?: string;
}

/**
 * What the replication runs on.
 *
 * @example
 * const replication = Replication.serverless({ minCapacityUnits: 2, maxCapacityUnits: 16 });
 */
export abstract class Replication {
  /** On DMS Serverless, which fits its capacity to the load. */
  public static serverless(options: ServerlessReplicationOptions = {}): Replication {
    return new ServerlessReplication(options);
  }

  /** On an instance of its own, of a given class. */
  public static instance(options: InstanceReplicationOptions = {}): Replication {
    return new InstanceReplication(options);
  }

  /** @internal */
  public abstract readonly _compute: ReplicationCompute;

  /** @internal */
  public abstract _check(scope: Construct): void;

  /** @internal */
  public abstract _make(scope: Construct, plan: ReplicationPlan): MadeReplication;
}

/** What a replication is to be. */
export interface ReplicationPlan {
  /** Its identifier, and the last part of its ARN. */
  readonly name: string;
  readonly type: ReplicationType;
  readonly sourceEndpointArn: string;
  readonly targetEndpointArn: string;
  readonly tableMappings: object;
  readonly settings: object;
  readonly subnetGroup: string;
  readonly securityGroupIds: string[];
  readonly kmsKeyId?: string;
}

/** What was made, and how it is known to other services. */
export interface MadeReplication {
  readonly resource: CfnResource;
  readonly arn: string;
  /** What of its own settings may be changed only while it does not run. */
  readonly settings: object;
  readonly dimensions: Record<string, string>;
  /** Of the events of EventBridge that tell of its states. */
  readonly detailType: string;
  /** What the names of those events begin with. */
  readonly eventPrefix: string;
}

class ServerlessReplication extends Replication {
  public readonly _compute = 'serverless';

  constructor(private readonly options: ServerlessReplicationOptions) {
    super();
  }

  public override _check(scope: Construct): void {
    const { minCapacityUnits = 1, maxCapacityUnits = 8 } = this.options;
    for (const [setting, units] of Object.entries({ minCapacityUnits, maxCapacityUnits })) {
      if (CAPACITY_UNITS.includes(units) || Token.isUnresolved(units)) continue;
      const expected = `one of ${CAPACITY_UNITS.join(', ')}`;
      throw new InvalidSettingError(scope, `replication.${setting}`, expected, units);
    }
    if (Token.isUnresolved(minCapacityUnits) || Token.isUnresolved(maxCapacityUnits)) return;
    if (minCapacityUnits > maxCapacityUnits) {
      const expected = `at most maxCapacityUnits, ${maxCapacityUnits}`;
      throw new InvalidSettingError(scope, 'replication.minCapacityUnits', expected, minCapacityUnits);
    }
  }

  public override _make(scope: Construct, plan: ReplicationPlan): MadeReplication {
    const { minCapacityUnits = 1, maxCapacityUnits = 8, multiAz = false } = this.options;
    const { name, type, sourceEndpointArn, targetEndpointArn, tableMappings, settings } = plan;
    const resource = new CfnReplicationConfig(scope, 'Config', {
      replicationConfigIdentifier: name,
      resourceIdentifier: name,
      replicationType: type,
      sourceEndpointArn,
      targetEndpointArn,
      tableMappings,
      replicationSettings: settings,
      computeConfig: {
        minCapacityUnits,
        maxCapacityUnits,
        multiAz,
        replicationSubnetGroupId: plan.subnetGroup,
        vpcSecurityGroupIds: plan.securityGroupIds,
        kmsKeyId: plan.kmsKeyId,
      },
    });
    return {
      resource,
      arn: arnOf(scope, 'replication-config', name),
      settings: { ...this.options },
      dimensions: { ReplicationConfigId: `${Stack.of(scope).account}:${name}` },
      detailType: 'DMS Replication State Change',
      eventPrefix: 'REPLICATION_',
    };
  }
}

class InstanceReplication extends Replication {
  public readonly _compute = 'instance';

  constructor(private readonly options: InstanceReplicationOptions) {
    super();
  }

  public override _check(scope: Construct): void {
    const { allocatedStorage, instanceClass = 'dms.t3.medium' } = this.options;
    checkSize(
      scope,
      'replication.allocatedStorage',
      allocatedStorage,
      Size.gibibytes(5),
      Size.gibibytes(6144),
    );
    if (!Token.isUnresolved(instanceClass) && !/^dms\.\w+\.\w+$/.test(instanceClass)) {
      const expected = 'a class of instances, such as dms.r6i.large';
      throw new InvalidSettingError(scope, 'replication.instanceClass', expected, instanceClass);
    }
  }

  public override _make(scope: Construct, plan: ReplicationPlan): MadeReplication {
    const { instanceClass = 'dms.t3.medium', allocatedStorage = Size.gibibytes(50) } = this.options;
    const { name, type, sourceEndpointArn, targetEndpointArn, tableMappings, settings } = plan;
    const instance = new CfnReplicationInstance(scope, 'Instance', {
      replicationInstanceIdentifier: name,
      replicationInstanceClass: instanceClass,
      allocatedStorage: allocatedStorage.toGibibytes(),
      multiAz: this.options.multiAz ?? false,
      engineVersion: this.options.engineVersion,
      publiclyAccessible: false,
      replicationSubnetGroupIdentifier: plan.subnetGroup,
      vpcSecurityGroupIds: plan.securityGroupIds,
      kmsKeyId: plan.kmsKeyId,
    });
    const resource = new CfnReplicationTask(scope, 'Task', {
      replicationTaskIdentifier: name,
      resourceIdentifier: name,
      replicationInstanceArn: instance.ref,
      migrationType: type,
      sourceEndpointArn,
      targetEndpointArn,
      tableMappings: JSON.stringify(tableMappings),
      replicationTaskSettings: JSON.stringify(settings),
    });
    return {
      resource,
      arn: arnOf(scope, 'task', name),
      // DMS changes an instance while its task runs.
      settings: {},
      dimensions: { ReplicationInstanceIdentifier: name, ReplicationTaskIdentifier: name },
      detailType: 'DMS Replication Task State Change',
      eventPrefix: 'REPLICATION_TASK_',
    };
  }
}

/** Known before the thing itself, so that what is made before it may be told of it. */
function arnOf(scope: Construct, resource: string, name: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:dms:${region}:${account}:${resource}:${name}`;
}
