import { readFileSync } from 'node:fs';
import type { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { CfnDeliveryStream, DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import { DeliveryBackup } from '../../../lib/deliver/destination-backup';
import type { DestinationOptions } from '../../../lib/deliver/destination-options';
import { HttpEndpointDestination } from '../../../lib/deliver/http-endpoint-destination';
import { IcebergCatalog } from '../../../lib/deliver/iceberg-catalog';
import { IcebergDestination } from '../../../lib/deliver/iceberg-destination';
import { OpenSearchDestination } from '../../../lib/deliver/opensearch-destination';
import { OpenSearchServerlessDestination } from '../../../lib/deliver/opensearch-serverless-destination';
import { RedshiftDestination } from '../../../lib/deliver/redshift-destination';
import { RedshiftEndpoint } from '../../../lib/deliver/redshift-endpoint';
import { SearchCollection } from '../../../lib/deliver/search-collection';
import { DocumentId } from '../../../lib/deliver/search-index';
import { SnowflakeDestination } from '../../../lib/deliver/snowflake-destination';
import { SnowflakeLoading } from '../../../lib/deliver/snowflake-loading';
import { SplunkDestination } from '../../../lib/deliver/splunk-destination';
import { Transform } from '../../../lib/deliver/transform';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { testStack } from '../../support/stack';
import { deliverTo, secretIn } from './destination-fixtures';

const CLOUDFORMATION = readFileSync(
  require
    .resolve('aws-cdk-lib/aws-kinesisfirehose')
    .replace(/index\.js$/, 'lib/kinesisfirehose.generated.d.ts'),
  'utf8',
);

/** The properties of a type of CloudFormation, each with the type of its own that it has, if it has one. */
function propertiesOf(type: string): [string, string | undefined][] {
  const body = new RegExp(`interface ${type} \\{(.*?)\\n    \\}`, 's').exec(CLOUDFORMATION)?.[1];
  if (body === undefined) throw new Error(`CloudFormation has no ${type}`);
  return [...body.matchAll(/readonly (\w+)\??: (.*);/g)].map(([, name, types]) => [
    name,
    /CfnDeliveryStream\.(\w+Property)/.exec(types)?.[1],
  ]);
}

/** The properties that `value` leaves out, as paths. */
function missing(type: string, value: unknown, path = ''): string[] {
  const [given] = [value].flat() as Record<string, unknown>[];
  return propertiesOf(type).flatMap(([name, inner]) => {
    const here = `${path}${name}`;
    if (given[name] === undefined) return [here];
    return inner === undefined ? [] : missing(inner, given[name], `${here}.`);
  });
}

/** What would be in the template as plain text: it comes from Secrets Manager. */
const SECRETS = [
  'username',
  'password',
  'endpointConfiguration.accessKey',
  'hecToken',
  'user',
  'privateKey',
  'keyPassphrase',
];

const ENDPOINT = 'https://search-orders-abc.eu-west-1.es.amazonaws.com';
const collection = SearchCollection.fromAttributes({
  collectionName: 'shop',
  collectionArn: 'arn:aws:aoss:eu-west-1:111111111111:collection/abc',
  collectionEndpoint: 'https://abc.eu-west-1.aoss.amazonaws.com',
});

const DELIVERIES: [
  keyof CfnDeliveryStream & string,
  string[],
  (stack: Stack, all: DestinationOptions) => unknown,
][] = [
  [
    'redshiftDestinationConfiguration',
    [],
    (stack, all) =>
      new RedshiftDestination({
        ...all,
        endpoint: RedshiftEndpoint.serverless('analytics', 'shop'),
        credentials: secretIn(stack),
        table: 'orders',
        columns: ['id'],
        stagingBucket: new RecordBucket(stack, 'Staging').bucket,
      }),
  ],
  [
    'amazonopensearchserviceDestinationConfiguration',
    // Instead of the other.
    ['clusterEndpoint'],
    (stack, all) =>
      new OpenSearchDestination({
        ...all,
        domain: Domain.fromDomainEndpoint(stack, 'Domain', ENDPOINT),
        indexName: 'orders',
        documentId: DocumentId.FIREHOSE,
        typeName: 'order',
        vpc: new Vpc(stack, 'Vpc'),
      }),
  ],
  [
    'amazonOpenSearchServerlessDestinationConfiguration',
    [],
    (stack, all) =>
      new OpenSearchServerlessDestination({
        ...all,
        collection,
        indexName: 'orders',
        vpc: new Vpc(stack, 'Vpc'),
      }),
  ],
  [
    'icebergDestinationConfiguration',
    [],
    (stack, { backup, ...all }) =>
      new IcebergDestination({
        ...all,
        backup: DeliveryBackup.failedRecords({ bucket: backup?._bucket }),
        catalog: IcebergCatalog.glue(new RecordBucket(stack, 'Lake').bucket),
        tables: [
          {
            database: 'shop',
            table: 'orders',
            uniqueKeys: ['id'],
            errorPrefix: 'orders/',
            partitionColumns: ['day'],
          },
        ],
        appendOnly: false,
        schemaEvolution: true,
        tableCreation: true,
      }),
  ],
  [
    'httpEndpointDestinationConfiguration',
    [],
    (stack, all) =>
      new HttpEndpointDestination({
        ...all,
        url: 'https://partner.example.com',
        endpointName: 'partner',
        accessKey: secretIn(stack),
        commonAttributes: { environment: 'production' },
      }),
  ],
  [
    'splunkDestinationConfiguration',
    [],
    (stack, all) =>
      new SplunkDestination({ ...all, endpoint: 'https://splunk.example.com', token: secretIn(stack) }),
  ],
  [
    'snowflakeDestinationConfiguration',
    [],
    (stack, all) =>
      new SnowflakeDestination({
        ...all,
        accountUrl: 'shop-eu.snowflakecomputing.com',
        credentials: secretIn(stack),
        database: 'SHOP',
        schema: 'PUBLIC',
        table: 'ORDERS',
        loading: SnowflakeLoading.content('RECORD', 'ORIGIN'),
        snowflakeRole: 'LOADER',
        privateLinkVpceId: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
      }),
  ],
];

test.each(
  DELIVERIES,
)('%s: every property of CloudFormation can be set, secrets apart', (name, other, make) => {
  const stack = testStack();
  const delivery = deliverTo(
    stack,
    make(stack, {
      backup: DeliveryBackup.allRecords({ bucket: new RecordBucket(stack, 'Backup').bucket }),
      transform: Transform.lambdaFunction(LambdaFunction.fromFunctionName(stack, 'Enrich', 'enrich')),
    }) as never,
  ) as DeliveryStream;
  const resource = delivery.node.defaultChild as CfnDeliveryStream;
  const type = `${name[0].toUpperCase()}${name.slice(1)}Property`;
  const left = missing(type, stack.resolve(resource[name])).filter((path) => !SECRETS.includes(path));
  // Encryption without a key is for buckets that have none.
  expect(left.filter((path) => !path.endsWith('noEncryptionConfig'))).toEqual(other);
});
