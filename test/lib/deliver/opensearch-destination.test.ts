import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Domain, EngineVersion, type IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import {
  OpenSearchDestination,
  type OpenSearchDestinationProps,
} from '../../../lib/deliver/opensearch-destination';
import { DocumentId, IndexRotation } from '../../../lib/deliver/search-index';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, deliveryStreamIn, rights, rightsOn } from './destination-fixtures';

const NAME = 'AmazonopensearchserviceDestinationConfiguration';
const ENDPOINT = 'https://search-orders-abc.eu-west-1.es.amazonaws.com';
const imported = (stack: Stack): IDomain => Domain.fromDomainEndpoint(stack, 'Imported', ENDPOINT);

function delivering(make: (stack: Stack) => Partial<OpenSearchDestinationProps> = () => ({})) {
  const stack = testStack();
  const props = make(stack);
  deliverTo(
    stack,
    new OpenSearchDestination({ domain: props.domain ?? imported(stack), indexName: 'orders', ...props }),
  );
  return { stack, configuration: configurationIn(stack, NAME) };
}

describe('by default', () => {
  const { stack, configuration } = delivering();
  const arn = (path: string) => stack.resolve(`${imported(testStack()).domainArn}${path}`);

  test('an index is begun each day, with ids that Firehose makes', () => {
    expect(configuration).toMatchObject({
      IndexName: 'orders',
      IndexRotationPeriod: 'OneDay',
      S3BackupMode: 'FailedDocumentsOnly',
      DomainARN: arn(''),
    });
    for (const unset of ['DocumentIdOptions', 'VpcConfiguration', 'TypeName', 'ClusterEndpoint']) {
      expect(configuration).not.toHaveProperty(unset);
    }
  });

  test('the role has the rights on the domain that AWS documents, for this index', () => {
    expect(rightsOn(['es'], stack)).toEqual([
      {
        Action: [
          'es:DescribeDomain',
          'es:DescribeDomainConfig',
          'es:DescribeDomains',
          'es:ESHttpPost',
          'es:ESHttpPut',
        ],
        Effect: 'Allow',
        Resource: [arn(''), arn('/*')],
      },
      {
        Action: 'es:ESHttpGet',
        Effect: 'Allow',
        Resource: [
          '/_all/_settings',
          '/_cluster/stats',
          '/orders*/_mapping/*',
          '/_nodes',
          '/_nodes/*/stats',
          '/_nodes/stats',
          '/_stats',
          '/orders*/_stats',
        ].map(arn),
      },
    ]);
    expect(rights(stack)).toHaveLength(7);
  });
});

test('each setting reaches the delivery stream', () => {
  const { configuration } = delivering(() => ({
    indexRotation: IndexRotation.NONE,
    documentId: DocumentId.OPENSEARCH,
    clusterEndpoint: ENDPOINT,
    typeName: 'order',
  }));
  expect(configuration).toMatchObject({
    IndexRotationPeriod: 'NoRotation',
    DocumentIdOptions: { DefaultDocumentIdFormat: 'NO_DOCUMENT_ID' },
    ClusterEndpoint: ENDPOINT,
    TypeName: 'order',
  });
  expect(configuration).not.toHaveProperty('DomainARN');
});

describe('inside a VPC', () => {
  const { stack, configuration } = delivering((inner) => {
    const vpc = new Vpc(inner, 'Vpc', { maxAzs: 2 });
    return { vpc, domain: new Domain(inner, 'Domain', { version: EngineVersion.OPENSEARCH_2_19, vpc }) };
  });
  const template = Template.fromStack(stack);

  test('Firehose has interfaces in the private subnets, with a group that reaches the domain alone', () => {
    expect(configuration.VpcConfiguration.SubnetIds).toEqual([
      { Ref: expect.stringContaining('VpcPrivateSubnet1') },
      { Ref: expect.stringContaining('VpcPrivateSubnet2') },
    ]);
    const [mine] = Object.keys(template.findResources('AWS::EC2::SecurityGroup')).filter((id) =>
      id.startsWith('Delivery'),
    );
    const group = { 'Fn::GetAtt': [mine, 'GroupId'] };
    expect(configuration.VpcConfiguration.SecurityGroupIds).toEqual([group]);
    template.resourcePropertiesCountIs(
      'AWS::EC2::SecurityGroupEgress',
      { GroupId: group, FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
      1,
    );
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: group,
      FromPort: 443,
    });
  });

  test('the delivery role may make the interfaces, before the delivery stream is made', () => {
    expect(configuration.VpcConfiguration.RoleARN).toEqual(configuration.RoleARN);
    expect(rightsOn(['ec2'], stack)).toEqual([
      {
        Action: [
          'ec2:CreateNetworkInterface',
          'ec2:CreateNetworkInterfacePermission',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcAttribute',
          'ec2:DescribeVpcs',
        ],
        Effect: 'Allow',
        Resource: '*',
      },
    ]);
    expect(deliveryStreamIn(stack).DependsOn).toContainEqual(
      expect.stringMatching(/^DeliveryDeliveryRoleDefaultPolicy/),
    );
  });
});

test('given groups are used as they are', () => {
  const { stack, configuration } = delivering((inner) => {
    const vpc = new Vpc(inner, 'Vpc', { maxAzs: 2 });
    return { vpc, securityGroups: [new SecurityGroup(inner, 'Mine', { vpc })] };
  });
  expect(configuration.VpcConfiguration.SecurityGroupIds).toEqual([
    { 'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'GroupId'] },
  ]);
  Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
});

const inVpc = (stack: Stack, vpc = new Vpc(stack, 'Vpc')) =>
  new Domain(stack, 'Domain', { version: EngineVersion.OPENSEARCH_2_19, vpc });
const groups = (stack: Stack, count: number) =>
  Array.from({ length: count }, (_, i) => SecurityGroup.fromSecurityGroupId(stack, `G${i}`, `sg-${i}`));

test.each<[string, (stack: Stack) => Partial<OpenSearchDestinationProps>, string]>([
  ['no index', () => ({ indexName: '' }), 'indexName must be 1 to 80 characters, got 0'],
  ['a long index', () => ({ indexName: 'x'.repeat(81) }), 'indexName must be 1 to 80 characters, got 81'],
  ['an index in upper case', () => ({ indexName: 'Orders' }), 'indexName must be in lower case'],
  ['an index that begins with _', () => ({ indexName: '_orders' }), 'indexName must be in lower case'],
  ['a long type', () => ({ typeName: 'x'.repeat(101) }), 'typeName must be 1 to 100 characters, got 101'],
  [
    'an address without TLS',
    () => ({ clusterEndpoint: 'http://x' }),
    'clusterEndpoint must be an https: address, got http://x',
  ],
  [
    'groups without a VPC',
    (stack) => ({ securityGroups: groups(stack, 1) }),
    'securityGroups must be unset without vpc, got a value',
  ],
  ['subnets without a VPC', () => ({ vpcSubnets: {} }), 'vpcSubnets must be unset without vpc, got a value'],
  [
    'no group',
    (stack) => ({ vpc: new Vpc(stack, 'Vpc'), securityGroups: [] }),
    'securityGroups must be 1 to 5 of them, got 0',
  ],
  [
    'six groups',
    (stack) => ({ vpc: new Vpc(stack, 'Vpc'), securityGroups: groups(stack, 6) }),
    'securityGroups must be 1 to 5 of them, got 6',
  ],
  [
    'a VPC for a domain that is in none',
    (stack) => ({
      vpc: new Vpc(stack, 'Vpc'),
      domain: new Domain(stack, 'Domain', { version: EngineVersion.OPENSEARCH_2_19 }),
    }),
    'vpc must be unset: the domain is not inside one',
  ],
  [
    'no VPC for a domain that is in one',
    (stack) => ({ domain: inVpc(stack) }),
    'vpc must be that of the domain, which is inside one, got undefined',
  ],
])('refuses %s', (_, props, message) => {
  expect(() => delivering(props)).toThrow(`[T/Delivery] ${message}`);
});
