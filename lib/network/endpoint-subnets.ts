import { Annotations, Token } from 'aws-cdk-lib';
import type { ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { given } from './vpc-ranges';

/** The chosen subnets, and of them the one in each zone that an interface endpoint takes. */
export interface EndpointSubnets {
  readonly chosen: ISubnet[];
  readonly onePerZone: ISubnet[];
}

/** Subnets for the endpoints. Warns of zones without one, and of subnets that are left out. */
export function endpointSubnets(scope: IConstruct, vpc: IVpc, selection?: SubnetSelection): EndpointSubnets {
  const { isPendingLookup, subnets } = vpc.selectSubnets(selection);
  // The CDK's stand-ins for what is looked up may be none of the chosen.
  const chosen = isPendingLookup && subnets.length === 0 ? vpc.privateSubnets : subnets;
  if (chosen.length === 0) {
    throw new InvalidSettingError(scope, 'subnets', 'at least one subnet of the VPC', 'none');
  }
  const onePerZone = new Map<string, ISubnet>();
  for (const subnet of chosen) {
    const zone = zoneOf(subnet) ?? subnet.subnetId;
    if (!onePerZone.has(zone)) onePerZone.set(zone, subnet);
  }
  const result = { chosen, onePerZone: [...onePerZone.values()] };
  if (!isPendingLookup) warnOf(scope, vpc, result, selection?.subnets !== undefined);
  return result;
}

/**
 * Fails when the CDK does not know the route table of a subnet, which a gateway endpoint enters its route in.
 */
export function checkRouteTables(scope: IConstruct, setting: string, subnets: ISubnet[]): void {
  const unknown = subnets.filter((subnet) => !subnet.routeTable?.routeTableId);
  if (unknown.length === 0) return;
  throw new InvalidSettingError(
    scope,
    setting,
    'unset for a VPC imported without route tables (give them: privateSubnetRouteTableIds and the like)',
    `subnets ${unknown.map((subnet) => subnet.node.path).join(', ')}`,
  );
}

function warnOf(
  scope: IConstruct,
  vpc: IVpc,
  { chosen, onePerZone }: EndpointSubnets,
  byHand: boolean,
): void {
  const left = chosen.filter((subnet) => !onePerZone.includes(subnet));
  if (byHand && left.length > 0) {
    Annotations.of(scope).addWarningV2(
      'kinesis-constructs:subnetsInOneZone',
      'an endpoint takes one subnet in each Availability Zone; ' +
        `left out: ${left.map((subnet) => subnet.node.path).join(', ')}`,
    );
  }
  const served = onePerZone.map(zoneOf);
  if (served.includes(undefined)) return;
  const zones = [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets].flatMap(
    (s) => zoneOf(s) ?? [],
  );
  const unserved = [...new Set(zones)].filter((zone) => !served.includes(zone));
  if (unserved.length === 0) return;
  const named = unserved.some((zone) => Token.isUnresolved(zone))
    ? `${unserved.length}`
    : unserved.join(', ');
  Annotations.of(scope).addWarningV2(
    'kinesis-constructs:zonesWithoutEndpoint',
    `no endpoint in Availability Zones: ${named}; clients there pay for traffic between zones, ` +
      'and fail when the other zone does',
  );
}

function zoneOf(subnet: ISubnet): string | undefined {
  return given(() => subnet.availabilityZone);
}
