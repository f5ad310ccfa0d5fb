import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { FirehoseToRedshift, type FirehoseToRedshiftProps } from '../../../lib/deliver/firehose-to-redshift';
import { RedshiftEndpoint } from '../../../lib/deliver/redshift-endpoint';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { configurationIn, deliveryStreamIn, rights } from './destination-fixtures';

function warehouseIn(
  stack: Stack,
  props: Partial<FirehoseToRedshiftProps> = {},
  stream: IStream = new EncryptedStream(stack, 'Orders').stream,
) {
  return new FirehoseToRedshift(stack, 'Warehouse', {
    stream,
    endpoint: RedshiftEndpoint.serverless('analytics', 'shop'),
    credentials: Secret.fromSecretNameV2(stack, 'Loader', 'loader'),
    table: 'orders',
    ...props,
  });
}

describe('by default', () => {
  const stack = testStack();
  const warehouse = warehouseIn(stack);
  const stream = stack.node.findChild('Orders') as EncryptedStream;
  const template = Template.fromStack(stack);
  const configuration = configurationIn(stack, 'RedshiftDestinationConfiguration');

  test('the stream is the source, Redshift the destination, with a role for each', () => {
    expect(deliveryStreamIn(stack).Properties).toMatchObject({
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: {
        KinesisStreamARN: stack.resolve(stream.stream.streamArn),
        RoleARN: stack.resolve(warehouse.sourceRole.roleArn),
      },
      RedshiftDestinationConfiguration: { RoleARN: stack.resolve(warehouse.deliveryRole.roleArn) },
    });
    expect(warehouse.sourceRole).not.toBe(warehouse.deliveryRole);
  });

  test('what stands behind it can be reached', () => {
    expect(configuration.S3Configuration.BucketARN).toEqual(stack.resolve(warehouse.bucket.bucketArn));
    expect(configuration.CloudWatchLoggingOptions.LogGroupName).toEqual(
      stack.resolve(warehouse.logGroup.logGroupName),
    );
    expect(warehouse.bufferInterval.toSeconds()).toBe(300);
  });

  test('the source role reads the stream and decrypts its records through Kinesis, no more', () => {
    expect(rights(stack, 'WarehouseSourceRole')).toEqual([
      {
        Action: [
          'kinesis:DescribeStream',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        Effect: 'Allow',
        Resource: stack.resolve(stream.stream.streamArn),
      },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: stack.resolve(stream.stream.encryptionKey?.keyArn),
        Condition: {
          StringEquals: {
            'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com',
            'kms:EncryptionContext:aws:kinesis:arn': stack.resolve(stream.stream.streamArn),
          },
        },
      },
    ]);
  });

  test('the delivery stream is made after the policies of both roles, and of nothing that it refers to anyway', () => {
    const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
    expect(policies).toHaveLength(2);
    expect([...deliveryStreamIn(stack).DependsOn].sort()).toEqual(policies.sort());
  });

  test('there is nothing to warn of', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

test('reads an imported stream', () => {
  const stack = testStack();
  const streamArn = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';
  warehouseIn(stack, {}, Stream.fromStreamArn(stack, 'Imported', streamArn));
  expect(rights(stack, 'WarehouseSourceRole')).toEqual([expect.objectContaining({ Resource: streamArn })]);
});

test('a database lets the addresses of Firehose in by the connections of the delivery stream', () => {
  const stack = testStack();
  const { deliveryStream } = warehouseIn(stack);
  const group = new SecurityGroup(stack, 'Database', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 1 }) });
  group.connections.allowFrom(deliveryStream, Port.tcp(5439));
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '52.19.239.192/27', FromPort: 5439 })],
  });
});

test.each<[string, Partial<FirehoseToRedshiftProps>, string]>([
  [
    'the buffer is kept too long',
    { bufferInterval: Duration.minutes(16) },
    'bufferInterval must be 0 seconds to 15 minutes, got 16 minutes',
  ],
  [
    'it is repeated too long',
    { retryDuration: Duration.hours(3) },
    'retryDuration must be 0 seconds to 2 hours',
  ],
  ['there is no table', { table: '' }, 'table must be 1 to 512 characters, got 0'],
])('fails before anything is made when %s', (_, props, message) => {
  const stack = testStack();
  expect(() => warehouseIn(stack, props)).toThrow(`[T/Warehouse] ${message}`);
  expect(stack.node.findChild('Warehouse').node.children).toEqual([]);
});

test('fails when the stream is in another Region', () => {
  const stack = testStack();
  const far = Stream.fromStreamArn(stack, 'Far', 'arn:aws:kinesis:us-east-1:111111111111:stream/far');
  expect(() => warehouseIn(stack, {}, far)).toThrow(
    '[T/Warehouse] stream must be in eu-west-1, as the delivery stream is, got one in us-east-1',
  );
});

test.each([
  ['metricDataFreshness', 'DeliveryToRedshift.DataFreshness', 'Maximum'],
  ['metricDeliverySuccess', 'DeliveryToRedshift.Success', 'Average'],
  ['metricDeliveredRecords', 'DeliveryToRedshift.Records', 'Sum'],
  ['metricDeliveredBytes', 'DeliveryToRedshift.Bytes', 'Sum'],
  ['metricStagingFreshness', 'DeliveryToS3.DataFreshness', 'Maximum'],
  ['metricBackupFreshness', 'BackupToS3.DataFreshness', 'Maximum'],
  ['metricMillisBehindLatest', 'KinesisMillisBehindLatest', 'Maximum'],
  ['metricThrottledReads', 'ThrottledGetRecords', 'Sum'],
  ['metricTransformSuccess', 'ExecuteProcessing.Success', 'Average'],
] as const)('%s is %s (%s over 5 minutes) of this delivery stream', (method, metricName, statistic) => {
  const warehouse = warehouseIn(testStack());
  const metric = warehouse[method]();
  expect(metric).toMatchObject({ namespace: 'AWS/Firehose', metricName, statistic });
  expect(metric.period.toSeconds()).toBe(300);
  expect(metric.dimensions).toEqual({ DeliveryStreamName: warehouse.deliveryStream.deliveryStreamName });
  expect(warehouse[method]({ statistic: 'p90' }).statistic).toBe('p90');
});
