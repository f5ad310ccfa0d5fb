import { drawAssembly } from '../../../bin/diagram/draw';
import { arn, type FakeStack, fakeAssembly, role } from './fake-assembly';

const stream = ['AWS::Kinesis::Stream'] as const;
const bucket = ['AWS::S3::Bucket'] as const;
const delivery = (settings: object) => ['AWS::KinesisFirehose::DeliveryStream', settings] as const;

/** The lines between nodes. */
function edges(resources: FakeStack['resources'], rest: Omit<FakeStack, 'resources'> = {}): string[] {
  const lines = drawAssembly(fakeAssembly({ Shop: { resources, ...rest } })).split('\n');
  return lines.filter((line) => line.includes('->')).map((line) => line.trim());
}

describe('functions', () => {
  const reader = { EventSourceArn: arn('Orders'), FunctionName: { Ref: 'Count' } };
  const mapping = ['AWS::Lambda::EventSourceMapping', reader] as const;
  const Count = ['AWS::Lambda::Function', { Role: arn('Role') }] as const;
  const base = { Orders: stream, Failed: bucket, Count, Mapping: mapping };

  test('read a stream by a mapping, or by a consumer of their own', () => {
    expect(edges(base)).toEqual(['Orders_stream --> Count_function']);
    const own = { ...reader, EventSourceArn: { 'Fn::GetAtt': ['Fast', 'ConsumerARN'] } };
    const fast = { Fast: ['AWS::Kinesis::StreamConsumer', { StreamARN: arn('Orders') }] } as const;
    expect(edges({ ...base, ...fast, Mapping: ['AWS::Lambda::EventSourceMapping', own] })).toEqual([
      'Orders_stream --> Fast_consumer',
      'Fast_consumer --> Count_function',
    ]);
  });

  test('are found behind an alias', () => {
    const byAlias = [
      'AWS::Lambda::EventSourceMapping',
      { ...reader, FunctionName: { Ref: 'Live' } },
    ] as const;
    const Live = ['AWS::Lambda::Alias', { FunctionName: { Ref: 'Count' } }] as const;
    expect(edges({ ...base, Live, Mapping: byAlias })).toEqual(['Orders_stream --> Count_function']);
  });

  test('put what failed beside; the right to do that is none to write records', () => {
    const DestinationConfig = { OnFailure: { Destination: arn('Failed') } };
    const careful = ['AWS::Lambda::EventSourceMapping', { ...reader, DestinationConfig }] as const;
    const objects = { 'Fn::Join': ['', [arn('Failed'), '/aws/lambda/*']] };
    expect(edges({ ...base, Mapping: careful, Role: role(['s3:PutObject', objects]) })).toEqual([
      'Orders_stream --> Count_function',
      'Count_function -.->|"on failure"| Failed_bucket',
    ]);
  });

  test.each([
    ['an action with a wildcard', role([['dynamodb:Get*', 'dynamodb:Put*'], arn('Rows')])],
    ['an action in other letters', role(['DynamoDB:PutItem', arn('Rows')])],
  ])('write where %s lets them', (_, Role) => {
    const Rows = ['AWS::DynamoDB::Table'] as const;
    expect(edges({ ...base, Rows, Role })).toContain('Count_function --> Rows_table');
    expect(edges({ ...base, Rows, Role: role(['dynamodb:GetItem', arn('Rows')]) })).toHaveLength(1);
    expect(edges({ ...base, Rows, Role: role(['dynamodb:PutItem', '*']) })).toHaveLength(1);
  });

  test('write where a policy of their role lets them, and not where one denies it', () => {
    const document = (Effect: string) => ({
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: { Statement: { Effect, Action: 'sqs:SendMessage', Resource: arn('Alerts') } },
    });
    const withPolicy = (Effect: string) =>
      edges({
        ...base,
        Alerts: ['AWS::SQS::Queue'],
        Role: role(),
        P: ['AWS::IAM::Policy', document(Effect)],
      });
    expect(withPolicy('Allow')).toContain('Count_function --> Alerts_queue');
    expect(withPolicy('Deny')).toEqual(['Orders_stream --> Count_function']);
  });

  test('go on from a queue that another one writes to', () => {
    const next = {
      Alerts: ['AWS::SQS::Queue'],
      Role: role(['sqs:SendMessage', arn('Alerts')]),
      Tell: ['AWS::Lambda::Function', { Role: arn('TellRole') }],
      TellRole: role(['sns:Publish', { Ref: 'People' }]),
      People: ['AWS::SNS::Topic'],
      Next: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: arn('Alerts'), FunctionName: arn('Tell') }],
    } as const;
    expect(edges({ ...base, ...next }).sort()).toEqual([
      'Alerts_queue --> Tell_function',
      'Count_function --> Alerts_queue',
      'Orders_stream --> Count_function',
      'Tell_function --> People_topic',
    ]);
  });

  test('that write to a stream are drawn though nothing comes to them, those of custom resources are not', () => {
    const writer = {
      Orders: stream,
      Put: ['AWS::Lambda::Function', { Role: arn('Role') }],
      Role: role(['kinesis:PutRecords', arn('Orders')]),
    } as const;
    expect(edges(writer)).toEqual(['Put_function --> Orders_stream']);
    expect(edges({ ...writer, Seed: ['Custom::Seed', { ServiceToken: arn('Put') }] })).toEqual([]);
  });
});

describe('Firehose', () => {
  const KinesisStreamSourceConfiguration = { KinesisStreamARN: arn('Orders') };
  const S3Configuration = { BucketARN: arn('Files') };
  const from = (settings: object) =>
    edges({
      Orders: stream,
      Files: bucket,
      Other: bucket,
      Shape: ['AWS::Lambda::Function'],
      Out: delivery({ KinesisStreamSourceConfiguration, ...settings }),
    }).slice(1);

  test.each([
    ['ExtendedS3', { BucketARN: arn('Files') }, ['Out_delivery --> Files_bucket']],
    [
      'Splunk',
      { HECEndpoint: 'https://in.splunk.example:8088', S3Configuration },
      ['Out_delivery --> in_splunk_example_splunk', 'Out_delivery -.->|"on failure"| Files_bucket'],
    ],
    [
      'HttpEndpoint',
      {
        EndpointConfiguration: { Url: 'https://api.example/in?key=secret' },
        S3BackupMode: 'AllData',
        S3Configuration,
      },
      ['Out_delivery --> api_example_http', 'Out_delivery -.->|"all, as backup"| Files_bucket'],
    ],
    [
      'Redshift',
      { ClusterJDBCURL: 'jdbc:redshift://dwh.1.eu-west-1.redshift.example:5439/db', S3Configuration },
      ['Out_delivery --> Files_bucket', expect.stringMatching(/^Files_bucket -->\|"COPY"\| \w+_redshift$/)],
    ],
    [
      'Iceberg',
      {
        DestinationTableConfigurationList: [
          { DestinationDatabaseName: 'shop', DestinationTableName: 'orders' },
        ],
        S3Configuration,
      },
      ['Out_delivery --> shop_orders_icebergTable', 'Out_delivery -.->|"on failure"| Files_bucket'],
    ],
  ])('delivers to %s', (kind, settings, expected) => {
    expect(from({ [`${kind}DestinationConfiguration`]: settings })).toEqual(expected);
  });

  test('lets a function transform, and keeps a copy', () => {
    const Parameters = [{ ParameterName: 'LambdaArn', ParameterValue: arn('Shape') }];
    const ExtendedS3DestinationConfiguration = {
      BucketARN: arn('Files'),
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'Lambda', Parameters }] },
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: { BucketARN: arn('Other') },
    };
    expect(from({ ExtendedS3DestinationConfiguration })).toEqual([
      'Out_delivery <-->|"transform"| Shape_function',
      'Out_delivery --> Files_bucket',
      'Out_delivery -.->|"all, as backup"| Other_bucket',
    ]);
  });
});

test('a database goes by DMS to a stream', () => {
  const endpoints = { SourceEndpointArn: { Ref: 'Source' }, TargetEndpointArn: { Ref: 'Target' } };
  expect(
    edges({
      Orders: stream,
      Source: ['AWS::DMS::Endpoint', { EngineName: 'mysql' }],
      Target: ['AWS::DMS::Endpoint', { KinesisSettings: { StreamArn: arn('Orders') } }],
      Copy: ['AWS::DMS::ReplicationTask', endpoints],
    }),
  ).toEqual(['Source_database --> Copy_replication', 'Copy_replication --> Orders_stream']);
});

test('a channel goes from a stream to a bucket', () => {
  const channel = {
    StreamConfigurationList: [{ StreamArn: arn('Orders') }],
    S3DestinationConfiguration: {
      BucketArn: arn('Files'),
      DeadLetterQueueS3Configuration: { BucketArn: arn('Failed') },
    },
  };
  expect(
    edges({ Orders: stream, Files: bucket, Failed: bucket, Out: ['AWS::Kinesis::Channel', channel] }),
  ).toEqual([
    'Orders_stream --> Out_channel',
    'Out_channel --> Files_bucket',
    'Out_channel -.->|"on failure"| Failed_bucket',
  ]);
});

test('jobs read and write what their roles may', () => {
  const Role = role(['kinesis:GetRecords', arn('Orders')], ['s3:PutObject*', arn('Files')]);
  const expected = (kind: string) => [`Orders_stream --> Job_${kind}`, `Job_${kind} --> Files_bucket`];
  const base = { Orders: stream, Files: bucket, Role };
  expect(
    edges({ ...base, Job: ['AWS::KinesisAnalyticsV2::Application', { ServiceExecutionRole: arn('Role') }] }),
  ).toEqual(expected('flink'));
  expect(
    edges({
      ...base,
      Profile: ['AWS::IAM::InstanceProfile', { Roles: [{ Ref: 'Role' }] }],
      Job: ['AWS::EMR::Cluster', { JobFlowRole: { Ref: 'Profile' } }],
    }),
  ).toEqual(expected('emrCluster'));
  expect(
    edges({
      ...base,
      Job: ['AWS::EMRServerless::Application'],
      Run: ['Custom::Run', { application: { Ref: 'Job' }, role: arn('Role') }],
    }),
  ).toEqual(expected('emrServerless'));
});
