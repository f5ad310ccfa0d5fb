import { SecretValue, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeliveryStream, StreamEncryption } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { DeliveryDestination } from '../../../lib/deliver/delivery-destination';
import type { DestinationOptions } from '../../../lib/deliver/destination-options';
import { HttpEndpointDestination } from '../../../lib/deliver/http-endpoint-destination';
import { IcebergCatalog } from '../../../lib/deliver/iceberg-catalog';
import { IcebergDestination } from '../../../lib/deliver/iceberg-destination';
import { OpenSearchDestination } from '../../../lib/deliver/opensearch-destination';
import { OpenSearchServerlessDestination } from '../../../lib/deliver/opensearch-serverless-destination';
import { RedshiftDestination } from '../../../lib/deliver/redshift-destination';
import { RedshiftEndpoint } from '../../../lib/deliver/redshift-endpoint';
import { SearchCollection } from '../../../lib/deliver/search-collection';
import { SnowflakeDestination } from '../../../lib/deliver/snowflake-destination';
import { SplunkDestination } from '../../../lib/deliver/splunk-destination';
import { RecordBucket } from '../../../lib/shared/record-bucket';

/** A destination with the least that it needs, and the options of all. */
export type MakeDestination = (stack: Stack, options?: DestinationOptions) => DeliveryDestination;

/** A secret under a key of its own, as it is in an account that has one. */
export function secretIn(stack: Stack): Secret {
  const encryptionKey = new Key(stack, 'SecretKey', { enableKeyRotation: true });
  return new Secret(stack, 'Secret', { encryptionKey, secretStringValue: SecretValue.unsafePlainText('{}') });
}

/** Every destination, by the name of what CloudFormation calls its configuration. */
export const DESTINATIONS: [string, MakeDestination][] = [
  [
    'RedshiftDestinationConfiguration',
    (stack, options) =>
      new RedshiftDestination({
        endpoint: RedshiftEndpoint.serverless('analytics', 'shop'),
        credentials: secretIn(stack),
        table: 'orders',
        ...options,
      }),
  ],
  [
    'AmazonopensearchserviceDestinationConfiguration',
    (stack, options) =>
      new OpenSearchDestination({
        domain: new Domain(stack, 'Domain', { version: EngineVersion.OPENSEARCH_2_19 }),
        indexName: 'orders',
        ...options,
      }),
  ],
  [
    'AmazonOpenSearchServerlessDestinationConfiguration',
    (stack, options) =>
      new OpenSearchServerlessDestination({
        collection: SearchCollection.of(new CfnCollection(stack, 'Collection', { name: 'shop' })),
        indexName: 'orders',
        ...options,
      }),
  ],
  [
    'IcebergDestinationConfiguration',
    (stack, options) =>
      new IcebergDestination({
        catalog: IcebergCatalog.glue(new RecordBucket(stack, 'Lake').bucket),
        tables: [{ database: 'shop', table: 'orders' }],
        ...options,
      }),
  ],
  [
    'HttpEndpointDestinationConfiguration',
    (stack, options) =>
      new HttpEndpointDestination({
        url: 'https://partner.example.com/orders',
        accessKey: secretIn(stack),
        ...options,
      }),
  ],
  [
    'SplunkDestinationConfiguration',
    (stack, options) =>
      new SplunkDestination({ endpoint: 'https://splunk.example.com', token: secretIn(stack), ...options }),
  ],
  [
    'SnowflakeDestinationConfiguration',
    (stack, options) =>
      new SnowflakeDestination({
        accountUrl: 'shop-eu.snowflakecomputing.com',
        credentials: secretIn(stack),
        database: 'SHOP',
        schema: 'PUBLIC',
        table: 'ORDERS',
        ...options,
      }),
  ],
];

/** A delivery stream of the CDK's own, without a stream as source. */
export function deliverTo(stack: Stack, destination: DeliveryDestination, id = 'Delivery'): DeliveryStream {
  return new DeliveryStream(stack, id, { destination, encryption: StreamEncryption.awsOwnedKey() });
}

/** The one delivery stream of the stack in the template. */
export function deliveryStreamIn(stack: Stack) {
  const found = Template.fromStack(stack).findResources('AWS::KinesisFirehose::DeliveryStream');
  expect(Object.keys(found)).toHaveLength(1);
  return Object.values(found)[0];
}

/** What the one delivery stream of the stack is told of its destination. */
export function configurationIn(stack: Stack, name: string) {
  return deliveryStreamIn(stack).Properties[name];
}

/** The statements of the policy of the role whose logical id begins so. */
export function rights(stack: Stack, role = 'DeliveryDeliveryRole') {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const mine = policies.filter(([id]) => id.startsWith(role));
  expect(mine).toHaveLength(1);
  return mine[0][1].Properties.PolicyDocument.Statement;
}

/** Those of the statements that are about services of these prefixes. */
export function rightsOn(services: string[], stack: Stack, role?: string) {
  return rights(stack, role).filter(({ Action }: { Action: string | string[] }) =>
    services.includes([Action].flat()[0].split(':')[0]),
  );
}
