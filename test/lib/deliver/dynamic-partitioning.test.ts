import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Partitioning, RecordSplit } from '../../../lib/deliver/dynamic-partitioning';
import { FirehoseToS3, type FirehoseToS3Options } from '../../../lib/deliver/firehose-to-s3';
import { ObjectKeys } from '../../../lib/deliver/object-keys';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { Transform } from '../../../lib/deliver/transform';
import { testStack } from '../../support/stack';

const HOUR = 'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/';

const byFunction = (stack: Stack) =>
  Transform.lambdaFunction(
    new LambdaFunction(stack, 'Fn', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('//'),
    }),
  );

/** What the delivery stream is told of S3. */
function destinationOf(options: (stack: Stack) => FirehoseToS3Options) {
  const stack = testStack();
  new FirehoseToS3(stack, 'Archive', { stream: new Stream(stack, 'Orders'), ...options(stack) });
  const deliveries = Template.fromStack(stack).findResources('AWS::KinesisFirehose::DeliveryStream');
  return Object.values(deliveries)[0].Properties.ExtendedS3DestinationConfiguration;
}

interface Processor {
  readonly Type: string;
  readonly Parameters: { readonly ParameterName: string; readonly ParameterValue: unknown }[];
}

/** The processors by their types, with their parameters by name. */
function processorsOf(destination: ReturnType<typeof destinationOf>) {
  const processors: Processor[] = destination.ProcessingConfiguration.Processors;
  return processors.map(({ Type, Parameters }) => [
    Type,
    Object.fromEntries(Parameters.map((each) => [each.ParameterName, each.ParameterValue])),
  ]);
}

describe('by a query', () => {
  const destination = destinationOf(() => ({
    partitioning: Partitioning.byQuery({ country: '.address.country', day: '.at | strftime("%F")' }),
  }));

  test('partitioning is on, tried again for 5 minutes, in the largest buffer', () => {
    expect(destination).toMatchObject({
      DynamicPartitioningConfiguration: { Enabled: true, RetryOptions: { DurationInSeconds: 300 } },
      BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 300 },
      CompressionFormat: 'GZIP',
    });
  });

  test('jq 1.6 finds the keys', () => {
    expect(processorsOf(destination)).toEqual([
      [
        'MetadataExtraction',
        {
          MetadataExtractionQuery: '{"country":.address.country,"day":(.at | strftime("%F"))}',
          JsonParsingEngine: 'JQ-1.6',
        },
      ],
    ]);
  });

  test('each key is a folder before those of the hour, and failed records are filed as ever', () => {
    expect(destination).toMatchObject({
      Prefix: `data/country=!{partitionKeyFromQuery:country}/day=!{partitionKeyFromQuery:day}/${HOUR}`,
      ErrorOutputPrefix: `errors/!{firehose:error-output-type}/${HOUR}`,
    });
  });
});

test('by what a function gives, no jq runs', () => {
  const destination = destinationOf((stack) => ({
    transform: byFunction(stack),
    partitioning: Partitioning.byTransform(['tenant']),
  }));
  expect(destination.Prefix).toBe(`data/tenant=!{partitionKeyFromLambda:tenant}/${HOUR}`);
  expect(processorsOf(destination).map(([type]) => type)).toEqual(['Lambda']);
  expect(destination.DynamicPartitioningConfiguration.Enabled).toBe(true);
});

test('a function after CloudWatch Logs may give keys too', () => {
  const destination = destinationOf((stack) => ({
    transform: Transform.cloudWatchLogs({ next: byFunction(stack) }),
    partitioning: Partitioning.byTransform(['group']),
  }));
  expect(processorsOf(destination).map(([type]) => type)).toEqual([
    'Decompression',
    'CloudWatchLogProcessing',
    'Lambda',
  ]);
});

test('by all there is, the processors are in the order they run in', () => {
  const destination = destinationOf((stack) => ({
    transform: byFunction(stack),
    recordFormat: RecordFormat.jsonLines(),
    partitioning: Partitioning.byQueryAndTransform({ country: '.country' }, ['tenant'], {
      split: RecordSplit.json(),
      retryDuration: Duration.hours(2),
    }),
    objectKeys: ObjectKeys.custom({
      prefix: '!{partitionKeyFromLambda:tenant}/!{timestamp:yyyy}/!{partitionKeyFromQuery:country}/',
    }),
    bufferSize: Size.mebibytes(64),
    bufferInterval: Duration.seconds(60),
  }));
  expect(processorsOf(destination)).toEqual([
    ['RecordDeAggregation', { SubRecordType: 'JSON' }],
    ['Lambda', expect.anything()],
    ['MetadataExtraction', expect.objectContaining({ MetadataExtractionQuery: '{"country":.country}' })],
    ['AppendDelimiterToRecord', {}],
  ]);
  expect(destination).toMatchObject({
    Prefix: '!{partitionKeyFromLambda:tenant}/!{timestamp:yyyy}/!{partitionKeyFromQuery:country}/',
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    DynamicPartitioningConfiguration: { RetryOptions: { DurationInSeconds: 7200 } },
  });
});

test('records are split by a delimiter, in base64', () => {
  const destination = destinationOf(() => ({
    partitioning: Partitioning.byQuery({ id: '.id' }, { split: RecordSplit.delimitedBy('####') }),
  }));
  expect(processorsOf(destination)[0]).toEqual([
    'RecordDeAggregation',
    { SubRecordType: 'DELIMITED', Delimiter: 'IyMjIw==' },
  ]);
});

test.each([
  ['.a', '.a'],
  ['.a.b_c', '.a.b_c'],
  ['.a // "none"', '(.a // "none")'],
  ['.a | tostring', '(.a | tostring)'],
  ['.["a-b"]', '(.["a-b"])'],
])('jq of %s is %s in the object', (jq, written) => {
  const destination = destinationOf(() => ({ partitioning: Partitioning.byQuery({ key: jq }) }));
  const [[, parameters]] = processorsOf(destination);
  expect(parameters).toMatchObject({ MetadataExtractionQuery: `{"key":${written}}` });
});
