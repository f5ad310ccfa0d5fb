import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  EncryptedStream,
  FanOutConsumerSet,
  FirehoseToS3,
  IteratorAgeAlarms,
  Reader,
  Transform,
} from 'kinesis-constructs';
import { Handler } from './handlers';

/**
 * Flights from a stream to three places: enriched into S3, by date; delays by airport into a table; long delays to a queue.
 *
 * What holds data goes when the stack is deleted, for this is an example: leave `removalPolicy` away in an app of your own.
 */
export class StreamingEtl extends Stack {
  private readonly removalPolicy = RemovalPolicy.DESTROY;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const { removalPolicy } = this;

    const flights = new EncryptedStream(this, 'Flights', { removalPolicy });

    const transform = new Handler(this, 'transform-flight', { timeout: Duration.minutes(1) });
    const archive = new FirehoseToS3(this, 'Archive', {
      stream: flights.stream,
      transform: Transform.lambdaFunction(transform.function, { bufferInterval: Duration.seconds(10) }),
      bufferInterval: Duration.seconds(60),
      removalPolicy,
    });

    const delays = this.delayTable();
    const trackDelays = new Handler(this, 'track-delays', {
      timeout: Duration.minutes(1),
      environment: { DELAYS_TABLE: delays.tableName },
    });
    delays.grant(trackDelays.function, 'dynamodb:GetItem', 'dynamodb:UpdateItem');

    const unread = this.queue('UnreadAlerts');
    const alerts = this.queue('Alerts', { queue: unread, maxReceiveCount: 5 });
    const alertDelays = new Handler(this, 'alert-delays', {
      timeout: Duration.minutes(1),
      environment: { ALERTS_QUEUE: alerts.queueUrl },
    });
    alerts.grantSendMessages(alertDelays.function);

    const consumers = new FanOutConsumerSet(this, 'Consumers', {
      stream: flights.stream,
      batchSize: 1000,
      failureBucket: archive.bucket,
      consumers: [
        { name: 'delays', function: trackDelays.function },
        { name: 'alerts', function: alertDelays.function },
      ],
    });

    const lag = new IteratorAgeAlarms(this, 'Lag', {
      stream: flights.stream,
      readers: [
        Reader.polling(), // Firehose
        ...consumers.consumers.flatMap(({ consumer, processor }) => [
          Reader.lambdaFunction(processor.function),
          ...(consumer === undefined ? [] : [Reader.enhancedFanOut(consumer)]),
        ]),
      ],
    });

    this.output('StreamName', flights.stream.streamName);
    this.output('ArchiveBucket', archive.bucket.bucketName);
    this.output('DelaysTable', delays.tableName);
    this.output('AlertsQueue', alerts.queueUrl);
    this.output('AlarmTopic', lag.topic?.topicArn ?? '');
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason:
        'The CDK adds a mapping of address ranges with each delivery stream, which only network rules use',
    });
  }

  /** Flights and minutes of delay, an item an airport. */
  private delayTable(): TableV2 {
    return new TableV2(this, 'Delays', {
      partitionKey: { name: 'origin', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: this.removalPolicy,
    });
  }

  private queue(id: string, deadLetterQueue?: DeadLetterQueue): Queue {
    const { removalPolicy } = this;
    return new Queue(this, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      deadLetterQueue,
      removalPolicy,
    });
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
