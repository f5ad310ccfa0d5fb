import { Stack } from 'aws-cdk-lib';
import { FlowLogDestination, InstanceClass, InstanceSize, InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { EmrCapacity } from '../../../lib/analyze/emr-capacity';
import { EmrStreamingCluster } from '../../../lib/analyze/emr-streaming-cluster';
import { EmrStreamingClusterAlarms } from '../../../lib/observe/emr-streaming-cluster-alarms';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp, warningsIn } from '../../support/strict-app';
import { program } from './spark-fixtures';

test.each([
  ['an account that is not known', undefined],
  ['an account', { account: '111111111111', region: 'eu-west-1' }],
])('clusters in %s have no finding of CloudFormation or cdk-nag', (_, env) => {
  const app = strictApp();
  const stack = new Stack(app, 'Analytics', { env });
  const { stream } = new EncryptedStream(stack, 'Clicks');
  const { bucket } = new RecordBucket(stack, 'Sessions');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs() });
  const types = [InstanceType.of(InstanceClass.M5, InstanceSize.XLARGE)];
  const cluster = new EmrStreamingCluster(stack, 'Job', {
    program: program(),
    sources: [stream],
    buckets: [bucket],
    bucket,
    encryptionKey: new Key(stack, 'Disks', { enableKeyRotation: true }),
    vpc,
    capacity: EmrCapacity.fleets({ primary: types, core: types }),
    certificates: { bucket, objectKey: 'cluster.zip' },
  });
  new EmrStreamingCluster(stack, 'Second', { program: program(), sources: [stream], vpc });
  new EmrStreamingClusterAlarms(stack, 'Alarms', { cluster });
  app.synth();
  expect(warningsIn(stack)).toEqual([expect.stringContaining('without certificates')]);
});
