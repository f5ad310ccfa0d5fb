import { Duration, type Stack } from 'aws-cdk-lib';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { ChannelToIceberg, type ChannelToIcebergProps } from '../../../lib/deliver/channel-to-iceberg';
import { testStack } from '../../support/stack';

const LAKE = 'arn:aws:s3tables:eu-west-1:111111111111:bucket/lake';
const SCHEMA = 'arn:aws:glue:eu-west-1:111111111111:schema/registry/orders';

test.each<[string, (stack: Stack) => Partial<ChannelToIcebergProps>, string]>([
  [
    'the table bucket is none',
    () => ({ tableBucketArn: 'arn:aws:s3:::lake' }),
    'tableBucketArn must be the ARN of one',
  ],
  [
    'the table bucket is in another Region',
    () => ({ tableBucketArn: LAKE.replace('eu-west-1', 'us-east-1') }),
    'tableBucketArn must be in eu-west-1, as the channel is, got one in us-east-1',
  ],
  [
    'the table bucket is of another account',
    () => ({ tableBucketArn: LAKE.replace('111111111111', '222222222222') }),
    'tableBucketArn must be of account 111111111111, as the channel is',
  ],
  [
    'the schema is of another account',
    () => ({ schemaArn: SCHEMA.replace('111111111111', '222222222222') }),
    'schemaArn must be of account 111111111111',
  ],
  ['the schema is none', () => ({ schemaArn: 'orders' }), 'schemaArn must be the ARN of one, got orders'],
  [
    'the namespace has capitals',
    () => ({ namespace: 'Sales' }),
    'namespace must be 1 to 255 lowercase letters',
  ],
  [
    'the table has a dash',
    () => ({ tableName: 'my-orders' }),
    'tableName must be 1 to 255 lowercase letters',
  ],
  ['the table has no name', () => ({ tableName: '' }), 'digits and _, got nothing'],
  [
    'the column is none',
    () => ({ partitionColumn: 'ordered at' }),
    'partitionColumn must be letters, digits, . and _',
  ],
  [
    'records are to come too soon',
    () => ({ dataFreshness: Duration.minutes(4) }),
    'dataFreshness must be 5 minutes',
  ],
  ['the folder for failures is none', () => ({ deadLetterPrefix: '/' }), 'deadLetterPrefix must be'],
  [
    "the key is AWS's",
    (s) => ({ encryptionKey: Alias.fromAliasName(s, 'K', 'alias/aws/kinesis') }),
    'encryptionKey must be a customer-managed key',
  ],
  ['the stream has shards of its own', (s) => ({ stream: new Stream(s, 'S') }), 'stream must be on demand'],
  [
    "the stream is under AWS's key",
    (s) => ({ stream: new Stream(s, 'S', { streamMode: StreamMode.ON_DEMAND }) }),
    'stream must be without alias/aws/kinesis',
  ],
])('fails when %s', (_, props, message) => {
  const stack = testStack();
  const settings = {
    stream: Stream.fromStreamArn(stack, 'Orders', 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders'),
    tableBucketArn: LAKE,
    namespace: 'sales',
    tableName: 'orders',
    schemaArn: SCHEMA,
    partitionColumn: 'ordered_at',
    ...props(stack),
  };
  expect(() => new ChannelToIceberg(stack, 'Table', settings)).toThrow(message);
  expect(stack.node.findChild('Table').node.children).toEqual([]);
});
