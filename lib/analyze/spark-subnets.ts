import { type IVpc, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** The subnets that workers are in: those without a way to Kinesis of their own have endpoints. */
export function workerSubnets(scope: IConstruct, vpc: IVpc, selection?: SubnetSelection): string[] {
  const byDefault =
    vpc.privateSubnets.length > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED;
  if (selection === undefined && vpc.privateSubnets.length + vpc.isolatedSubnets.length === 0) {
    throw new InvalidSettingError(scope, 'subnets', 'private or isolated ones of the vpc', 'none in it');
  }
  const { subnetIds, hasPublic } = vpc.selectSubnets(selection ?? { subnetType: byDefault });
  if (hasPublic) {
    const expected =
      'private or isolated: workers have no public address, and reach nothing from public ones';
    throw new InvalidSettingError(scope, 'subnets', expected, 'public subnets');
  }
  return subnetIds;
}
