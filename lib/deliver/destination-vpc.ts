import { Stack, Token } from 'aws-cdk-lib';
import {
  type Connections,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct, IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { acknowledgeWildcards } from '../shared/wildcards';
import { checkCount } from './destination-checks';

/** How Firehose reaches what is inside a VPC. */
export interface VpcOptions {
  /**
   * VPC that Firehose reaches the destination in, by network interfaces of its own.
   *
   * @default - it is reached at its public address
   */
  readonly vpc?: IVpc;

  /**
   * Subnets for the interfaces, 1 to 16, with free addresses: there may be three interfaces in each.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of the interfaces, 1 to 5. They have to let HTTPS out to the destination, and those of
   * the destination have to let it in.
   *
   * @default - a new one, let through to the domain's; to a collection it lets HTTPS out into the VPC
   */
  readonly securityGroups?: ISecurityGroup[];
}

/** The access to a VPC in CloudFormation's terms, with the rights it takes. */
export interface BoundVpc {
  readonly grant: Grant;
  readonly configuration: CfnDeliveryStream.VpcConfigurationProperty;
}

/** What Firehose calls to make and to scale its interfaces. AWS names no narrower resources for it. */
const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcs',
];

/** Fails on more subnets or groups than Firehose takes, and on either without a VPC. */
export function checkVpc(scope: IConstruct, options: VpcOptions): void {
  const { vpc, vpcSubnets, securityGroups } = options;
  checkCount(scope, 'securityGroups', securityGroups, 1, 5);
  if (vpc !== undefined) {
    const { subnetIds, isPendingLookup } = vpc.selectSubnets(vpcSubnets);
    if (!isPendingLookup && !Token.isUnresolved(subnetIds)) checkCount(scope, 'vpcSubnets', subnetIds, 1, 16);
    return;
  }
  for (const [setting, value] of Object.entries({ vpcSubnets, securityGroups })) {
    if (value === undefined) continue;
    throw new InvalidSettingError(scope, setting, 'unset without vpc', 'a value');
  }
}

/**
 * Lets `role` put interfaces into the VPC, and the interfaces reach `destination`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-es-vpc
 */
export function bindVpc(
  scope: Construct,
  role: Role,
  options: VpcOptions,
  destination?: Connections,
): BoundVpc | undefined {
  const { vpc, vpcSubnets } = options;
  if (vpc === undefined) return undefined;
  const groups = options.securityGroups ?? [interfaceGroup(scope, vpc, destination)];
  const reason = 'Firehose makes network interfaces, on which AWS documents no narrower rights';
  acknowledgeWildcards(role, ['*'], reason);
  return {
    grant: Grant.addToPrincipal({ grantee: role, actions: INTERFACE_ACTIONS, resourceArns: ['*'] }),
    configuration: {
      roleArn: role.roleArn,
      subnetIds: vpc.selectSubnets(vpcSubnets).subnetIds,
      securityGroupIds: groups.map(({ securityGroupId }) => securityGroupId),
    },
  };
}

function interfaceGroup(scope: Construct, vpc: IVpc, destination: Connections | undefined): ISecurityGroup {
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: `Firehose in ${Stack.of(scope).stackName}`,
    allowAllOutbound: false,
  });
  const https = Port.tcp(443);
  if (destination === undefined) group.addEgressRule(Peer.ipv4(vpc.vpcCidrBlock), https);
  else group.connections.allowTo(destination, https);
  return group;
}
