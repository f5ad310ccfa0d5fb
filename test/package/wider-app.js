/** Synthesizes constructs of every stage, with whatever aws-cdk-lib is installed beside the package. */
const { App, Stack, RemovalPolicy } = require('aws-cdk-lib');
const { Vpc } = require('aws-cdk-lib/aws-ec2');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const kinesis = require('kinesis-constructs');

const app = new App();
const stack = new Stack(app, 'Wider', { env: { account: '111111111111', region: 'eu-west-1' } });
const handler = new LambdaFunction(stack, 'Handler', {
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] })'),
});
const { stream } = new kinesis.EncryptedStream(stack, 'Orders', { removalPolicy: RemovalPolicy.DESTROY });
const scaled = new kinesis.EncryptedStream(stack, 'Scaled', { shardCount: 2 });
const processor = new kinesis.StreamProcessor(stack, 'Processor', { stream, function: handler });
new kinesis.Redrive(stack, 'Redrive', { processors: [processor] });
new kinesis.FanOutConsumerSet(stack, 'Readers', {
  stream: scaled.stream,
  consumers: [{ name: 'billing', function: handler }],
});
new kinesis.FirehoseToS3(stack, 'Archive', { stream });
new kinesis.ShardAutoscaler(stack, 'Scaling', { stream: scaled.stream, minShards: 1, maxShards: 4 });
new kinesis.HotShardMonitor(stack, 'Hot', { stream: scaled.stream });
new kinesis.IteratorAgeAlarms(stack, 'Lag', { stream, readers: [kinesis.Reader.polling()] });
new kinesis.StreamAlarms(stack, 'Alarms', { stream });
const target = kinesis.ReplicaTarget.fromStreamName('orders', 'eu-central-1');
new kinesis.StreamReplica(stack, 'Replica', { stream, target });
const vpc = new Vpc(stack, 'Vpc');
new kinesis.VpcEndpointAccess(stack, 'Private', { vpc, streams: [stream] });
new kinesis.PipelineDashboard(stack, 'Dashboard');
const found = Object.keys(app.synth().getStackByName('Wider').template.Resources).length;
if (found < 100) throw new Error(`${found} resources only`);
