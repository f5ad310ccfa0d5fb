import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  CfnVPCCidrBlock,
  IpAddresses,
  Peer,
  SecurityGroup,
  Subnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PrivateService } from '../../../lib/network/private-service';
import { VpcEndpointAccess } from '../../../lib/network/vpc-endpoint-access';
import { testStack } from '../../support/stack';
import { ALL_SERVICES, access, endpointsOf, imported, policy } from '../../support/vpc-endpoints';

describe('everything on', () => {
  const { stack, made } = access((s) => ({
    streams: [new Stream(s, 'Orders'), new Stream(s, 'Payments')],
    services: ALL_SERVICES,
    buckets: [new Bucket(s, 'Archive')],
    downloadBuckets: [Bucket.fromBucketName(s, 'Ecr', 'prod-eu-west-1-starport-layer-bucket')],
    tables: [new Table(s, 'Leases', { partitionKey: { name: 'k', type: AttributeType.STRING } })],
  }));
  const template = Template.fromStack(stack);
  const endpoints = endpointsOf(stack);

  test('has an endpoint for each service', () => {
    expect(Object.keys(endpoints).sort()).toEqual([
      'dynamodb',
      'emr-serverless',
      'glue',
      'kinesis-firehose',
      'kinesis-streams',
      'kms',
      'logs',
      'monitoring',
      's3',
      'sts',
    ]);
    for (const service of ALL_SERVICES) expect(made.endpoint(service)).toBeDefined();
    expect([made.s3, made.dynamoDb]).not.toContain(undefined);
  });

  test('interface endpoints have private DNS, one subnet in each zone and the one security group', () => {
    const group = { 'Fn::GetAtt': [expect.stringMatching(/^PrivateSecurityGroup/), 'GroupId'] };
    const interfaces = Object.values(endpoints).filter((e) => e.VpcEndpointType === 'Interface');
    expect(interfaces).toHaveLength(8);
    for (const endpoint of interfaces) {
      expect(endpoint.PrivateDnsEnabled).toBe(true);
      expect(endpoint.SecurityGroupIds).toEqual([group]);
      expect(endpoint.SubnetIds).toEqual([
        { Ref: expect.stringMatching(/^VpcPrivateSubnet1/) },
        { Ref: expect.stringMatching(/^VpcPrivateSubnet2/) },
      ]);
    }
  });

  test('the security group admits the VPC on 443 and opens nothing outwards', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        {
          CidrIp: '10.0.0.0/16',
          FromPort: 443,
          ToPort: 443,
          IpProtocol: 'tcp',
          Description: 'HTTPS from the VPC',
        },
      ],
      // What the CDK puts in the place of no rule at all: an address that is nobody's.
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' })],
    });
  });

  test('gateways are on the route tables of the same subnets', () => {
    for (const name of ['s3', 'dynamodb']) {
      expect(endpoints[name].RouteTableIds).toEqual([
        { Ref: expect.stringMatching(/^VpcPrivateSubnet1RouteTable/) },
        { Ref: expect.stringMatching(/^VpcPrivateSubnet2RouteTable/) },
      ]);
    }
  });
});

describe('by default', () => {
  const { stack, made } = access();
  const endpoints = endpointsOf(stack);

  test('there is the endpoint of Kinesis Data Streams alone', () => {
    expect(Object.keys(endpoints)).toEqual(['kinesis-streams']);
    expect([made.s3, made.dynamoDb, made.endpoint(PrivateService.KMS)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the admitted ranges', () => {
  const admitted = (stack: Stack) => {
    const [group] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'));
    return group.Properties.SecurityGroupIngress.map((rule: { CidrIp: unknown }) => rule.CidrIp);
  };

  test('include secondary ranges made in the app, of this VPC only', () => {
    const { stack } = access((s) => {
      const vpc = new Vpc(s, 'Vpc', { ipAddresses: IpAddresses.cidr('10.0.0.0/16') });
      const other = new Vpc(s, 'Other');
      new CfnVPCCidrBlock(s, 'Second', { vpcId: vpc.vpcId, cidrBlock: '100.64.0.0/16' });
      new CfnVPCCidrBlock(s, 'Foreign', { vpcId: other.vpcId, cidrBlock: '100.65.0.0/16' });
      return { vpc };
    });
    expect(admitted(stack)).toEqual(['10.0.0.0/16', '100.64.0.0/16']);
  });

  test('are known at deployment only for a VPC with an address pool', () => {
    const { stack } = access((s) => ({
      vpc: new Vpc(s, 'Vpc', {
        ipAddresses: IpAddresses.awsIpamAllocation({
          ipv4IpamPoolId: 'pool',
          ipv4NetmaskLength: 16,
          defaultSubnetIpv4NetmaskLength: 24,
        }),
      }),
    }));
    expect(admitted(stack)).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] }]);
  });

  test('include subnets of an imported VPC that lie outside its first range', () => {
    const { stack } = access((s) => ({
      vpc: Vpc.fromVpcAttributes(s, 'Vpc', {
        vpcId: 'vpc-1',
        availabilityZones: ['eu-west-1a', 'eu-west-1b'],
        vpcCidrBlock: '10.1.0.0/16',
        privateSubnetIds: ['subnet-a', 'subnet-b'],
        privateSubnetIpv4CidrBlocks: ['10.1.255.0/24', '100.64.0.0/18'],
      }),
    }));
    expect(admitted(stack)).toEqual(['10.1.0.0/16', '100.64.0.0/18']);
  });

  test('may be widened, to a network or to a client that may send nothing else', () => {
    const { stack, made } = access((s) => ({ vpc: imported(s) }));
    made.connections.allowDefaultPortFrom(Peer.ipv4('192.168.0.0/24'));
    const client = new SecurityGroup(stack, 'Client', { vpc: made.vpc, allowAllOutbound: false });
    made.connections.allowDefaultPortFrom(client);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        Match.objectLike({ CidrIp: '10.1.0.0/16' }),
        Match.objectLike({ CidrIp: '192.168.0.0/24', FromPort: 443, ToPort: 443 }),
      ],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Client'), 'GroupId'] },
      DestinationSecurityGroupId: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^PrivateSecurityGroup'), 'GroupId'],
      },
      FromPort: 443,
    });
  });
});

describe('subnets', () => {
  test('are the chosen ones; gateways take the route tables of them all', () => {
    const { stack } = access((s) => {
      const group = (name: string) => ({ name, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 });
      const vpc = new Vpc(s, 'Vpc', {
        maxAzs: 2,
        natGateways: 0,
        subnetConfiguration: [group('app'), group('data')],
      });
      const buckets = [new Bucket(s, 'Archive')];
      return { vpc, buckets, subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } };
    });
    const endpoints = endpointsOf(stack);
    expect(endpoints['kinesis-streams'].SubnetIds).toHaveLength(2);
    expect(endpoints.s3.RouteTableIds).toHaveLength(4);
  });

  test('of an imported VPC are taken, with its route tables', () => {
    const { stack } = access((s) => ({
      vpc: imported(s),
      tables: [Table.fromTableName(s, 'Leases', 'my-app')],
    }));
    const endpoints = endpointsOf(stack);
    expect(endpoints['kinesis-streams'].SubnetIds).toEqual(['subnet-a', 'subnet-b']);
    expect(endpoints.dynamodb.RouteTableIds).toEqual(['rtb-a', 'rtb-b']);
  });

  test('of a VPC that is still being looked up are taken without a warning', () => {
    const { stack } = access((s) => ({
      vpc: Vpc.fromLookup(s, 'Vpc', { vpcId: 'vpc-1' }),
      buckets: [new Bucket(s, 'Archive')],
    }));
    expect(Object.keys(endpointsOf(stack)).sort()).toEqual(['kinesis-streams', 's3']);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('given by id only are taken as they are', () => {
    const { stack } = access((s) => ({
      vpc: imported(s),
      subnets: { subnets: ['subnet-x', 'subnet-y'].map((id) => Subnet.fromSubnetId(s, id, id)) },
    }));
    expect(endpointsOf(stack)['kinesis-streams'].SubnetIds).toEqual(['subnet-x', 'subnet-y']);
  });
});

describe('fits in', () => {
  test('two in one stack, a VPC each', () => {
    const stack = testStack();
    for (const id of ['A', 'B']) new VpcEndpointAccess(stack, id, { vpc: new Vpc(stack, `Vpc${id}`) });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  });

  test('a VPC and a stream of other stacks', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'eu-west-1' };
    const network = new Stack(app, 'Network', { env });
    const vpc = new Vpc(network, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    const streams = [new Stream(new Stack(app, 'Data', { env }), 'Orders')];
    const { stack } = access(() => ({ vpc, streams }), new Stack(app, 'Access', { env }));
    expect(JSON.stringify(policy(endpointsOf(stack)['kinesis-streams'])[0].Resource)).toContain(
      'Data:ExportsOutput',
    );
  });

  test('an app without account and Region', () => {
    const { stack } = access(() => ({ services: [PrivateService.STS] }), new Stack(new App(), 'T'));
    expect(policy(endpointsOf(stack).sts)[0].Condition).toMatchObject({
      StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } },
    });
  });
});
