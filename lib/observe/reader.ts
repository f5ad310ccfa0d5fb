import { Names, Token } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream, IStreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Severity } from './alarm-set';

/** How many of the last periods have to be over the threshold. */
export interface Evaluation {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** What the alarms on one kind of reader differ in. */
export interface ReaderTraits {
  /** Part of the alarms' construct ids, hence of what is deployed. */
  readonly id: string;
  /** The reader in a sentence, such as `consumer analytics`. */
  readonly label: string;
  /** What a period without data means for this reader. */
  readonly treatMissingData: TreatMissingData;
  /** What the missing data adds to the alarm's meaning, for its description. */
  readonly silence: string;
  readonly firstStep: string;
  readonly evaluation: Record<Severity, Evaluation>;
  /** @param options of the metric; their account is the stream's, if it is not the alarms' own */
  metric(stream: IStream, options: MetricOptions): Metric;
}

/**
 * Readers that hold a connection report even when the stream is idle, so silence is a dead reader. A page
 * waits longer than a warning, so that a deployment that stops every reader for some minutes pages nobody.
 */
const SILENCE_IS_DEATH = {
  treatMissingData: TreatMissingData.BREACHING,
  evaluation: {
    warn: { datapointsToAlarm: 2, evaluationPeriods: 3 },
    page: { datapointsToAlarm: 4, evaluationPeriods: 6 },
  },
};

/** One way of reading a stream, with a lag of its own. */
export class Reader {
  /**
   * Everything that calls `GetRecords`: applications of the Kinesis Client Library, Firehose, Flink, Spark,
   * and functions without enhanced fan-out. Kinesis keeps one metric for them all, so the alarms follow the
   * slowest, and are silent about one that has stopped while others read.
   *
   * `GetRecords` reports with every call, records or not: no data means that nobody reads, which alarms.
   */
  public static polling(): Reader {
    return new Reader({
      ...SILENCE_IS_DEATH,
      id: 'Polling',
      label: 'the slowest reader with GetRecords',
      silence: ', or nobody reads',
      firstStep:
        'see which consumer is behind or stopped, in the logs and metrics of each; if all run, compare ' +
        'ReadProvisionedThroughputExceeded with 0: readers starve each other at 5 reads and 2 MB a second ' +
        'per shard.',
      metric: (stream, options) => stream.metric('GetRecords.IteratorAgeMilliseconds', options),
    });
  }

  /**
   * A registered consumer with enhanced fan-out. Kinesis reports only while it is subscribed, and then even
   * when the stream is idle: no data means that the consumer is not subscribed to any shard, which alarms.
   */
  public static enhancedFanOut(consumer: IStreamConsumer): Reader {
    const name = consumer.streamConsumerName;
    const id = Token.isUnresolved(name) ? Names.nodeUniqueId(consumer.node) : name;
    return Reader.fanOut(`FanOut-${id}`, name, consumer.stream);
  }

  /**
   * As `enhancedFanOut`, for a consumer that is registered elsewhere: Flink, Spark and the Kinesis Client
   * Library do it.
   */
  public static enhancedFanOutNamed(consumerName: string): Reader {
    return Reader.fanOut(`FanOut-${consumerName}`, consumerName);
  }

  /**
   * A function with an event source mapping on the stream. It reports with every batch only, so an idle
   * stream has no data, which is fine; a mapping that is disabled or stuck has none either, so watch it with
   * `polling()` or, if it has a consumer of its own, `enhancedFanOut()` as well. With several mappings the
   * metric is of them all.
   */
  public static lambdaFunction(fn: IFunction): Reader {
    // A batch takes up to 15 minutes: two of them report within six periods.
    const twoBatches = { datapointsToAlarm: 2, evaluationPeriods: 6 };
    return new Reader({
      treatMissingData: TreatMissingData.NOT_BREACHING,
      evaluation: { warn: twoBatches, page: twoBatches },
      id: `Lambda-${Names.nodeUniqueId(fn.node)}`,
      label: `function ${fn.functionName}`,
      silence: '',
      firstStep:
        'look at its Errors (a failing batch holds up its shard), then Throttles (concurrency), then ' +
        'Duration (raise the batch size, the parallelization factor or the memory).',
      // A function reports in its own account, whosever the stream is.
      metric: (_, { account, ...options }) => fn.metric('IteratorAge', options),
    });
  }

  private static fanOut(id: string, consumerName: string, stream?: IStream): Reader {
    const traits: ReaderTraits = {
      ...SILENCE_IS_DEATH,
      id,
      label: `consumer ${consumerName}`,
      silence: ', or it is not subscribed',
      firstStep:
        'see whether it runs, in its logs, and whether SubscribeToShard.Success is 1 and ' +
        'SubscribeToShard.RateExceeded 0; if so it is slower than the producers: give it more workers or ' +
        'the stream more shards.',
      metric: (watched, options) =>
        watched.metric('SubscribeToShardEvent.MillisBehindLatest', {
          ...options,
          dimensionsMap: { StreamName: watched.streamName, ConsumerName: consumerName },
        }),
    };
    return new Reader(traits, consumerName, stream);
  }

  private constructor(
    /** @internal */
    public readonly _traits: ReaderTraits,
    /** @internal */
    public readonly _consumerName?: string,
    /** @internal */
    public readonly _stream?: IStream,
  ) {}
}
