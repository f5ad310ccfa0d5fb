import { join } from 'node:path';
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { FlowLogDestination, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import {
  EncryptedStream,
  PrivateService,
  RecordBucket,
  SparkProgram,
  SparkStreamingJob,
  SparkStreamingJobAlarms,
  VpcEndpointAccess,
} from 'kinesis-constructs';

/**
 * Clicks from a stream, put together to sessions by Spark and kept as Parquet, in a network that reaches nothing else.
 *
 * What holds data goes when the stack is deleted, for this is an example: leave `removalPolicy` away in an app of your own.
 */
export class SparkSessions extends Stack {
  private readonly removalPolicy = RemovalPolicy.DESTROY;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const { removalPolicy } = this;

    const clicks = new EncryptedStream(this, 'Clicks', { removalPolicy });
    const { bucket } = new RecordBucket(this, 'Sessions', { removalPolicy });

    const vpc = this.network();
    const job = new SparkStreamingJob(this, 'Job', {
      program: SparkProgram.python(join(__dirname, 'job.py'), {
        modules: [join(__dirname, 'modules')],
        arguments: [
          ...['--stream', clicks.stream.streamName],
          ...['--region', this.region],
          ...['--output', bucket.s3UrlForObject('sessions')],
        ],
      }),
      sources: [clicks.stream],
      buckets: [bucket],
      bucket,
      vpc,
      logGroup: this.logGroup('JobLog'),
    });
    const access = new VpcEndpointAccess(this, 'Private', {
      vpc,
      streams: [clicks.stream],
      services: [PrivateService.LOGS],
      buckets: [bucket, job.programBucket],
    });
    // The job starts when there is a way to the stream, and ends before there is none.
    job.node.addDependency(access);
    const alarms = new SparkStreamingJobAlarms(this, 'Alarms', { job });

    this.output('ClicksStream', clicks.stream.streamName);
    this.output('SessionsBucket', bucket.bucketName);
    this.output('AlarmTopic', alarms.topic?.topicArn ?? '');
  }

  /** Subnets without a way out: what the job needs, it reaches by the endpoints. */
  private network(): IVpc {
    return new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Spark', subnetType: SubnetType.PRIVATE_ISOLATED }],
      flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(this.logGroup('FlowLog')) } },
    });
  }

  private logGroup(id: string): LogGroup {
    return new LogGroup(this, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: this.removalPolicy });
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
