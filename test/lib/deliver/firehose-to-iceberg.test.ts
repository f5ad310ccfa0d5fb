import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { FirehoseToIceberg, type FirehoseToIcebergProps } from '../../../lib/deliver/firehose-to-iceberg';
import { IcebergCatalog } from '../../../lib/deliver/iceberg-catalog';
import { testStack } from '../../support/stack';
import { configurationIn, deliveryStreamIn } from './destination-fixtures';

const lakeIn = (stack: Stack, props: Partial<FirehoseToIcebergProps> = {}) =>
  new FirehoseToIceberg(stack, 'Lake', {
    stream: new Stream(stack, 'Orders'),
    catalog: IcebergCatalog.s3Tables('analytics'),
    tables: [{ database: 'shop', table: 'orders' }],
    ...props,
  });

test('the records of the stream go to the table, failures to a bucket', () => {
  const stack = testStack();
  const lake = lakeIn(stack, { appendOnly: true });
  expect(configurationIn(stack, 'IcebergDestinationConfiguration')).toMatchObject({
    AppendOnly: true,
    RoleARN: stack.resolve(lake.deliveryRole.roleArn),
    S3Configuration: { BucketARN: stack.resolve(lake.bucket.bucketArn) },
  });
  const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect([...deliveryStreamIn(stack).DependsOn].sort()).toEqual(policies.sort());
});

test('removal takes bucket, key and logs along', () => {
  const stack = testStack();
  lakeIn(stack, { removalPolicy: RemovalPolicy.DESTROY });
  for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::Logs::LogStream']) {
    Template.fromStack(stack).allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('fails before anything is made when nothing says the table', () => {
  const stack = testStack();
  expect(() => lakeIn(stack, { tables: [] })).toThrow('[T/Lake] tables must be one table, unless transform');
  expect(stack.node.findChild('Lake').node.children).toEqual([]);
});

test.each([
  ['metricDataFreshness', 'DeliveryToIceberg.DataFreshness', 'Maximum'],
  ['metricDeliverySuccess', 'DeliveryToIceberg.Success', 'Average'],
  ['metricDeliveredRecords', 'DeliveryToIceberg.SuccessfulRowCount', 'Sum'],
  ['metricFailedRecords', 'DeliveryToIceberg.FailedRowCount', 'Sum'],
  ['metricDeliveredBytes', 'DeliveryToIceberg.Bytes', 'Sum'],
] as const)('%s is %s (%s over 5 minutes) of this delivery stream', (method, metricName, statistic) => {
  const lake = lakeIn(testStack());
  const metric = lake[method]();
  expect(metric).toMatchObject({ namespace: 'AWS/Firehose', metricName, statistic });
  expect(metric.period.toSeconds()).toBe(300);
  expect(metric.dimensions).toEqual({ DeliveryStreamName: lake.deliveryStream.deliveryStreamName });
});
