import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, Subnet, SubnetType, Vpc, type VpcAttributes } from 'aws-cdk-lib/aws-ec2';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PrivateService } from '../../../lib/network/private-service';
import { VpcEndpointAccess, type VpcEndpointAccessProps } from '../../../lib/network/vpc-endpoint-access';
import { testStack } from '../../support/stack';

const stackIn = (region: string) => new Stack(new App(), 'T', { env: { account: '111111111111', region } });

function imported(stack: Stack, attributes: Partial<VpcAttributes> = {}): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    vpcCidrBlock: '10.1.0.0/16',
    privateSubnetIds: ['subnet-a', 'subnet-b'],
    privateSubnetRouteTableIds: ['rtb-a', 'rtb-b'],
    ...attributes,
  });
}

function access(props: (stack: Stack) => Partial<VpcEndpointAccessProps>, stack = testStack()): Stack {
  new VpcEndpointAccess(stack, 'Private', { vpc: imported(stack), ...props(stack) });
  return stack;
}

const subnet = (stack: Stack, subnetId: string, availabilityZone: string) =>
  Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, availabilityZone });

describe('fails when', () => {
  const noTables = { privateSubnetRouteTableIds: undefined };
  const elsewhere = 'arn:aws:kinesis:us-east-1:111111111111:stream/orders';
  const cases: [string, (stack: Stack) => Partial<VpcEndpointAccessProps>, string | RegExp][] = [
    [
      'no stream is in the list',
      () => ({ streams: [] }),
      'streams must be at least one, or unset for all of this account, got none',
    ],
    [
      'a stream is in another Region',
      (s) => ({ streams: [Stream.fromStreamArn(s, 'S', elsewhere)] }),
      'streams must be in eu-west-1, since an endpoint leads to its own Region only, got us-east-1',
    ],
    [
      'a bucket is in another Region',
      (s) => ({
        buckets: [Bucket.fromBucketAttributes(s, 'B', { bucketName: 'archive', region: 'us-east-1' })],
      }),
      'buckets must be in eu-west-1',
    ],
    [
      'an imported VPC has no range',
      (s) => ({ vpc: imported(new Stack(s, 'Bare'), { vpcCidrBlock: undefined }) }),
      'vpc must be imported with its vpcCidrBlock, got none',
    ],
    [
      'a bucket is given, and the route tables are not known',
      (s) => ({ vpc: imported(new Stack(s, 'Bare'), noTables), buckets: [new Bucket(s, 'B')] }),
      /buckets must be unset for a VPC imported without route tables .+, got subnets T\/Bare\/Vpc\/Private/,
    ],
    [
      'a table is given, and the route tables are not known',
      (s) => ({ vpc: imported(new Stack(s, 'Bare'), noTables), tables: [Table.fromTableName(s, 'L', 'l')] }),
      'tables must be unset for a VPC imported without route tables',
    ],
    [
      'the selection has no subnet',
      () => ({ subnets: { subnets: [] } }),
      'subnets must be at least one subnet of the VPC, got none',
    ],
    [
      'the VPC has no DNS host names',
      (s) => ({ vpc: new Vpc(s, 'Mute', { enableDnsHostnames: false }) }),
      'vpc must be one with enableDnsHostnames and enableDnsSupport, for private DNS names, got T/Mute',
    ],
    [
      'FIPS is asked for outside the US',
      () => ({ fips: true }),
      'fips must be false outside the US Regions, got true in eu-west-1',
    ],
  ];

  test.each(cases)('%s', (_, props, message) => {
    const stack = testStack();
    expect(() => access(props, stack)).toThrow(message);
    expect(stack.node.findChild('Private').node.children).toHaveLength(0);
  });

  test('the VPC has one already', () => {
    const stack = access(() => ({}));
    const again = imported(new Stack(stack, 'Again'));
    expect(() => new VpcEndpointAccess(stack, 'More', { vpc: again })).toThrow(
      '[T/More] vpc must be a VPC of its own: a second set of endpoints would claim the same private ' +
        'DNS names, got that of T/Private',
    );
  });
});

test('a stack of any Region may be bounded to streams of a known one', () => {
  const elsewhere = 'arn:aws:kinesis:us-east-1:111111111111:stream/orders';
  const stack = new Stack(new App(), 'T');
  const streams = (s: Stack) => ({ streams: [Stream.fromStreamArn(s, 'S', elsewhere)] });
  expect(() => access(streams, stack)).not.toThrow();
});

describe('while a VPC is looked up', () => {
  const lookedUp = (stack: Stack, vpcName: string) => Vpc.fromLookup(stack, 'Main', { vpcName });

  test('it is not taken for another', () => {
    const app = new App();
    const env = { account: '111111111111', region: 'eu-west-1' };
    for (const name of ['Shop', 'Lake']) {
      const stack = new Stack(app, name, { env });
      expect(() => new VpcEndpointAccess(stack, 'Private', { vpc: lookedUp(stack, name) })).not.toThrow();
    }
  });

  test('subnets that it may have are not missed', () => {
    const stack = testStack();
    const subnets = { subnetGroupName: 'Data' };
    access((s) => ({ vpc: lookedUp(s, 'Shop'), subnets, buckets: [new Bucket(s, 'B')] }), stack);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  });
});

test('a VPC of the same id in another Region is another', () => {
  const app = new App();
  for (const region of ['eu-west-1', 'us-east-1']) {
    const stack = new Stack(app, region, { env: { account: '111111111111', region } });
    expect(() => access(() => ({}), stack)).not.toThrow();
  }
});

describe('FIPS', () => {
  const fips = (region: string, services: PrivateService[]) =>
    access(() => ({ fips: true, services }), stackIn(region));
  const serviceNames = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint')).map(
      ({ Properties }) => Properties.ServiceName,
    );

  test.each(['us-east-1', 'us-gov-west-1'])('endpoints are made in %s', (region) => {
    const { KMS, STS, CLOUDWATCH } = PrivateService;
    const stack = fips(region, [KMS, STS, CLOUDWATCH]);
    expect(serviceNames(stack)).toEqual([
      `com.amazonaws.${region}.kinesis-streams-fips`,
      `com.amazonaws.${region}.kms-fips`,
      `com.amazonaws.${region}.sts-fips`,
      `com.amazonaws.${region}.monitoring`,
    ]);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('FIPS'));
  });

  test('services without one get the ordinary endpoint and a warning', () => {
    const stack = fips('us-east-1', [PrivateService.FIREHOSE, PrivateService.GLUE]);
    expect(serviceNames(stack)).toContain('com.amazonaws.us-east-1.kinesis-firehose');
    Annotations.fromStack(stack).hasWarning(
      '/T/Private',
      Match.stringLikeRegexp('no FIPS endpoint for Firehose, Glue: the ordinary one is made'),
    );
  });

  test('passes where the Region is known at deployment only', () => {
    const stack = access(() => ({ fips: true }), new Stack(new App(), 'T'));
    expect(JSON.stringify(serviceNames(stack))).toContain('.kinesis-streams-fips');
  });
});

describe('warns when', () => {
  test('two subnets are in one zone: the first is taken', () => {
    const stack = access((s) => ({
      subnets: {
        subnets: [
          subnet(s, 'subnet-1', 'eu-west-1a'),
          subnet(s, 'subnet-2', 'eu-west-1a'),
          subnet(s, 'subnet-3', 'eu-west-1b'),
        ],
      },
    }));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      SubnetIds: ['subnet-1', 'subnet-3'],
    });
    Annotations.fromStack(stack).hasWarning(
      '/T/Private',
      Match.stringLikeRegexp('one subnet in each Availability Zone; left out: T/subnet-2 '),
    );
  });

  test('a zone of the VPC has no endpoint', () => {
    const stack = access((s) => ({ subnets: { subnets: [subnet(s, 'subnet-1', 'eu-west-1a')] } }));
    Annotations.fromStack(stack).hasWarning(
      '/T/Private',
      Match.stringLikeRegexp('no endpoint in Availability Zones: eu-west-1b; clients there pay'),
    );
  });

  test('not when several subnet groups share the zones', () => {
    const stack = testStack();
    const group = (name: string) => ({ name, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 });
    const vpc = new Vpc(stack, 'Two', { natGateways: 0, subnetConfiguration: [group('app'), group('data')] });
    access(() => ({ vpc }), stack);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});
