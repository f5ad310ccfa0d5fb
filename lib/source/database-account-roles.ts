import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../shared/acknowledge';

/** Settings of `DatabaseAccountRoles`. */
export interface DatabaseAccountRolesProps {
  /**
   * Whether `dms-vpc-role` is made, which DMS needs to work in a VPC.
   *
   * @default true
   */
  readonly vpcRole?: boolean;

  /**
   * Whether `dms-cloudwatch-logs-role` is made, which DMS needs to write logs.
   *
   * @default true
   */
  readonly logsRole?: boolean;
}

/**
 * The roles that DMS looks for by name, once in an account: have them made by one stack of the account, in one Region, and only
 * where they are not there yet. Making them again fails the deployment.
 *
 * @example
 * const accountRoles = new DatabaseAccountRoles(this, 'DatabaseRoles');
 * @see https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html#CHAP_Security.APIRole
 */
export class DatabaseAccountRoles extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseAccountRolesProps = {}) {
    super(scope, id);
    const { vpcRole = true, logsRole = true } = props;
    if (vpcRole) this.make('Vpc', 'dms-vpc-role', 'AmazonDMSVPCManagementRole');
    if (logsRole) this.make('Logs', 'dms-cloudwatch-logs-role', 'AmazonDMSCloudWatchLogsRole');
  }

  private make(id: string, roleName: string, policy: string): void {
    const role = new Role(this, id, {
      roleName,
      assumedBy: new ServicePrincipal('dms.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(`service-role/${policy}`)],
    });
    acknowledge(role, {
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${policy}]`,
      reason: 'DMS documents this policy for the role of this name',
    });
  }
}
