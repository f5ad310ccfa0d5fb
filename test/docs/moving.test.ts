import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type CfnStream,
  type IStream,
  Stream,
  StreamEncryption,
  StreamMode,
  type StreamProps,
} from 'aws-cdk-lib/aws-kinesis';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { type CfnEventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  EncryptedStream,
  type EncryptedStreamProps,
  FirehoseToS3,
  IteratorAgeAlarms,
  ObjectKeys,
  Reader,
  StartPosition,
  StreamProcessor,
  type StreamProcessorProps,
} from 'kinesis-constructs';
import { testFunction } from '../lib/process/fixtures';

/**
 * Properties whose change makes CloudFormation replace the resource. All others of a stream change without interruption.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
const REPLACING: Record<string, string[]> = {
  'AWS::Kinesis::Stream': ['Name'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::Lambda::EventSourceMapping': ['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp'],
  'AWS::S3::Bucket': ['BucketName', 'BucketNamePrefix', 'BucketNamespace'],
};

interface Resource {
  readonly Properties?: Record<string, unknown>;
}

/** The resources of a type that an update from one template to the other takes away or replaces, and why. */
function replaced(type: string, before: Template, after: Template): string[] {
  const now: Record<string, Resource> = after.findResources(type);
  return Object.entries<Resource>(before.findResources(type)).flatMap(([id, was]) => {
    if (now[id] === undefined) return `${id} is gone`;
    return REPLACING[type]
      .filter((name) => JSON.stringify(was.Properties?.[name]) !== JSON.stringify(now[id].Properties?.[name]))
      .map((name) => `${id}: ${name} changes`);
  });
}

/** A stack `Shop` with what `build` makes, and one that reads its stream by a reference. */
function templatesOf(build: (stack: Stack) => IStream): { shop: Template; reader: Template } {
  const app = new App();
  const shop = new Stack(app, 'Shop');
  const stream = build(shop);
  const reader = new Stack(app, 'Reader');
  new IteratorAgeAlarms(reader, 'Lag', { stream, readers: [Reader.polling()] });
  return { shop: Template.fromStack(shop), reader: Template.fromStack(reader) };
}

/** As the page says: the id that the stack has for the stream. */
function moved(stack: Stack, logicalId: string, props: EncryptedStreamProps): IStream {
  const orders = new EncryptedStream(stack, 'Orders', props);
  (orders.stream.node.defaultChild as CfnStream).overrideLogicalId(logicalId);
  return orders.stream;
}

const idOfStream = (template: Template) => Object.keys(template.findResources('AWS::Kinesis::Stream'))[0];

describe('an L2 stream that becomes an EncryptedStream', () => {
  const provisioned = { shardCount: 2, retentionPeriod: Duration.hours(48) };
  const streams: [string, StreamProps, EncryptedStreamProps][] = [
    ['with a name', { streamName: 'orders', ...provisioned }, { streamName: 'orders', ...provisioned }],
    ['without a name', provisioned, provisioned],
    ['on demand', { streamMode: StreamMode.ON_DEMAND }, {}],
    ['with a key that it made', { ...provisioned, encryption: StreamEncryption.KMS }, provisioned],
    ['unencrypted', { ...provisioned, encryption: StreamEncryption.UNENCRYPTED }, provisioned],
  ];

  test.each(streams)('%s is not replaced', (_, l2, ours) => {
    const before = templatesOf((stack) => new Stream(stack, 'Orders', l2));
    const after = templatesOf((stack) => moved(stack, idOfStream(before.shop), ours));
    expect(replaced('AWS::Kinesis::Stream', before.shop, after.shop)).toEqual([]);
    expect(replaced('AWS::KMS::Key', before.shop, after.shop)).toEqual([]);
  });

  test.each(streams)('%s keeps shards and retention, and what other stacks know of it', (_, l2, ours) => {
    const before = templatesOf((stack) => new Stream(stack, 'Orders', l2));
    const id = idOfStream(before.shop);
    const after = templatesOf((stack) => moved(stack, id, ours));
    const settings = ({ shop }: typeof before) => {
      const { ShardCount, RetentionPeriodHours } = shop.findResources('AWS::Kinesis::Stream')[id].Properties;
      return { ShardCount, RetentionPeriodHours };
    };
    expect(settings(after)).toEqual(settings(before));
    expect(after.shop.toJSON().Outputs).toEqual(before.shop.toJSON().Outputs);
    expect(after.reader.toJSON()).toEqual(before.reader.toJSON());
  });

  test('would be replaced without its id, or with another name', () => {
    const before = templatesOf((stack) => new Stream(stack, 'Orders', { streamName: 'orders' }));
    const id = idOfStream(before.shop);
    const without = templatesOf(
      (stack) => new EncryptedStream(stack, 'Orders', { streamName: 'orders' }).stream,
    );
    const renamed = templatesOf((stack) => moved(stack, id, {}));
    expect(replaced('AWS::Kinesis::Stream', before.shop, without.shop)).toEqual([`${id} is gone`]);
    expect(replaced('AWS::Kinesis::Stream', before.shop, renamed.shop)).toEqual([`${id}: Name changes`]);
  });
});

/** What AWS Solutions Constructs 2.105 puts below a pattern's id, by the paths and settings that it synthesizes with. */
class SolutionsPattern extends Construct {
  public readonly kinesisStream = new Stream(this, 'KinesisStream', { encryption: StreamEncryption.MANAGED });

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Bucket(new Construct(this, 'KinesisFirehoseToS3'), 'S3Bucket', {
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

test('stream and bucket of a pattern of AWS Solutions Constructs move with the ids that it gives them', () => {
  const before = templatesOf((stack) => new SolutionsPattern(stack, 'Pattern').kinesisStream);
  const after = templatesOf((stack) => {
    const stream = moved(stack, 'PatternKinesisStream4844AF44', { shardCount: 1 });
    const bucket = new Bucket(stack, 'Bucket', { enforceSSL: true });
    (bucket.node.defaultChild as CfnBucket).overrideLogicalId('PatternKinesisFirehoseToS3S3Bucket25295F99');
    const objectKeys = ObjectKeys.custom({ prefix: '!{timestamp:yyyy/MM/dd/HH}/' });
    new FirehoseToS3(stack, 'Archive', { stream, bucket, objectKeys });
    return stream;
  });
  expect(replaced('AWS::Kinesis::Stream', before.shop, after.shop)).toEqual([]);
  expect(replaced('AWS::S3::Bucket', before.shop, after.shop)).toEqual([]);
});

test('what is taken out of a stack stays, and comes into another alone', () => {
  const { shop } = templatesOf((stack) => {
    const encryptionKey = Alias.fromAliasName(stack, 'AwsKey', 'alias/aws/kinesis');
    return new EncryptedStream(stack, 'Orders', { streamName: 'orders', shardCount: 1, encryptionKey })
      .stream;
  });
  const resources: { Type: string; DeletionPolicy: string }[] = Object.values(shop.toJSON().Resources);
  expect(resources.map(({ Type, DeletionPolicy }) => [Type, DeletionPolicy])).toEqual([
    ['AWS::Kinesis::Stream', 'Retain'],
  ]);
});

describe('a mapping of L2 that becomes that of a StreamProcessor', () => {
  const MAPPING = 'AWS::Lambda::EventSourceMapping';
  const before = templatesOf((stack) => {
    const stream = new Stream(stack, 'Orders');
    const startingPosition = StartingPosition.TRIM_HORIZON;
    testFunction(stack, 'Settle').addEventSource(new KinesisEventSource(stream, { startingPosition }));
    return stream;
  });
  const [id] = Object.keys(before.shop.findResources(MAPPING));
  const now = (props: Partial<StreamProcessorProps> = {}) =>
    templatesOf((stack) => {
      const stream = new Stream(stack, 'Orders');
      const settle = testFunction(stack, 'Settle');
      const processor = new StreamProcessor(stack, 'Processor', { stream, function: settle, ...props });
      (processor.eventSourceMapping.node.defaultChild as CfnEventSourceMapping).overrideLogicalId(id);
      return stream;
    });

  test('goes on where it is', () => {
    expect(replaced(MAPPING, before.shop, now().shop)).toEqual([]);
  });

  test('begins anew with another starting position', () => {
    const latest = now({ startingPosition: StartPosition.LATEST });
    expect(replaced(MAPPING, before.shop, latest.shop)).toEqual([`${id}: StartingPosition changes`]);
  });
});
