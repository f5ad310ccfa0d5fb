import { Annotations, Duration } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IStream, type IStreamConsumer, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { checkOptions, checkRegion, isOfAnotherAccount } from './known-limits';
import { afterFifthLast } from './registration-order';
import { StreamProcessor } from './stream-processor';
import type { StreamProcessorOptions } from './stream-processor-options';

/** How one consumer of a `FanOutConsumerSet` reads. What is not given is as for the whole set. */
export interface FanOutConsumerOptions extends StreamProcessorOptions {
  /** Function that processes the records. It is to answer with the records it failed on, as `batchItemFailures`. */
  readonly function: IFunction;

  /**
   * Whether the consumer is registered and has 2 MB/s of each shard for itself; otherwise it polls, sharing 2 MB/s and
   * five reads a second of each shard with all readers that poll.
   *
   * @default - as for the whole set
   */
  readonly enhancedFanOut?: boolean;
}

/** A consumer given with its set. */
export interface FanOutConsumerDefinition extends FanOutConsumerOptions {
  /** Name of the consumer: 1 to 128 letters, digits, `_`, `.` or `-`; one of its kind on the stream. */
  readonly name: string;
}

/** Settings of a `FanOutConsumer`. */
export interface FanOutConsumerProps extends FanOutConsumerDefinition {
  /** Stream to read. */
  readonly stream: IStream;
}

/** One consumer of a `FanOutConsumerSet`: its registration with the stream and its `StreamProcessor`. */
export class FanOutConsumer extends Construct {
  /** Name of the consumer. */
  public readonly name: string;

  /** The registration; none when the consumer polls. */
  public readonly consumer?: IStreamConsumer;

  /** What reads for the consumer. */
  public readonly processor: StreamProcessor;

  constructor(scope: Construct, id: string, props: FanOutConsumerProps) {
    super(scope, id);
    const { name, stream, enhancedFanOut = true } = props;
    checkOptions(this, props);
    checkRegion(this, stream);

    this.name = name;
    if (enhancedFanOut) {
      if (isOfAnotherAccount(this, stream)) {
        Annotations.of(this).addWarningV2(
          'kinesis-constructs:registrationInAnotherAccount',
          'Kinesis may refuse to register a consumer with a stream of another account: have its owner register it and give ' +
            'it to a StreamProcessor, or set enhancedFanOut to false.',
        );
      }
      const registration = new StreamConsumer(this, 'Registration', { stream, streamConsumerName: name });
      afterFifthLast(registration);
      this.consumer = registration;
    }
    this.processor = new StreamProcessor(this, 'Processor', { ...props, consumer: this.consumer });
  }

  /**
   * How far the consumer is behind the newest record of its stream, in milliseconds: maximum over 1 minute by default.
   * Only a registered consumer has it; of one that polls, take `processor.metricIteratorAge()`.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
   */
  public metricMillisBehindLatest(options?: MetricOptions): Metric {
    if (this.consumer === undefined) {
      throw new InvalidSettingError(this, 'enhancedFanOut', 'true for metricMillisBehindLatest', false);
    }
    const { stream } = this.processor;
    return stream.metric('SubscribeToShardEvent.MillisBehindLatest', {
      dimensionsMap: { StreamName: stream.streamName, ConsumerName: this.name },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
      ...options,
    });
  }
}
