import { Stack } from 'aws-cdk-lib';
import { FlowLogDestination, Vpc } from 'aws-cdk-lib/aws-ec2';
import { SparkStreamingJob } from '../../../lib/analyze/spark-streaming-job';
import { PrivateService } from '../../../lib/network/private-service';
import { VpcEndpointAccess } from '../../../lib/network/vpc-endpoint-access';
import { SparkStreamingJobAlarms } from '../../../lib/observe/spark-streaming-job-alarms';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp, warningsIn } from '../../support/strict-app';
import { program } from './spark-fixtures';

test.each([
  ['an account that is not known', undefined],
  ['an account', { account: '111111111111', region: 'eu-west-1' }],
])('two jobs in %s have no finding of CloudFormation or cdk-nag, and no warning', (_, env) => {
  const app = strictApp();
  const stack = new Stack(app, 'Analytics', { env });
  const { stream } = new EncryptedStream(stack, 'Clicks');
  const { stream: sink } = new EncryptedStream(stack, 'Late');
  const { bucket } = new RecordBucket(stack, 'Sessions');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs() });
  const job = new SparkStreamingJob(stack, 'SessionsJob', {
    program: program(),
    sources: [stream],
    sinks: [sink],
    buckets: [bucket],
    bucket,
    vpc,
    preInitializedExecutors: 2,
  });
  const access = new VpcEndpointAccess(stack, 'Private', {
    vpc,
    streams: [stream, sink],
    services: [PrivateService.LOGS],
    buckets: [bucket, job.programBucket],
  });
  job.node.addDependency(access);
  const second = new SparkStreamingJob(stack, 'Second', { program: program(), sources: [stream], vpc });
  new SparkStreamingJobAlarms(stack, 'SessionsAlarms', { job });
  new SparkStreamingJobAlarms(stack, 'SecondAlarms', { job: second, compositeAlarm: true });
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
