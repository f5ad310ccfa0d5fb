import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import { FirehoseToOpenSearch, SearchTarget } from '../../../lib/deliver/firehose-to-opensearch';
import { SearchCollection } from '../../../lib/deliver/search-collection';
import { DocumentId, IndexRotation } from '../../../lib/deliver/search-index';
import { testStack } from '../../support/stack';
import { configurationIn, deliveryStreamIn } from './destination-fixtures';

const ENDPOINT = 'https://search-orders-abc.eu-west-1.es.amazonaws.com';
const collection = SearchTarget.collection(
  SearchCollection.fromAttributes({
    collectionName: 'shop',
    collectionArn: 'arn:aws:aoss:eu-west-1:111111111111:collection/abc',
    collectionEndpoint: 'https://abc.eu-west-1.aoss.amazonaws.com',
  }),
);
const domain = (stack: Stack) =>
  SearchTarget.domain(Domain.fromDomainEndpoint(stack, 'Domain', ENDPOINT), {
    indexRotation: IndexRotation.WEEKLY,
    documentId: DocumentId.FIREHOSE,
  });

const searchIn = (stack: Stack, target: SearchTarget, indexName = 'orders') =>
  new FirehoseToOpenSearch(stack, 'Search', { stream: new Stream(stack, 'Orders'), target, indexName });

test('the records of the stream go to the domain', () => {
  const stack = testStack();
  const search = searchIn(stack, domain(stack));
  expect(deliveryStreamIn(stack).Properties.DeliveryStreamType).toBe('KinesisStreamAsSource');
  expect(configurationIn(stack, 'AmazonopensearchserviceDestinationConfiguration')).toMatchObject({
    IndexName: 'orders',
    IndexRotationPeriod: 'OneWeek',
    DocumentIdOptions: { DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' },
    RoleARN: stack.resolve(search.deliveryRole.roleArn),
    S3Configuration: { BucketARN: stack.resolve(search.bucket.bucketArn) },
  });
});

test('or to the collection, after its access policy', () => {
  const stack = testStack();
  const search = searchIn(stack, collection);
  expect(configurationIn(stack, 'AmazonOpenSearchServerlessDestinationConfiguration')).toMatchObject({
    IndexName: 'orders',
    RoleARN: stack.resolve(search.deliveryRole.roleArn),
  });
  const template = Template.fromStack(stack);
  const first = ['AWS::IAM::Policy', 'AWS::OpenSearchServerless::AccessPolicy'].flatMap((type) =>
    Object.keys(template.findResources(type)),
  );
  expect([...deliveryStreamIn(stack).DependsOn].sort()).toEqual(first.sort());
});

test('fails before anything is made on a name that OpenSearch refuses', () => {
  const stack = testStack();
  expect(() => searchIn(stack, collection, 'Orders')).toThrow('[T/Search] indexName must be in lower case');
  expect(stack.node.findChild('Search').node.children).toEqual([]);
});

const of = {
  Service: (stack: Stack) => searchIn(stack, domain(stack)),
  Serverless: (stack: Stack) => searchIn(stack, collection),
};

test.each(
  (['Service', 'Serverless'] as const).flatMap((kind) =>
    (
      [
        ['metricDataFreshness', `DeliveryToAmazonOpenSearch${kind}.DataFreshness`, 'Maximum'],
        ['metricDeliverySuccess', `DeliveryToAmazonOpenSearch${kind}.Success`, 'Average'],
        ['metricDeliveredRecords', `DeliveryToAmazonOpenSearch${kind}.Records`, 'Sum'],
        ['metricDeliveredBytes', `DeliveryToAmazonOpenSearch${kind}.Bytes`, 'Sum'],
        ['metricAuthFailure', `DeliveryToAmazonOpenSearch${kind}.AuthFailure`, 'Maximum'],
        ['metricDeliveryRejected', `DeliveryToAmazonOpenSearch${kind}.DeliveryRejected`, 'Maximum'],
        ['metricBackupFreshness', 'DeliveryToS3.DataFreshness', 'Maximum'],
      ] as const
    ).map((row) => [kind, ...row] as const),
  ),
)('OpenSearch %s: %s is %s (%s over 5 minutes)', (kind, method, metricName, statistic) => {
  const search = of[kind](testStack());
  const metric = search[method]();
  expect(metric).toMatchObject({ namespace: 'AWS/Firehose', metricName, statistic });
  expect(metric.period.toSeconds()).toBe(300);
  expect(metric.dimensions).toEqual({ DeliveryStreamName: search.deliveryStream.deliveryStreamName });
});
