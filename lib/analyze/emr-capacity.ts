import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';

const DEFAULT_TYPE = InstanceType.of(InstanceClass.M5, InstanceSize.XLARGE);

/** Instances of a cluster whose kinds are one type each. */
export interface EmrGroupsOptions {
  /**
   * Type of the primary instance, on which the driver runs.
   *
   * @default - m5.xlarge
   */
  readonly primary?: InstanceType;

  /**
   * Type of the core instances, on which executors run.
   *
   * @default - m5.xlarge
   */
  readonly core?: InstanceType;
}

/** Instances of a cluster whose kinds are chosen of several types. */
export interface EmrFleetsOptions {
  /** Types that the primary instance may be of, 1 to 5. */
  readonly primary: InstanceType[];

  /** Types that core instances may be of, 1 to 5, each of which counts as one: give types of a like size. */
  readonly core: InstanceType[];
}

/**
 * What a cluster's instances are, all of them on demand: an interrupted Spot instance would take a part of the job's state along.
 *
 * @example
 * const capacity = EmrCapacity.groups({ core: InstanceType.of(InstanceClass.R6I, InstanceSize.XLARGE) });
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-instances-guidelines.html
 */
export class EmrCapacity {
  /** Instance groups: one type for the primary and one for core instances, in one subnet. */
  public static groups(options: EmrGroupsOptions = {}): EmrCapacity {
    const { primary = DEFAULT_TYPE, core = DEFAULT_TYPE } = options;
    return new EmrCapacity([primary], [core], false);
  }

  /** Instance fleets: EMR takes the type and the subnet which has capacity at the lowest price. */
  public static fleets(options: EmrFleetsOptions): EmrCapacity {
    return new EmrCapacity(options.primary, options.core, true);
  }

  private constructor(
    /** @internal */
    public readonly _primary: InstanceType[],
    /** @internal */
    public readonly _core: InstanceType[],
    /** Whether they are fleets, which take more than one subnet. */
    public readonly isFleets: boolean,
  ) {}

  /** @internal */
  public _instances(
    subnetIds: string[],
  ): Pick<
    CfnCluster.JobFlowInstancesConfigProperty,
    | 'coreInstanceFleet'
    | 'coreInstanceGroup'
    | 'ec2SubnetId'
    | 'ec2SubnetIds'
    | 'masterInstanceFleet'
    | 'masterInstanceGroup'
  > {
    if (this.isFleets) {
      return {
        ec2SubnetIds: subnetIds,
        masterInstanceFleet: fleet('Primary', this._primary),
        coreInstanceFleet: fleet('Core', this._core),
      };
    }
    return {
      ec2SubnetId: subnetIds[0],
      masterInstanceGroup: group('Primary', this._primary),
      coreInstanceGroup: group('Core', this._core),
    };
  }
}

/** One instance of each kind to begin with: scaling brings the others. */
function group(name: string, [type]: InstanceType[]): CfnCluster.InstanceGroupConfigProperty {
  return { name, instanceCount: 1, instanceType: String(type), market: 'ON_DEMAND' };
}

function fleet(name: string, types: InstanceType[]): CfnCluster.InstanceFleetConfigProperty {
  return {
    name,
    targetOnDemandCapacity: 1,
    instanceTypeConfigs: types.map((type) => ({ instanceType: String(type), weightedCapacity: 1 })),
    launchSpecifications: { onDemandSpecification: { allocationStrategy: 'lowest-price' } },
  };
}
