import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ReplicaMode } from '../../../lib/operate/replica-mode';
import { ReplicaTarget } from '../../../lib/operate/replica-target';
import { StreamReplica } from '../../../lib/operate/stream-replica';
import type { StreamReplicaProps } from '../../../lib/operate/stream-replica-props';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { RecordDistribution } from '../../../lib/source/record-distribution';
import { testStack } from '../../support/stack';
import { importedStream, MAPPING, rightsIn, warningsIn } from '../process/fixtures';

const TARGET_ARN = 'arn:aws:kinesis:eu-central-1:111111111111:stream/orders';

function replica(stack: Stack, props: Partial<StreamReplicaProps> = {}): StreamReplica {
  const { stream = importedStream(stack), target = ReplicaTarget.fromStreamArn(TARGET_ARN) } = props;
  return new StreamReplica(stack, 'Replica', { ...props, stream, target });
}

function rightsOf(stack: Stack, service: string): Record<string, unknown>[] {
  const all = rightsIn(Template.fromStack(stack));
  return all.filter(({ Action }) => [Action].flat().some((action) => String(action).startsWith(service)));
}

describe('at default settings', () => {
  const stack = testStack();
  const orders = new EncryptedStream(stack, 'Orders');
  replica(stack, { stream: orders.stream });
  const template = Template.fromStack(stack);
  const rights = rightsIn(template);

  test('it reads as a registered consumer, and gives up a record for its age alone', () => {
    template.hasResourceProperties(MAPPING, {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReplicaReaderRegistration'), 'ConsumerARN'] },
      BatchSize: 1000,
      ParallelizationFactor: 1,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 23 * 3600,
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: Match.absent(),
    });
  });

  test('the function knows target, state and mode', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 300,
      Environment: {
        Variables: {
          TARGET_STREAM_ARN: TARGET_ARN,
          TARGET_REGION: 'eu-central-1',
          STATE_TABLE: { Ref: Match.stringLikeRegexp('^ReplicaStateTable') },
          STATE_NAME: 'replica',
          MODE: 'one-way',
          ENVELOPE: 'false',
          PACKING: 'false',
        },
      },
    });
  });

  test('it may put records into the target, under its key for them alone, and use its own items', () => {
    expect(rights.filter(({ Resource }) => Resource === TARGET_ARN)).toEqual([
      { Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: TARGET_ARN },
    ]);
    expect(rightsOf(stack, 'kms:').slice(0, 1)).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:GenerateDataKey',
        Resource: 'arn:aws:kms:eu-central-1:111111111111:key/*',
        Condition: {
          StringEquals: {
            'kms:ViaService': 'kinesis.eu-central-1.amazonaws.com',
            'kms:EncryptionContext:aws:kinesis:arn': TARGET_ARN,
          },
        },
      },
    ]);
    expect(rightsOf(stack, 'dynamodb:')).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ReplicaStateTable/), 'Arn'] },
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['replica'] } },
      },
    ]);
  });

  test('that is all: no right on everything', () => {
    const actions = rights.flatMap(({ Action }) => Action as string | string[]);
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamConsumer',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
      'kinesis:PutRecords',
      'kinesis:SubscribeToShard',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:ListBucket',
      's3:PutObject',
    ]);
    expect(JSON.stringify(rights)).not.toContain('"Resource":"*"');
  });

  test('its table can be restored, and forgets shards that are gone', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'name', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      Replicas: [
        Match.objectLike({
          Region: 'eu-west-1',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    });
  });
});

test('a target by name and Region is of the same account; its key, when known, is the only one', () => {
  const stack = testStack();
  const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/1');
  replica(stack, { target: ReplicaTarget.fromStreamName('copies', 'eu-central-1', { encryptionKey }) });
  expect(JSON.stringify(rightsOf(stack, 'kinesis:PutRecords'))).toContain(
    ':kinesis:eu-central-1:111111111111:stream/copies',
  );
  expect(rightsOf(stack, 'kms:').map(({ Resource }) => Resource)).toContain(encryptionKey.keyArn);
});

test('a replica that polls registers no consumer', () => {
  const stack = testStack();
  replica(stack, { enhancedFanOut: false });
  Template.fromStack(stack).resourceCountIs('AWS::Kinesis::StreamConsumer', 0);
});

test('two replicas of a stream fit in one stack', () => {
  const stack = testStack();
  const stream = importedStream(stack);
  for (const region of ['eu-central-1', 'us-east-1']) {
    new StreamReplica(stack, region, { stream, target: ReplicaTarget.fromStreamName('orders', region) });
  }
  const consumers = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::StreamConsumer'));
  expect(new Set(consumers.map(({ Properties }) => Properties.ConsumerName)).size).toBe(2);
});

test('active–passive keeps token and checkpoints in the given table, and warns without envelopes', () => {
  const stack = testStack();
  const table = TableV2.fromTableName(stack, 'Tokens', 'tokens');
  replica(stack, { mode: ReplicaMode.activePassive(table, 'orders') });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ STATE_TABLE: 'tokens', STATE_NAME: 'orders', MODE: 'active-passive' }),
    },
  });
  expect(JSON.stringify(rightsOf(stack, 'dynamodb:'))).toContain(':111111111111:table/tokens');
  expect(warningsIn(stack)).toEqual(['replicaWithoutEnvelope']);
});

test('active–active with envelopes has nothing to warn of', () => {
  const stack = testStack();
  replica(stack, { mode: ReplicaMode.activeActive(), envelope: true });
  expect(warningsIn(stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => Partial<StreamReplicaProps>, string]>([
  [
    'active–active without envelopes',
    () => ({ mode: ReplicaMode.activeActive() }),
    'envelope must be true in active',
  ],
  ['no batch', () => ({ batchSize: 0 }), 'batchSize must be a whole number from 1 to 5000, got 0'],
  [
    'a stream of another Region',
    (stack) => ({
      stream: importedStream(stack, TARGET_ARN),
      target: ReplicaTarget.fromStreamName('c', 'us-east-1'),
    }),
    'stream must be in eu-west-1',
  ],
  ['a large batch', () => ({ batchSize: 5_001 }), 'batchSize must be a whole number from 1 to 5000'],
  ['a short age', () => ({ maxRecordAge: Duration.seconds(59) }), 'maxRecordAge must be'],
  [
    'no ARN',
    () => ({ target: ReplicaTarget.fromStreamArn('orders') }),
    'target must be the ARN of a stream, got orders',
  ],
  [
    'no Region',
    () => ({ target: ReplicaTarget.fromStreamName('orders', 'Frankfurt') }),
    'target must be in a Region',
  ],
  [
    'no name',
    () => ({ target: ReplicaTarget.fromStreamName('or ders', 'eu-central-1') }),
    'target must be named',
  ],
  [
    'its own source',
    () => ({ target: ReplicaTarget.fromStreamName('orders', 'eu-west-1') }),
    'target must be another stream than the source, got orders',
  ],
  [
    'a token without a name',
    (stack) => ({ mode: ReplicaMode.activePassive(TableV2.fromTableName(stack, 'Tokens', 'tokens'), '') }),
    'mode must be given a token name',
  ],
])('fails on %s, before anything is made', (_, props, message) => {
  const stack = testStack();
  expect(() => replica(stack, props(stack))).toThrow(message);
  expect(Object.keys(Template.fromStack(stack).toJSON().Resources ?? {})).toEqual([]);
});

test('fails on a source that spreads records without regard to keys', () => {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Spread', { recordDistribution: RecordDistribution.AUTO });
  expect(() => replica(stack, { stream })).toThrow(
    'stream must be one that keeps the order of partition keys, got AUTO',
  );
});
