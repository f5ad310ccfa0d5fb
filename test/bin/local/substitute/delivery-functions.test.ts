import { readEnvironment } from '../../../../bin/local/delivery/environment';
import { substitute, type Template } from '../../../../bin/local/substitute';

const code = { S3Bucket: 'assets', S3Key: 'code.zip' };
const source = { KinesisStreamARN: { 'Fn::GetAtt': ['Stream', 'Arn'] } };
const parameters = (values: Record<string, unknown>) =>
  Object.entries(values).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));
const lambda = {
  Type: 'Lambda',
  Parameters: parameters({ LambdaArn: 'arn:transform', NumberOfRetries: '2', BufferSizeInMBs: '0.2' }),
};
const extraction = (query: unknown) => ({
  Type: 'MetadataExtraction',
  Parameters: parameters({ MetadataExtractionQuery: query, JsonParsingEngine: 'JQ-1.6' }),
});

function deliveryStream(destination: Record<string, unknown>): Template {
  return {
    Resources: {
      Delivery: {
        Type: 'AWS::KinesisFirehose::DeliveryStream',
        DependsOn: ['Policy'],
        Properties: {
          KinesisStreamSourceConfiguration: source,
          ExtendedS3DestinationConfiguration: { BucketARN: 'arn:aws:s3:::archive', ...destination },
        },
      },
    },
  };
}

function environmentOf(destination: Record<string, unknown>) {
  const { template } = substitute(deliveryStream(destination), code);
  const { Environment } = template.Resources.Delivery?.Properties as {
    Environment: { Variables: Record<string, string> };
  };
  return readEnvironment({ ...Environment.Variables, DELIVERY_STREAM: 'flights', TALLY_BUCKET: 'tally' });
}

test('a delivery stream becomes a function of the same name behind a mapping on its source', () => {
  const { template } = substitute(deliveryStream({}), code);
  expect(template.Resources.Delivery).toMatchObject({
    Type: 'AWS::Lambda::Function',
    DependsOn: ['Policy'],
    Properties: { Code: code, Handler: 'index.handler' },
  });
  expect(template.Resources.DeliverySource).toEqual({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: source.KinesisStreamARN,
      FunctionName: { Ref: 'Delivery' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10_000,
    },
  });
  expect(template.Outputs).toEqual({ DeliveryTallyBucket: { Value: { Ref: 'DeliveryTally' } } });
});

test('the function is told everything that the delivery stream was told', () => {
  const standIn = environmentOf({
    Prefix: 'data/!{timestamp:yyyy}/',
    ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
    CustomTimeZone: 'Europe/Lisbon',
    FileExtension: '.json.gz',
    CompressionFormat: 'GZIP',
    BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 60 },
    ProcessingConfiguration: {
      Enabled: true,
      Processors: [lambda, { Type: 'AppendDelimiterToRecord', Parameters: parameters({ Delimiter: '\\n' }) }],
    },
  });
  expect(standIn).toEqual({
    bucket: 'archive',
    tallyBucket: 'tally',
    bufferBytes: 2 * 1024 * 1024,
    delivery: {
      deliveryStream: 'flights',
      prefix: 'data/!{timestamp:yyyy}/',
      errorPrefix: 'errors/!{firehose:error-output-type}/',
      timeZone: 'Europe/Lisbon',
      gzip: true,
      fileExtension: '.json.gz',
      delimiter: Buffer.from('\n'),
      transformArn: 'arn:transform',
    },
    transform: { functionArn: 'arn:transform', bufferBytes: expect.closeTo(209_715.2), retries: 2 },
  });
});

test('partition keys are taken as the delivery stream takes them', () => {
  const { query, delivery } = environmentOf({
    Prefix: 'data/!{partitionKeyFromQuery:k}/!{partitionKeyFromLambda:t}/',
    ProcessingConfiguration: { Processors: [lambda, extraction('{"k":.k}')] },
  });
  expect(query?.extract({ k: 'v' })).toEqual({ k: 'v' });
  expect(delivery.prefix).toContain('!{partitionKeyFromQuery:k}');
});

test('what the delivery stream was not told is as Firehose has it', () => {
  const processors = [{ Type: 'Lambda', Parameters: parameters({ LambdaArn: 'arn:transform' }) }];
  const standIn = environmentOf({ ProcessingConfiguration: { Processors: processors } });
  expect(standIn.bufferBytes).toBe(5 * 1024 * 1024);
  expect(standIn.delivery).toMatchObject({ prefix: '', timeZone: 'UTC', gzip: false });
  expect(standIn.transform).toEqual({ functionArn: 'arn:transform', bufferBytes: 1024 * 1024, retries: 3 });
});

test('processors that are off do nothing', () => {
  expect(
    environmentOf({ ProcessingConfiguration: { Enabled: false, Processors: [lambda] } }).transform,
  ).toBeUndefined();
});

test('several share a role and a bucket for their tallies', () => {
  const { Resources } = deliveryStream({});
  const two = { Resources: { One: Resources.Delivery!, Two: Resources.Delivery! } };
  const { template, substitutions } = substitute(two, code);
  expect(substitutions.map(({ resource }) => resource)).toEqual(['One', 'Two']);
  expect(Object.keys(template.Resources).sort()).toEqual([
    'DeliveryStandInRole',
    'DeliveryTally',
    'One',
    'OneSource',
    'Two',
    'TwoSource',
  ]);
});

test.each([
  ['Direct PUT', { ExtendedS3DestinationConfiguration: { BucketARN: 'b' } }],
  [
    'another destination',
    { KinesisStreamSourceConfiguration: source, SnowflakeDestinationConfiguration: {} },
  ],
])('a delivery stream with %s is left to the emulator', (_name, properties) => {
  const template = {
    Resources: { Delivery: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: properties } },
  };
  expect(substitute(template, code)).toEqual({ template, substitutions: [] });
});

test.each([
  [{ DataFormatConversionConfiguration: {} }, 'it converts to Parquet or ORC'],
  [{ S3BackupMode: 'Enabled' }, 'it backs up source records'],
  [{ CompressionFormat: 'Snappy' }, 'its compression is Snappy'],
  [{ Prefix: '!{partitionKeyFromQuery:k}/' }, 'its prefix has the expression !{partitionKeyFromQuery:k}'],
  [{ ErrorOutputPrefix: '!{timestamp:EEEE}/' }, 'its prefix has the expression !{timestamp:EEEE}'],
  [
    { ProcessingConfiguration: { Processors: [{ Type: 'RecordDeAggregation' }] } },
    'it has a processor of type RecordDeAggregation',
  ],
  [
    { ProcessingConfiguration: { Processors: [extraction({ Ref: 'Query' })] } },
    'its query for partition keys is not known before deployment',
  ],
  [
    { ProcessingConfiguration: { Processors: [extraction('{"k":.tags[0]}')] } },
    'of its query for partition keys, it does not know the jq .tags[0]',
  ],
  [
    {
      Prefix: '!{partitionKeyFromQuery:k}/!{partitionKeyFromQuery:other}/',
      ProcessingConfiguration: { Processors: [extraction('{"k":.k}')] },
    },
    'its prefix has the expression !{partitionKeyFromQuery:other}',
  ],
])('refuses %j rather than doing something else', (destination, reason) => {
  expect(() => substitute(deliveryStream(destination), code)).toThrow(
    `Delivery has no stand-in on this machine: ${reason}`,
  );
});

test('formats that are switched off are no obstacle', () => {
  const off = { DataFormatConversionConfiguration: { Enabled: false }, S3BackupMode: 'Disabled' };
  expect(substitute(deliveryStream(off), code).substitutions).toHaveLength(1);
});
