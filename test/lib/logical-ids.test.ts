import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EmrStreamingCluster } from '../../lib/analyze/emr-streaming-cluster';
import { SparkStreamingJob } from '../../lib/analyze/spark-streaming-job';
import { StreamWithArchive } from '../../lib/deliver/stream-with-archive';
import { HotShardMonitor } from '../../lib/observe/hot-shard-monitor';
import { StreamAlarms } from '../../lib/observe/stream-alarms';
import { ReplicaTarget } from '../../lib/operate/replica-target';
import { ShardAutoscaler } from '../../lib/operate/shard-autoscaler';
import { StreamReplica } from '../../lib/operate/stream-replica';
import { StreamReplicaTarget } from '../../lib/operate/stream-replica-target';
import { FanOutConsumerSet } from '../../lib/process/fan-out-consumer-set';
import { RecordBucket } from '../../lib/shared/record-bucket';
import { EncryptedStream } from '../../lib/source/encrypted-stream';
import { flinkApplication } from './analyze/flink-fixtures';
import { program } from './analyze/spark-fixtures';
import { everyArchive, everyChannel, everyDestination } from './deliver/every-delivery';
import { processor, testFunction } from './process/fixtures';
import { databaseSource, testVpc } from './source/database-fixtures';

/** What holds data, or cannot be had again once it is gone. */
const STATEFUL =
  /^AWS::(Kinesis::Stream(Consumer)?|KMS::Key|S3::Bucket|DynamoDB::(Global)?Table|Glue::(Database|Table)|SNS::Topic|SQS::Queue|KinesisFirehose::DeliveryStream|KinesisAnalyticsV2::Application|OpenSearchServerless::Collection|S3Tables::.*|DMS::ReplicationConfig|Kinesis::Channel)$/;

function idsIn(fill: (stack: Stack) => void): string[] {
  const stack = new Stack(new App(), 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  fill(stack);
  const { Resources } = Template.fromStack(stack).toJSON();
  return Object.entries(Resources as Record<string, { Type: string }>)
    .filter(([, { Type }]) => STATEFUL.test(Type))
    .map(([id, { Type }]) => `${Type} ${id}`)
    .sort();
}

function everythingElse(stack: Stack): void {
  const { stream } = new EncryptedStream(stack, 'Stream', { shardCount: 2 });
  new StreamWithArchive(stack, 'Archived');
  new RecordBucket(stack, 'Bucket');
  processor(stack);
  new FanOutConsumerSet(stack, 'Readers', {
    stream,
    consumers: [{ name: 'billing', function: testFunction(stack, 'Billing') }],
  });
  new ShardAutoscaler(stack, 'Scaling', { stream, minShards: 1, maxShards: 4 });
  new HotShardMonitor(stack, 'Hot', { stream });
  new StreamAlarms(stack, 'Alarms', { stream });
  const target = ReplicaTarget.fromStreamName('orders', 'eu-central-1');
  new StreamReplica(stack, 'Replica', { stream, target });
  new StreamReplicaTarget(stack, 'Target', { streamName: 'orders' });
  const vpc = testVpc(stack);
  databaseSource(stack, { stream, vpc });
  flinkApplication(stack);
  new SparkStreamingJob(stack, 'Spark', { program: program(), sources: [stream], vpc });
  new EmrStreamingCluster(stack, 'Cluster', { program: program(), sources: [stream], vpc });
}

// A change here replaces what users have, with what is in it: a major version, with a word in CHANGELOG.md on how to keep it.
test.each<[string, (stack: Stack) => void]>([
  ['every destination of a delivery stream', everyDestination],
  ['every shape of an archive', everyArchive],
  ['every channel', everyChannel],
  ['everything else', everythingElse],
])('what holds data keeps its logical id: %s', (_, fill) => {
  expect(idsIn(fill)).toMatchSnapshot();
});
