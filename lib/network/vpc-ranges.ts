import { Token } from 'aws-cdk-lib';
import { CfnVPC, CfnVPCCidrBlock, type ISubnet, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/**
 * IPv4 ranges of a VPC: its first one, secondary ones made in the app, and subnets that are known to lie
 * outside of those, as those of a looked-up VPC with secondary ranges do.
 */
export function vpcRanges(scope: IConstruct, vpc: IVpc): string[] {
  const secondary = vpc.node.root.node
    .findAll()
    .filter((child) => child instanceof CfnVPCCidrBlock)
    .filter((block) => block.vpcId === vpc.vpcId)
    .flatMap((block) => block.cidrBlock ?? []);
  const ranges = [firstRange(scope, vpc), ...secondary];
  if (ranges.some((range) => Token.isUnresolved(range))) return ranges;
  const outside = subnetsOf(vpc)
    .flatMap((subnet) => given(() => subnet.ipv4CidrBlock) ?? [])
    .filter((cidr) => !Token.isUnresolved(cidr) && !ranges.some((range) => contains(range, cidr)));
  return [...ranges, ...new Set(outside)];
}

/** What the CDK throws for, when it was not given on import. */
export function given<T>(attribute: () => T): T | undefined {
  try {
    return attribute();
  } catch {
    return undefined;
  }
}

function firstRange(scope: IConstruct, vpc: IVpc): string {
  // As text where it is known: reviewers and policy checkers can read that, and other stacks need no export.
  const resource = vpc.node.defaultChild;
  const range =
    (resource instanceof CfnVPC ? resource.cidrBlock : undefined) ?? given(() => vpc.vpcCidrBlock);
  if (range === undefined) {
    throw new InvalidSettingError(scope, 'vpc', 'imported with its vpcCidrBlock', 'none');
  }
  return range;
}

function subnetsOf(vpc: IVpc): ISubnet[] {
  return [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets];
}

/** Whether a subnet's IPv4 range lies in a VPC's, which it cannot be larger than. */
function contains(range: string, subnet: string): boolean {
  const size = 2 ** (32 - Number(range.split('/')[1]));
  return Math.floor(addressOf(range) / size) === Math.floor(addressOf(subnet) / size);
}

function addressOf(cidr: string): number {
  const [address] = cidr.split('/');
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
