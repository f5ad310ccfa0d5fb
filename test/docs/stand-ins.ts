import { Metrics } from '@aws-lambda-powertools/metrics';
import { App, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnSchema } from 'aws-cdk-lib/aws-glue';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { ShardLevelMetrics } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnTableBucket } from 'aws-cdk-lib/aws-s3tables';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import * as kc from 'kinesis-constructs';
import {
  deliver,
  processRecords,
  StreamProducer,
  transformRecords,
  type UserRecord,
} from 'kinesis-constructs/runtime';
import { kinesisEvent } from 'kinesis-constructs/testing';
import { RealtimeAnalytics } from '../../examples/realtime-analytics/app';

const fn = (scope: Construct) =>
  new LambdaFunction(scope, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] })'),
  });
const role = (scope: Construct) => new Role(scope, 'Role', { assumedBy: new AccountRootPrincipal() });
const bucket = (scope: Construct) => new Bucket(scope, 'Bucket');
const secret = (scope: Construct) => new Secret(scope, 'Secret');
const vpc = (scope: Construct) => new Vpc(scope, 'Vpc', { maxAzs: 2 });
const onDemand = (scope: Construct) => new kc.EncryptedStream(scope, 'Stream');
const stream = (scope: Construct) =>
  new kc.EncryptedStream(scope, 'Stream', { shardCount: 2, shardLevelMetrics: [ShardLevelMetrics.ALL] })
    .stream;
const trades = (scope: Construct) =>
  kc.FlinkTable.fromStream(stream(scope), {
    columns: { price: kc.FlinkColumn.DOUBLE },
    format: kc.FlinkFormat.json(),
  });
const CONNECTOR = 'flink-sql-connector-aws-kinesis-streams-5.1.0-1.20.jar';

/**
 * What the reader of a snippet has and the snippet does not show, by the name it goes by there. Each is made in a scope of
 * its own, when the first snippet of a page asks for it. A name means one thing on all pages.
 */
export const standIns = {
  app: () => new App(),
  stack: (scope: Construct) => Stack.of(scope),
  otherRegionStack: (scope: Construct) =>
    new Stack(scope.node.root, 'OtherRegion', { env: { account: '111122223333', region: 'eu-central-1' } }),
  Orders: () => class extends Stack {},
  RealtimeAnalytics: () => RealtimeAnalytics,

  stream,
  orders: onDemand,
  logs: onDemand,
  sharedKey: (scope: Construct) => new Key(scope, 'Key', { enableKeyRotation: true }),
  vpc,
  bucket,
  failures: bucket,
  lake: bucket,
  revenue: () => new Metric({ namespace: 'Shop', metricName: 'Revenue' }),

  alert: fn,
  bill: fn,
  enrich: fn,
  index: fn,
  indexer: fn,
  settle: fn,
  settleOrders: fn,
  analyst: role,
  orderService: role,
  secret,
  loader: secret,
  partnerKey: secret,
  snowflakeUser: secret,
  splunkToken: secret,

  columns: () => ({ order_id: kc.ColumnType.STRING, amount: kc.ColumnType.DOUBLE }),
  tableBucket: (scope: Construct) => new CfnTableBucket(scope, 'Tables', { tableBucketName: 'lake' }),
  orderSchema: (scope: Construct) =>
    new CfnSchema(scope, 'Schema', {
      name: 'orders',
      dataFormat: 'JSON',
      compatibility: 'NONE',
      schemaDefinition: '{}',
    }),
  collection: (scope: Construct) => new CfnCollection(scope, 'Collection', { name: 'orders' }),
  domain: (scope: Construct) => new Domain(scope, 'Domain', { version: EngineVersion.OPENSEARCH_2_17 }),
  privateDomain: (scope: Construct) =>
    new Domain(scope, 'Domain', { version: EngineVersion.OPENSEARCH_2_17, vpc: vpc(scope) }),
  database: (scope: Construct) =>
    new DatabaseCluster(scope, 'Database', {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_4 }),
      writer: ClusterInstance.serverlessV2('writer'),
      vpc: vpc(scope),
    }),
  connectorJar: () => CONNECTOR,

  archive: (scope: Construct) => new kc.FirehoseToS3(scope, 'Archive', { stream: stream(scope) }),
  consumers: (scope: Construct) => new kc.FanOutConsumerSet(scope, 'Consumers', { stream: stream(scope) }),
  table: (scope: Construct) =>
    new kc.ChannelToIceberg(scope, 'Table', {
      stream: onDemand(scope).stream,
      tableBucketArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/lake',
      namespace: 'sales',
      tableName: 'orders',
      schemaArn: 'arn:aws:glue:eu-west-1:111122223333:schema/registry/orders',
      partitionColumn: 'ordered_at',
    }),
  toSearch: (scope: Construct) =>
    new kc.FirehoseToOpenSearch(scope, 'Search', {
      stream: stream(scope),
      target: kc.SearchTarget.domain(new Domain(scope, 'Domain', { version: EngineVersion.OPENSEARCH_2_17 })),
      indexName: 'orders',
    }),
  source: (scope: Construct) =>
    new kc.DatabaseSource(scope, 'Shop', {
      stream: stream(scope),
      vpc: vpc(scope),
      engine: kc.DatabaseEngine.postgres({ secret: secret(scope), databaseName: 'shop' }),
      tables: [kc.TableRule.include('public', 'orders')],
    }),
  application: (scope: Construct) =>
    new kc.FlinkSqlApplication(scope, 'Application', {
      sql: kc.FlinkSql.text('INSERT INTO copies SELECT price FROM trades;'),
      tables: {
        trades: trades(scope),
        copies: kc.FlinkTable.toBucket(bucket(scope), {
          columns: { price: kc.FlinkColumn.DOUBLE },
          format: kc.FlinkFormat.json(),
        }),
      },
      connectorJar: CONNECTOR,
    }),
  job: (scope: Construct) =>
    new kc.SparkStreamingJob(scope, 'Job', {
      program: kc.SparkProgram.python('job.py'),
      sources: [stream(scope)],
      bucket: bucket(scope),
      vpc: vpc(scope),
    }),
  cluster: (scope: Construct) =>
    new kc.EmrStreamingCluster(scope, 'Cluster', {
      program: kc.SparkProgram.python('job.py'),
      sources: [stream(scope)],
      bucket: bucket(scope),
      vpc: vpc(scope),
    }),
  replica: (scope: Construct) =>
    new kc.StreamReplica(scope, 'Replica', {
      stream: stream(scope),
      target: kc.ReplicaTarget.fromStreamName('orders', 'eu-central-1'),
    }),

  // What runs in a function or a test.
  handler: () => processRecords(() => {}),
  transform: () => transformRecords(({ payload }) => deliver(payload as object)),
  event: () => kinesisEvent([{ data: { id: 1 } }]),
  record: () => kinesisEvent([{ data: { id: 1 } }]).Records[0],
  records: (): UserRecord[] => [{ partitionKey: 'a', data: Buffer.from('one') }],
  send: () => async (_aggregate: object) => {},
  save:
    () =>
    async (..._row: unknown[]) => {},
  remove: () => async (_id: unknown) => {},
  producer: () => new StreamProducer({ streamName: 'orders' }),
  metrics: () => new Metrics({ namespace: 'Shop', serviceName: 'orders' }),
  flight: () => ({ origin: 'JFK' }),
  airports: (): Record<string, string> => ({ JFK: 'New York' }),
};

/** The types of what they make. */
export type StandIns = { [Name in keyof typeof standIns]: ReturnType<(typeof standIns)[Name]> };
