import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { type IVpc, type SubnetSelection, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';
import type { PrivateService } from './private-service';
import type { VpcEndpointAccessProps } from './vpc-endpoint-access';

/**
 * Fails when private DNS cannot work: names that the VPC does not resolve, or that it has been given already.
 */
export function checkVpc(scope: IConstruct, vpc: IVpc, subnets?: SubnetSelection): void {
  if (vpc instanceof Vpc && !(vpc.dnsHostnamesEnabled && vpc.dnsSupportEnabled)) {
    const expected = 'one with enableDnsHostnames and enableDnsSupport, for private DNS names';
    throw new InvalidSettingError(scope, 'vpc', expected, vpc.node.path);
  }
  const sameKind = (other: IConstruct): other is IConstruct & { readonly vpc?: IVpc } =>
    other !== scope && other.constructor === scope.constructor;
  const twin = scope.node.root.node
    .findAll()
    .filter(sameKind)
    .find((other) => other.vpc !== undefined && isSame(other.vpc, vpc));
  // While it is looked up, the CDK gives every VPC the same id.
  if (twin !== undefined && !vpc.selectSubnets(subnets).isPendingLookup) {
    const expected = 'a VPC of its own: a second set of endpoints would claim the same private DNS names';
    throw new InvalidSettingError(scope, 'vpc', expected, `that of ${twin.node.path}`);
  }
}

/** Whether two references are to one VPC: ids are told apart by account and Region where those are known. */
function isSame(a: IVpc, b: IVpc): boolean {
  return a.vpcId === b.vpcId && !differ(a.env.account, b.env.account) && !differ(a.env.region, b.env.region);
}

/** Fails when the endpoints could not reach what they are bounded to. */
export function checkScopes(scope: IConstruct, props: VpcEndpointAccessProps): void {
  const { streams, buckets = [], tables = [] } = props;
  if (streams?.length === 0) {
    throw new InvalidSettingError(scope, 'streams', 'at least one, or unset for all of this account', 'none');
  }
  const { region } = Stack.of(scope);
  for (const [setting, resources] of Object.entries({ streams: streams ?? [], buckets, tables })) {
    const foreign = resources.find(({ env }) => differ(env.region, region));
    if (foreign === undefined) continue;
    const expected = `in ${region}, since an endpoint leads to its own Region only`;
    throw new InvalidSettingError(scope, setting, expected, foreign.env.region);
  }
}

/** Fails outside the US Regions; warns of services that have no FIPS endpoint to choose. */
export function checkFips(scope: IConstruct, services: PrivateService[]): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && !region.startsWith('us-')) {
    throw new InvalidSettingError(scope, 'fips', 'false outside the US Regions', `true in ${region}`);
  }
  const without = services.filter((service) => service.fipsEndpoint === undefined);
  if (without.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'kinesis-constructs:noFipsEndpoint',
    `PrivateLink lists no FIPS endpoint for ${without.map(({ id }) => id).join(', ')}: ` +
      'the ordinary one is made, and whether it answers the FIPS host name is to be looked up ' +
      '(aws ec2 describe-vpc-endpoint-services, PrivateDnsNames)',
  );
}
