import { CfnParameter, Duration, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FieldRule, RecordFilter } from '../../../lib/process/record-filter';
import { StartPosition } from '../../../lib/process/start-position';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { IMPORTED, importedStream, MAPPING, processor, rightsIn, warningsIn } from './fixtures';

describe('at default settings, on a stream of this app', () => {
  const stack = testStack();
  const orders = new EncryptedStream(stack, 'Orders', { retentionPeriod: Duration.hours(48) });
  const made = processor(stack, { stream: orders.stream });
  const template = Template.fromStack(stack);
  const statements = rightsIn(template);
  const streamArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersStream'), 'Arn'] };
  const bucketArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^PFailedBatchesBucket'), 'Arn'] };

  test('the mapping reports single failures, divides failing batches and gives up after a bound', () => {
    template.hasResourceProperties(MAPPING, {
      EventSourceArn: streamArn,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
      StartingPositionTimestamp: Match.absent(),
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      DestinationConfig: { OnFailure: { Destination: bucketArn } },
      FilterCriteria: Match.absent(),
      TumblingWindowInSeconds: Match.absent(),
      Enabled: true,
      MetricsConfig: { Metrics: ['EventCount'] },
    });
  });

  test('records count as failed an hour before the stream drops them', () => {
    template.hasResourceProperties(MAPPING, { MaximumRecordAgeInSeconds: 47 * 3600 });
  });

  test('the role reads this stream alone, and no more of it than a mapping needs', () => {
    expect(statements[0]).toEqual({
      Effect: 'Allow',
      Action: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^OrdersStream/), 'Arn'] },
    });
  });

  test('the role may decrypt the records of this stream, and nothing else under its key', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersKey'), 'Arn'] },
            Condition: {
              StringEquals: {
                'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com',
                'kms:EncryptionContext:aws:kinesis:arn': streamArn,
              },
            },
          },
        ]),
      },
    });
  });

  test('that is all the role may do', () => {
    expect(statements).toHaveLength(5);
    expect(JSON.stringify(statements)).not.toMatch(/"Resource":"\*"|s3:(Get|Delete)/);
  });

  test('the mapping is made after the rights it needs', () => {
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
    template.hasResource(MAPPING, { DependsOn: Match.arrayWith([policy]) });
  });

  test('no warnings', () => {
    expect(warningsIn(stack)).toEqual([]);
  });

  test('metrics carry the dimensions of what they watch', () => {
    const uuid = { EventSourceMappingUUID: made.eventSourceMapping.eventSourceMappingId };
    expect(made.metricIteratorAge()).toMatchObject({
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      statistic: 'Maximum',
      dimensions: { FunctionName: made.function.functionName },
      period: Duration.minutes(1),
    });
    expect(made.metricErrors()).toMatchObject({ metricName: 'Errors', statistic: 'Sum' });
    expect(made.metricFailedRecords()).toMatchObject({
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      statistic: 'Sum',
      dimensions: uuid,
    });
    expect(made.metricDroppedRecords()).toMatchObject({ metricName: 'DroppedEventCount', dimensions: uuid });
    expect(made.metric('PolledEventCount', { statistic: 'Average' })).toMatchObject({
      metricName: 'PolledEventCount',
      statistic: 'Average',
    });
  });
});

describe('settings', () => {
  const stack = testStack();
  const made = processor(stack, {
    batchSize: 2500,
    maxBatchingWindow: Duration.seconds(30),
    // Two settings that others have swapped: different values for each show it.
    retryAttempts: 3,
    parallelizationFactor: 7,
    startingPosition: StartPosition.atTimestamp(new Date('2025-06-01T12:00:00.900Z')),
    maxRecordAge: Duration.hours(6),
    filters: [RecordFilter.where('delay', FieldRule.above(60)), RecordFilter.fromPattern('{"alert":[true]}')],
    tumblingWindow: Duration.minutes(5),
    enabled: false,
    failureBucket: Bucket.fromBucketAttributes(stack, 'Failures', {
      bucketArn: 'arn:aws:s3:::failures',
      account: '222222222222',
    }),
  });
  const reader = Role.fromRoleArn(stack, 'Reader', 'arn:aws:iam::111111111111:role/redrive');
  made.grantReadFailedBatches(reader);
  const template = Template.fromStack(stack);

  test('reach the mapping', () => {
    template.hasResourceProperties(MAPPING, {
      EventSourceArn: IMPORTED,
      BatchSize: 2500,
      MaximumBatchingWindowInSeconds: 30,
      MaximumRetryAttempts: 3,
      ParallelizationFactor: 7,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: Date.parse('2025-06-01T12:00:00Z') / 1000,
      MaximumRecordAgeInSeconds: 6 * 3600,
      FilterCriteria: {
        Filters: [
          { Pattern: '{"data":{"delay":[{"numeric":[">",60]}]}}' },
          { Pattern: '{"data":{"alert":[true]}}' },
        ],
      },
      TumblingWindowInSeconds: 300,
      Enabled: false,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures' } },
    });
  });

  test('deploy-time values pass', () => {
    const tokens = testStack();
    const parameter = new CfnParameter(tokens, 'Size', { type: 'Number' });
    processor(tokens, {
      batchSize: parameter.valueAsNumber,
      maxRecordAge: Duration.seconds(Token.asNumber({ Ref: 'Age' })),
    });
    Template.fromStack(tokens).hasResourceProperties(MAPPING, {
      BatchSize: { Ref: 'Size' },
      MaximumRecordAgeInSeconds: { Ref: 'Age' },
    });
  });

  test('an empty list of filters is no filter, not one that refuses all', () => {
    const unfiltered = testStack();
    processor(unfiltered, { filters: [] });
    Template.fromStack(unfiltered).hasResourceProperties(MAPPING, { FilterCriteria: Match.absent() });
  });

  test('LATEST', () => {
    const latest = testStack();
    processor(latest, { startingPosition: StartPosition.LATEST });
    Template.fromStack(latest).hasResourceProperties(MAPPING, { StartingPosition: 'LATEST' });
  });
});

describe('through a registered consumer', () => {
  const stack = testStack();
  const stream = importedStream(stack);
  const consumer = new StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'billing' });
  processor(stack, { stream, consumer });
  const template = Template.fromStack(stack);
  const consumerArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Consumer'), 'ConsumerARN'] };

  test('the mapping reads from the consumer', () => {
    template.hasResourceProperties(MAPPING, { EventSourceArn: consumerArn });
  });

  test('the role may subscribe to this consumer alone', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
            Resource: consumerArn,
          },
        ]),
      },
    });
  });

  test('fails on a consumer of another stream', () => {
    const other = testStack();
    const arn = 'arn:aws:kinesis:eu-west-1:111111111111:stream/invoices/consumer/billing:1700000000';
    const stranger = StreamConsumer.fromStreamConsumerArn(other, 'Consumer', arn);
    expect(() => processor(other, { consumer: stranger })).toThrow(
      `[T/P] consumer must be one of ${IMPORTED}, got one of arn:aws:kinesis:eu-west-1:111111111111:stream/invoices`,
    );
  });

  test('takes one registered elsewhere', () => {
    const other = testStack();
    const imported = StreamConsumer.fromStreamConsumerArn(
      other,
      'Consumer',
      `${IMPORTED}/consumer/billing:1700000000`,
    );
    processor(other, { consumer: imported });
    Template.fromStack(other).hasResourceProperties(MAPPING, {
      EventSourceArn: `${IMPORTED}/consumer/billing:1700000000`,
    });
  });
});
