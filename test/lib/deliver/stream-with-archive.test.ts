import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Archive } from '../../../lib/deliver/archive';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import { ColumnType } from '../../../lib/deliver/column-type';
import { Partitioning } from '../../../lib/deliver/dynamic-partitioning';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { StreamWithArchive, type StreamWithArchiveProps } from '../../../lib/deliver/stream-with-archive';
import { testStack } from '../../support/stack';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';
const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/abc';

const imported = (stack: Stack) =>
  Stream.fromStreamAttributes(stack, 'Given', {
    streamArn: STREAM_ARN,
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY_ARN),
  });

describe('by default', () => {
  const stack = testStack();
  const orders = new StreamWithArchive(stack, 'Orders');
  const template = Template.fromStack(stack);

  test('makes an encrypted on-demand stream and delivers it to a bucket by Firehose', () => {
    template.hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      StreamEncryption: { EncryptionType: 'KMS', KeyId: stack.resolve(orders.encryptionKey?.keyArn) },
    });
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      KinesisStreamSourceConfiguration: { KinesisStreamARN: stack.resolve(orders.stream.streamArn) },
      ExtendedS3DestinationConfiguration: { BucketARN: stack.resolve(orders.bucket.bucketArn) },
    });
    expect(orders.firehose?.bucket).toBe(orders.bucket);
  });

  test('retains stream, bucket, logs and keys', () => {
    for (const type of ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
      template.allResources(type, { DeletionPolicy: 'Retain' });
    }
  });
});

describe('by the channel of the stream', () => {
  const stack = testStack();
  const orders = new StreamWithArchive(stack, 'Orders', {
    archive: Archive.channel({ dataFreshness: Duration.seconds(600) }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = Template.fromStack(stack);

  test('the channel delivers the stream to the bucket, without Firehose', () => {
    template.hasResourceProperties('AWS::Kinesis::Channel', {
      StreamConfigurationList: [{ StreamARN: stack.resolve(orders.stream.streamArn) }],
    });
    template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 0);
    expect(orders.channel?.bucket).toBe(orders.bucket);
    expect(orders.firehose).toBeUndefined();
  });

  test('what becomes of the stream becomes of the archive', () => {
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  });

  test('its metrics are the archives', () => {
    expect(orders.metricDataFreshness()).toEqual(orders.channel?.metricDataFreshness());
    expect(orders.metricDeliverySuccess()).toEqual(orders.channel?.metricDeliverySuccess());
  });
});

test('a channel takes on-demand streams alone', () => {
  const make = () =>
    new StreamWithArchive(testStack(), 'Orders', { shardCount: 2, archive: Archive.channel() });
  expect(make).toThrow('stream must be on demand');
});

test('each setting reaches stream and archive', () => {
  const stack = testStack();
  const encryptionKey = new Key(stack, 'Key');
  new StreamWithArchive(stack, 'Orders', {
    encryptionKey,
    retentionPeriod: Duration.days(7),
    shardCount: 2,
    archive: Archive.firehose({ bufferInterval: Duration.seconds(60) }),
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Kinesis::Stream', {
    ShardCount: 2,
    RetentionPeriodHours: 168,
    StreamEncryption: { KeyId: stack.resolve(encryptionKey.keyArn) },
  });
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    ExtendedS3DestinationConfiguration: { BufferingHints: { IntervalInSeconds: 60 } },
  });
});

test('removal takes all along', () => {
  const stack = testStack();
  new StreamWithArchive(stack, 'Orders', { removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  for (const type of ['AWS::Kinesis::Stream', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
    template.allResources(type, { DeletionPolicy: 'Delete' });
  }
});

test('removal may leave the archive', () => {
  const stack = testStack();
  const archive = Archive.firehose({ removalPolicy: RemovalPolicy.RETAIN });
  new StreamWithArchive(stack, 'Orders', { removalPolicy: RemovalPolicy.DESTROY, archive });
  const template = Template.fromStack(stack);
  template.allResources('AWS::Kinesis::Stream', { DeletionPolicy: 'Delete' });
  template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
});

test('a given stream is archived, and none is made', () => {
  const stack = testStack();
  const orders = new StreamWithArchive(stack, 'Orders', { stream: imported(stack) });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Kinesis::Stream', 0);
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM_ARN },
  });
  expect(orders.encryptionKey?.keyArn).toBe(KEY_ARN);
});

test('two fit in one stack, with the same archive settings', () => {
  const stack = testStack();
  const archive = Archive.firehose();
  new StreamWithArchive(stack, 'Orders', { archive });
  new StreamWithArchive(stack, 'Returns', { archive });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Kinesis::Stream', 2);
  template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 2);
});

test.each<[string, (stack: Stack) => StreamWithArchiveProps, string]>([
  [
    'a key',
    (stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Other', KEY_ARN) }),
    `encryptionKey|${KEY_ARN}`,
  ],
  ['a retention', () => ({ retentionPeriod: Duration.days(7) }), 'retentionPeriod|7 days'],
  ['a number of shards', () => ({ shardCount: 2 }), 'shardCount|2'],
])('fails when %s is set for a given stream', (_, props, message) => {
  const stack = testStack();
  const [setting, got] = message.split('|');
  expect(() => new StreamWithArchive(stack, 'Orders', { stream: imported(stack), ...props(stack) })).toThrow(
    `[T/Orders] ${setting} must be unset when stream is given: it is a setting of that stream, got ${got}`,
  );
  expect(stack.node.findChild('Orders').node.children).toEqual([]);
});

describe.each([
  ['the stream made here', (stack: Stack) => new StreamWithArchive(stack, 'Orders')],
  ['a given stream', (stack: Stack) => new StreamWithArchive(stack, 'Orders', { stream: imported(stack) })],
])('grants on %s', (_, make) => {
  const granted = (grant: (orders: StreamWithArchive, role: Role) => void) => {
    const stack = testStack();
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const orders = make(stack);
    grant(orders, role);
    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const [[, policy]] = policies.filter(([id]) => id.startsWith('RoleDefaultPolicy'));
    return {
      statements: policy.Properties.PolicyDocument.Statement,
      keyArn: stack.resolve(orders.encryptionKey?.keyArn),
    };
  };

  test('to write cover the key', () => {
    const { statements, keyArn } = granted((orders, role) => orders.grantWrite(role));
    expect(statements).toEqual([
      expect.objectContaining({
        Action: expect.arrayContaining(['kinesis:PutRecord', 'kinesis:PutRecords']),
      }),
      expect.objectContaining({ Action: 'kms:GenerateDataKey', Resource: keyArn }),
    ]);
  });

  test('to read cover the key', () => {
    const { statements, keyArn } = granted((orders, role) => orders.grantRead(role));
    expect(statements).toEqual([
      expect.objectContaining({ Action: expect.arrayContaining(['kinesis:GetRecords']) }),
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: keyArn }),
    ]);
  });
});

test('a grant to another account is right as that of an EncryptedStream is', () => {
  const stack = testStack();
  new StreamWithArchive(stack, 'Orders').grantRead(new AccountPrincipal('222222222222'));
  Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
    ResourcePolicy: Match.objectLike({ Statement: [Match.objectLike({ Effect: 'Allow' })] }),
  });
});

test.each([
  ['metricDataFreshness', 'DeliveryToS3.DataFreshness'],
  ['metricDeliverySuccess', 'DeliveryToS3.Success'],
] as const)('%s is that of the archive', (method, metricName) => {
  const orders = new StreamWithArchive(testStack(), 'Orders');
  const period = Duration.minutes(1);
  expect(orders[method]({ period })).toMatchObject({
    namespace: 'AWS/Firehose',
    metricName,
    period,
    dimensions: { DeliveryStreamName: orders.firehose?.deliveryStream.deliveryStreamName },
  });
});

test('an archive by Firehose may have another shape: format, table, partitions', () => {
  const stack = testStack();
  const { firehose } = new StreamWithArchive(stack, 'Orders', {
    archive: Archive.firehose({
      recordFormat: RecordFormat.parquet(),
      table: ArchiveTable.ofColumns({ order_id: ColumnType.STRING }),
      partitioning: Partitioning.byQuery({ country: '.country' }),
    }),
  });
  expect(firehose?.table?.node.path).toBe('T/Orders/Archive/Table');
});

describe('cdk-nag', () => {
  const checked = (build: (stack: Stack) => void) => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
    build(stack);
    return () => app.synth();
  };

  test('finds nothing in an archive', () => {
    expect(
      checked((stack) => new StreamWithArchive(stack, 'Orders', { stream: imported(stack) })),
    ).not.toThrow();
  });

  test('finds a bucket without access logs', () => {
    expect(checked((stack) => new Bucket(stack, 'Bare'))).toThrow('AwsSolutions-S1');
  });
});
