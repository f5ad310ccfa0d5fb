import type { Kind } from './kind';

/** Keeps the names of kinds as a type, and each kind in shape. */
const kindsOf = <Name extends string>(kinds: Record<Name, Kind>): Readonly<Record<Name, Kind>> => kinds;

/** All that a diagram shows, but for alarms. */
export const KINDS = kindsOf({
  stream: {
    word: 'Kinesis stream',
    shape: 'stadium',
    streams: true,
    types: ['AWS::Kinesis::Stream'],
    name: 'Name',
    ids: ['Stream'],
    arn: { service: 'kinesis', resource: /^stream\/([^/]+)$/ },
  },
  consumer: {
    word: 'fan-out consumer',
    shape: 'round',
    streams: true,
    types: ['AWS::Kinesis::StreamConsumer'],
    ids: ['Consumer', 'Registration'],
    arn: { service: 'kinesis', resource: /^stream\/[^/]+\/consumer\/([^:]+)/ },
  },
  channel: {
    word: 'Kinesis channel',
    shape: 'frame',
    streams: true,
    types: ['AWS::Kinesis::Channel'],
    ids: ['Channel'],
  },
  delivery: {
    word: 'Firehose',
    shape: 'frame',
    streams: true,
    types: ['AWS::KinesisFirehose::DeliveryStream'],
    name: 'DeliveryStreamName',
    ids: ['DeliveryStream', 'Delivery Stream'],
    arn: { service: 'firehose', resource: /^deliverystream\/(.+)$/ },
  },
  flink: {
    word: 'Flink application',
    shape: 'hexagon',
    streams: true,
    types: ['AWS::KinesisAnalyticsV2::Application'],
    ids: ['Application'],
  },
  emrServerless: {
    word: 'EMR Serverless',
    shape: 'hexagon',
    types: ['AWS::EMRServerless::Application'],
    ids: ['Application'],
  },
  emrCluster: { word: 'EMR cluster', shape: 'hexagon', types: ['AWS::EMR::Cluster'], ids: ['Cluster'] },
  task: { word: 'ECS task', shape: 'box', types: ['AWS::ECS::TaskDefinition'], ids: ['TaskDef'] },
  function: {
    word: 'Lambda function',
    shape: 'box',
    types: ['AWS::Lambda::Function'],
    name: 'FunctionName',
    ids: ['Function', 'Handler'],
    arn: { service: 'lambda', resource: /^function:([^:]+)/ },
  },
  replication: {
    word: 'DMS replication',
    shape: 'frame',
    streams: true,
    types: ['AWS::DMS::ReplicationConfig', 'AWS::DMS::ReplicationTask'],
    ids: ['Config', 'Task'],
  },
  database: { word: 'database', shape: 'cylinder', types: ['AWS::DMS::Endpoint'], ids: ['Source', 'Target'] },
  bucket: {
    word: 'S3 bucket',
    shape: 'cylinder',
    types: ['AWS::S3::Bucket'],
    name: 'BucketName',
    ids: ['Bucket'],
    arn: { service: 's3', resource: /^([^/]+)/ },
  },
  table: {
    word: 'DynamoDB table',
    shape: 'cylinder',
    types: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'],
    name: 'TableName',
    ids: ['Table'],
    arn: { service: 'dynamodb', resource: /^table\/([^/]+)/ },
  },
  glueTable: { word: 'Glue table', shape: 'cylinder', types: ['AWS::Glue::Table'], ids: ['Table'] },
  icebergTable: { word: 'Iceberg table', shape: 'cylinder' },
  tableBucket: {
    word: 'S3 table bucket',
    shape: 'cylinder',
    types: ['AWS::S3Tables::TableBucket'],
    ids: ['TableBucket'],
    arn: { service: 's3tables', resource: /^bucket\/([^/]+)/ },
  },
  redshift: {
    word: 'Redshift',
    shape: 'cylinder',
    types: ['AWS::RedshiftServerless::Workgroup', 'AWS::Redshift::Cluster'],
    ids: ['Workgroup', 'Cluster'],
  },
  search: {
    word: 'OpenSearch',
    shape: 'cylinder',
    types: [
      'AWS::OpenSearchServerless::Collection',
      'AWS::OpenSearchService::Domain',
      'AWS::Elasticsearch::Domain',
    ],
    ids: ['Collection', 'Domain'],
    arn: { service: 'es', resource: /^domain\/([^/]+)/ },
  },
  snowflake: { word: 'Snowflake', shape: 'cylinder' },
  splunk: { word: 'Splunk', shape: 'box' },
  http: { word: 'HTTP endpoint', shape: 'box' },
  queue: {
    word: 'SQS queue',
    shape: 'slanted',
    types: ['AWS::SQS::Queue'],
    name: 'QueueName',
    ids: ['Queue'],
    arn: { service: 'sqs', resource: /^(.+)$/ },
  },
  topic: {
    word: 'SNS topic',
    shape: 'slanted',
    types: ['AWS::SNS::Topic'],
    name: 'TopicName',
    ids: ['Topic'],
    arn: { service: 'sns', resource: /^([^:]+)/ },
  },
});

export type KindName = keyof typeof KINDS;

const NAMES = Object.keys(KINDS) as KindName[];
const byType = new Map(
  NAMES.flatMap((name) => (KINDS[name].types ?? []).map((type) => [type, name] as const)),
);

/** What a resource of this type is; `undefined` when diagrams leave it out. */
export function kindOfType(type: string): KindName | undefined {
  return byType.get(type);
}
