import type { Stack } from 'aws-cdk-lib';
import { TimeZone, Validations } from 'aws-cdk-lib';
import { FlowLogDestination, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-glue';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnTableBucket } from 'aws-cdk-lib/aws-s3tables';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import { ChannelToIceberg } from '../../../lib/deliver/channel-to-iceberg';
import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { ColumnType } from '../../../lib/deliver/column-type';
import { DeliveryBackup } from '../../../lib/deliver/destination-backup';
import { Partitioning, RecordSplit } from '../../../lib/deliver/dynamic-partitioning';
import { FirehoseToIceberg } from '../../../lib/deliver/firehose-to-iceberg';
import { FirehoseToOpenSearch, SearchTarget } from '../../../lib/deliver/firehose-to-opensearch';
import { FirehoseToRedshift } from '../../../lib/deliver/firehose-to-redshift';
import { FirehoseToS3, type FirehoseToS3Options } from '../../../lib/deliver/firehose-to-s3';
import { HttpEndpointDestination } from '../../../lib/deliver/http-endpoint-destination';
import { IcebergCatalog } from '../../../lib/deliver/iceberg-catalog';
import { ObjectKeys } from '../../../lib/deliver/object-keys';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { RedshiftEndpoint } from '../../../lib/deliver/redshift-endpoint';
import { SearchCollection } from '../../../lib/deliver/search-collection';
import { DocumentId } from '../../../lib/deliver/search-index';
import { SnowflakeDestination } from '../../../lib/deliver/snowflake-destination';
import { SnowflakeLoading } from '../../../lib/deliver/snowflake-loading';
import { SourceBackup } from '../../../lib/deliver/source-backup';
import { SplunkDestination } from '../../../lib/deliver/splunk-destination';
import { Transform } from '../../../lib/deliver/transform';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { deliverTo } from './destination-fixtures';

/** One of every destination, with all that each can be told. */
export function everyDestination(stack: Stack): void {
  const { stream } = new EncryptedStream(stack, 'Orders');
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'destination');
  const bucket = new RecordBucket(stack, 'Lake').bucket;
  const tables = [{ database: 'shop', table: 'orders', uniqueKeys: ['id'], partitionColumns: ['day'] }];
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Private', subnetType: SubnetType.PRIVATE_ISOLATED }],
    flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(new LogGroup(stack, 'Flow')) } },
  });
  const backup = DeliveryBackup.allRecords();
  const transform = Transform.lambdaFunction(LambdaFunction.fromFunctionName(stack, 'Enrich', 'enrich'));

  new FirehoseToRedshift(stack, 'ToRedshift', {
    stream,
    endpoint: RedshiftEndpoint.serverless('analytics', 'shop'),
    credentials: secret,
    table: 'orders',
    columns: ['id', 'total'],
    backup,
    transform,
  });
  new FirehoseToOpenSearch(stack, 'ToDomain', {
    stream,
    target: SearchTarget.domain(
      Domain.fromDomainEndpoint(stack, 'Domain', 'https://search-orders-abc.eu-west-1.es.amazonaws.com'),
      { documentId: DocumentId.FIREHOSE },
    ),
    indexName: 'orders',
    vpc,
    vpcSubnets: { subnets: vpc.isolatedSubnets },
    backup,
    transform,
  });
  new FirehoseToOpenSearch(stack, 'ToCollection', {
    stream,
    target: SearchTarget.collection(
      SearchCollection.fromAttributes({
        collectionName: 'shop',
        collectionArn: 'arn:aws:aoss:eu-west-1:111111111111:collection/abc',
        collectionEndpoint: 'https://abc.eu-west-1.aoss.amazonaws.com',
      }),
    ),
    indexName: 'orders',
    backup,
  });
  new FirehoseToIceberg(stack, 'ToIceberg', {
    stream,
    catalog: IcebergCatalog.glue(bucket),
    tables,
    schemaEvolution: true,
    tableCreation: true,
    transform,
  });
  new FirehoseToIceberg(stack, 'ToTables', {
    stream,
    catalog: IcebergCatalog.s3Tables('analytics'),
    transform,
    appendOnly: true,
  });
  deliverTo(
    stack,
    new HttpEndpointDestination({
      url: 'https://partner.example.com/orders',
      endpointName: 'partner',
      accessKey: secret,
      commonAttributes: { environment: 'production' },
      backup,
      transform,
    }),
    'ToHttp',
  );
  deliverTo(
    stack,
    new SplunkDestination({ endpoint: 'https://splunk.example.com', token: secret, backup, transform }),
    'ToSplunk',
  );
  deliverTo(
    stack,
    new SnowflakeDestination({
      accountUrl: 'shop-eu.snowflakecomputing.com',
      credentials: secret,
      database: 'SHOP',
      schema: 'PUBLIC',
      table: 'ORDERS',
      loading: SnowflakeLoading.content('RECORD', 'ORIGIN'),
      snowflakeRole: 'LOADER',
      privateLinkVpceId: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
      backup,
    }),
    'ToSnowflake',
  );
}

const columns = {
  order_id: ColumnType.STRING,
  lines: ColumnType.array(ColumnType.struct({ sku: ColumnType.STRING, price: ColumnType.decimal(10, 2) })),
};

/** Every shape that an archive can have, each setting in one of them. */
function shapes(stack: Stack): Record<string, FirehoseToS3Options> {
  const fn = LambdaFunction.fromFunctionArn(
    stack,
    'Fn',
    'arn:aws:lambda:eu-west-1:111111111111:function:enrich',
  );
  const bucket = new RecordBucket(stack, 'Shared').bucket;
  const table = ArchiveTable.ofColumns(columns);
  return {
    Plain: {},
    Lines: { recordFormat: RecordFormat.jsonLines(), table },
    Parquet: { recordFormat: RecordFormat.parquet(), table, sourceBackup: SourceBackup.allRecords() },
    Orc: {
      recordFormat: RecordFormat.orc(),
      table: ArchiveTable.existing({ databaseName: 'd', tableName: 't' }),
    },
    ByQuery: {
      recordFormat: RecordFormat.parquet(),
      table: ArchiveTable.ofColumns(columns, { keyValues: { country: ['de', 'pt'] } }),
      partitioning: Partitioning.byQuery({ country: '.country' }, { split: RecordSplit.json() }),
    },
    ByTransform: {
      transform: Transform.lambdaFunction(fn),
      recordFormat: RecordFormat.jsonLines(),
      partitioning: Partitioning.byQueryAndTransform({ country: '.country' }, ['tenant']),
      objectKeys: ObjectKeys.custom({
        prefix: '!{partitionKeyFromLambda:tenant}/!{partitionKeyFromQuery:country}/!{timestamp:yyyy-MM-dd}/',
        timeZone: TimeZone.EUROPE_LISBON,
        fileExtension: '.json.gz',
      }),
      table: ArchiveTable.ofColumns(columns, { databaseName: 'lake', tableName: 'orders' }),
    },
    Logs: { transform: Transform.cloudWatchLogs(), bucket },
    LogsByFunction: {
      transform: Transform.cloudWatchLogs({ extractMessages: false, next: Transform.lambdaFunction(fn) }),
      bucket,
    },
  };
}

/** An archive of each shape. */
export function everyArchive(stack: Stack): void {
  const { stream } = new EncryptedStream(stack, 'Orders');
  const made = Object.entries(shapes(stack)).map(
    ([id, options]) => new FirehoseToS3(stack, id, { stream, ...options }),
  );
  acknowledgeShared(stack, made);
}

/** In a bucket that is given, the wildcard of the objects is its owner's to answer for. */
function acknowledgeShared(stack: Stack, archives: FirehoseToS3[]): void {
  const shared = archives.filter(({ bucket }) => bucket.node.path.startsWith(`${stack.node.path}/Shared/`));
  expect(shared).toHaveLength(2);
  for (const { bucket, deliveryRole } of shared) {
    const bucketId = stack.getLogicalId(bucket.node.defaultChild as never);
    Validations.of(deliveryRole).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      reason: 'The bucket is for these archives alone',
    });
  }
}

/** A channel of each kind. */
export function everyChannel(stack: Stack): void {
  const { stream } = new EncryptedStream(stack, 'Orders');
  new ChannelToS3(stack, 'Archive', { stream });
  toTable(stack, stream);
}

/** A channel to a table, with all that it needs. */
export function toTable(stack: Stack, stream: IStream): ChannelToIceberg {
  const registry = new CfnRegistry(stack, 'Registry', { name: 'registry' });
  const schema = new CfnSchema(stack, 'Schema', {
    name: 'orders',
    registry: { arn: registry.attrArn },
    dataFormat: 'JSON',
    compatibility: 'NONE',
    schemaDefinition: '{}',
  });
  return new ChannelToIceberg(stack, 'Table', {
    stream,
    tableBucketArn: new CfnTableBucket(stack, 'Lake', { tableBucketName: 'lake' }).attrTableBucketArn,
    namespace: 'sales',
    tableName: 'orders',
    schemaArn: schema.attrArn,
    partitionColumn: 'ordered_at',
  });
}
