import { Duration, Size, Token } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnStream, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IConstruct } from 'constructs';
import { checkSize, checkWholeNumber } from '../shared/checks';

/** What one shard takes in. */
const SHARD_BYTES_PER_SECOND = 1024 * 1024;
const SHARD_RECORDS_PER_SECOND = 1000;

/** How often Kinesis counts. */
const PERIOD = Duration.minutes(1);

/** Bytes and records a second that a stream takes in, as numbers or as metrics in an expression of their own. */
interface Ceiling {
  readonly bytes: string;
  readonly records?: string;
  readonly usingMetrics: Record<string, IMetric>;
}

/** How much a stream can take in, which its load is held against. */
export class StreamCapacity {
  /** A fixed number of shards, 1 to 10,000: 1 MiB and 1,000 records a second each. */
  public static shards(count: number): StreamCapacity {
    return new StreamCapacity((scope) => {
      checkWholeNumber(scope, 'shards', count, 1, 10_000);
      return ofShards(String(count), {});
    });
  }

  /**
   * The number of open shards that a metric tells, such as `metricOpenShards()` of a `ShardAutoscaler`. So the alarm
   * follows the stream as it is scaled.
   */
  public static openShards(metric: IMetric): StreamCapacity {
    return new StreamCapacity(() => ofShards('shards', { shards: metric }));
  }

  /**
   * A write throughput a second, 1 MiB to 10 GiB: what an on-demand stream is known to take, for example its quota in
   * the account. Records are not counted.
   */
  public static throughput(perSecond: Size): StreamCapacity {
    return new StreamCapacity((scope) => {
      checkSize(scope, 'throughput', perSecond, Size.mebibytes(1), Size.gibibytes(10));
      return { bytes: String(perSecond.toBytes()), usingMetrics: {} };
    });
  }

  /** @internal */
  public static _ofTemplate(stream: IStream): StreamCapacity | undefined {
    const resource = stream.node.defaultChild;
    if (!(resource instanceof CfnStream)) return undefined;
    const { shardCount } = resource;
    return shardCount === undefined || Token.isUnresolved(shardCount)
      ? undefined
      : StreamCapacity.shards(shardCount);
  }

  private constructor(private readonly ceiling: (scope: IConstruct) => Ceiling) {}

  /**
   * Share of the capacity in use, 0 to 1: of bytes or of records, whichever is more.
   *
   * @internal
   */
  public _utilisation(scope: IConstruct, bytes: IMetric, records: IMetric): MathExpression {
    const { bytes: mostBytes, records: mostRecords, usingMetrics } = this.ceiling(scope);
    const ofBytes = `FILL(bytes, 0) / PERIOD(bytes) / (${mostBytes})`;
    if (mostRecords === undefined) {
      return new MathExpression({ expression: ofBytes, usingMetrics: { bytes }, period: PERIOD });
    }
    const ofRecords = `FILL(records, 0) / PERIOD(records) / (${mostRecords})`;
    return new MathExpression({
      expression: `IF(${ofBytes} > ${ofRecords}, ${ofBytes}, ${ofRecords})`,
      usingMetrics: { bytes, records, ...usingMetrics },
      period: PERIOD,
    });
  }
}

function ofShards(count: string, usingMetrics: Record<string, IMetric>): Ceiling {
  // The metric stays away for a minute now and then; the count does not change with it.
  const shards = count === 'shards' ? 'FILL(shards, REPEAT)' : count;
  return {
    bytes: `${shards} * ${SHARD_BYTES_PER_SECOND}`,
    records: `${shards} * ${SHARD_RECORDS_PER_SECOND}`,
    usingMetrics,
  };
}
