import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  OpenSearchServerlessDestination,
  type OpenSearchServerlessDestinationProps,
} from '../../../lib/deliver/opensearch-serverless-destination';
import { SearchCollection } from '../../../lib/deliver/search-collection';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, deliveryStreamIn, rights, rightsOn } from './destination-fixtures';

const attributes = {
  collectionName: 'shop',
  collectionArn: 'arn:aws:aoss:eu-west-1:111111111111:collection/abc',
  collectionEndpoint: 'https://abc.eu-west-1.aoss.amazonaws.com',
};

function delivering(make: (stack: Stack) => Partial<OpenSearchServerlessDestinationProps> = () => ({})) {
  const stack = testStack();
  const collection = SearchCollection.fromAttributes(attributes);
  deliverTo(stack, new OpenSearchServerlessDestination({ collection, indexName: 'orders', ...make(stack) }));
  const name = 'AmazonOpenSearchServerlessDestinationConfiguration';
  return { stack, configuration: configurationIn(stack, name), template: Template.fromStack(stack) };
}

describe('by default', () => {
  const { stack, configuration, template } = delivering();

  test('records go to the index of the collection', () => {
    expect(configuration).toMatchObject({
      CollectionEndpoint: attributes.collectionEndpoint,
      IndexName: 'orders',
      S3BackupMode: 'FailedDocumentsOnly',
    });
    expect(configuration).not.toHaveProperty('VpcConfiguration');
  });

  test('the role may call the collection, and no more', () => {
    expect(rightsOn(['aoss'], stack)).toEqual([
      { Action: 'aoss:APIAccessAll', Effect: 'Allow', Resource: attributes.collectionArn },
    ]);
    expect(rights(stack)).toHaveLength(6);
  });

  test('the data access policy lets the role write to this index, before the delivery stream is made', () => {
    const [[id, policy]] = Object.entries(template.findResources('AWS::OpenSearchServerless::AccessPolicy'));
    expect(policy.Properties).toMatchObject({
      Type: 'data',
      Name: expect.stringMatching(/^[a-z][a-z0-9-]{2,31}$/),
    });
    const [before, role, after] = policy.Properties.Policy['Fn::Join'][1];
    expect(role).toEqual(configuration.RoleARN);
    expect(JSON.parse(`${before}ROLE${after}`)).toEqual([
      {
        Rules: [
          {
            ResourceType: 'index',
            Resource: ['index/shop/orders'],
            Permission: ['aoss:CreateIndex', 'aoss:UpdateIndex', 'aoss:WriteDocument'],
          },
        ],
        Principal: ['ROLE'],
      },
    ]);
    expect(deliveryStreamIn(stack).DependsOn).toContain(id);
  });
});

test('two access policies of one app have names of their own', () => {
  const stack = testStack();
  const collection = SearchCollection.fromAttributes(attributes);
  const destination = new OpenSearchServerlessDestination({ collection, indexName: 'orders' });
  for (const id of ['One', 'Two']) deliverTo(new Stack(stack, id), destination);
  const names = ['One', 'Two'].map((id) => {
    const template = Template.fromStack(stack.node.findChild(id) as Stack);
    return Object.values(template.findResources('AWS::OpenSearchServerless::AccessPolicy'))[0].Properties
      .Name;
  });
  expect(new Set(names).size).toBe(2);
});

test('inside a VPC the interfaces reach what speaks HTTPS there', () => {
  const { configuration, template } = delivering((stack) => ({ vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) }));
  expect(configuration.VpcConfiguration.SubnetIds).toHaveLength(2);
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupEgress: [
      {
        CidrIp: { 'Fn::GetAtt': ['Vpc8378EB38', 'CidrBlock'] },
        FromPort: 443,
        ToPort: 443,
        IpProtocol: 'tcp',
      },
    ],
  });
});

test.each<[string, Partial<OpenSearchServerlessDestinationProps>, string]>([
  ['an index in upper case', { indexName: 'Orders' }, 'indexName must be in lower case'],
  [
    'a collection name',
    { collection: SearchCollection.fromAttributes({ ...attributes, collectionName: 'ab' }) },
    'collection.collectionName must be 3 to 32 characters, got 2',
  ],
  [
    'an address without TLS',
    { collection: SearchCollection.fromAttributes({ ...attributes, collectionEndpoint: 'http://x' }) },
    'collection.collectionEndpoint must be an https: address, got http://x',
  ],
  ['subnets without a VPC', { vpcSubnets: {} }, 'vpcSubnets must be unset without vpc'],
])('refuses %s', (_, props, message) => {
  expect(() => delivering(() => props)).toThrow(`[T/Delivery] ${message}`);
});
