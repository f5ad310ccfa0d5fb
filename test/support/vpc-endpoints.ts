import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PrivateService } from '../../lib/network/private-service';
import { VpcEndpointAccess, type VpcEndpointAccessProps } from '../../lib/network/vpc-endpoint-access';
import { testStack } from './stack';

/** A synthesized `AWS::EC2::VPCEndpoint`, as far as tests look at it. */
export interface Endpoint {
  readonly VpcEndpointType: string;
  readonly PrivateDnsEnabled?: boolean;
  readonly PolicyDocument: { Statement: Statement[] };
  readonly RouteTableIds?: unknown[];
  readonly SecurityGroupIds?: unknown[];
  readonly SubnetIds?: unknown[];
}
export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Endpoints of the stack by what their service's name ends with. */
export function endpointsOf(stack: Stack): Record<string, Endpoint> {
  const found = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  const service = (name: unknown) => (JSON.stringify(name).match(/\.([a-z0-9-]+)"/) ?? [])[1];
  return Object.fromEntries(found.map(({ Properties }) => [service(Properties.ServiceName), Properties]));
}

export const policy = (endpoint: Endpoint): Statement[] => endpoint.PolicyDocument.Statement;

export const ALL_SERVICES = [
  PrivateService.FIREHOSE,
  PrivateService.CLOUDWATCH,
  PrivateService.LOGS,
  PrivateService.KMS,
  PrivateService.STS,
  PrivateService.GLUE,
  PrivateService.EMR_SERVERLESS,
];

/** An access below `stack`, into a VPC of two zones unless another is given. */
export function access(
  props: (stack: Stack) => Partial<VpcEndpointAccessProps> = () => ({}),
  stack = testStack(),
) {
  const { vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 }), ...rest } = props(stack);
  const made = new VpcEndpointAccess(stack, 'Private', { vpc, ...rest });
  return { stack, made };
}

/** A VPC of two private subnets, known by its attributes. */
export const imported = (stack: Stack): IVpc =>
  Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    vpcCidrBlock: '10.1.0.0/16',
    privateSubnetIds: ['subnet-a', 'subnet-b'],
    privateSubnetRouteTableIds: ['rtb-a', 'rtb-b'],
  });
