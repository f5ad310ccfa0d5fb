import { Duration, Token } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import {
  type CfnDeliveryStream,
  JsonParsingEngine,
  RecordDeAggregationProcessor,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { boundProcessor, processor } from './delivery-processors';
import type { Transform } from './transform';

/** What every way to partition may set. */
export interface PartitioningOptions {
  /**
   * How Firehose finds the records in a record of the stream, when producers put several into one. Records
   * that the Kinesis Producer Library aggregated are taken apart anyway.
   *
   * @default - each record of the stream is one record
   */
  readonly split?: RecordSplit;

  /**
   * For how long Firehose tries again to deliver to a partition, 0 seconds to 7,200 seconds.
   *
   * @default Duration.seconds(300)
   */
  readonly retryDuration?: Duration;
}

/**
 * Where one record ends and the next begins, within a record of the stream: 500 at most.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
export class RecordSplit {
  /** JSON objects, one after the other or a line each. An array of them is not taken apart. */
  public static json(): RecordSplit {
    return new RecordSplit(undefined);
  }

  /** Text with `delimiter` in between. */
  public static delimitedBy(delimiter: string): RecordSplit {
    return new RecordSplit(delimiter);
  }

  private constructor(private readonly delimiter: string | undefined) {}

  /** @internal */
  public _check(scope: IConstruct): void {
    if (this.delimiter !== '') return;
    throw new InvalidSettingError(scope, 'partitioning.split', 'by a delimiter of a character or more', "''");
  }

  /** @internal */
  public _bind(role: Role): CfnDeliveryStream.ProcessorProperty {
    const { delimiter } = this;
    const own =
      delimiter === undefined
        ? RecordDeAggregationProcessor.json()
        : RecordDeAggregationProcessor.delimited(delimiter);
    return boundProcessor(own, role);
  }
}

/** The keys that a prefix has to use, by where they come from. */
export interface PartitionKeys {
  readonly partitionKeyFromQuery: string[];
  readonly partitionKeyFromLambda: string[];
}

/**
 * Files records by what is in them: dynamic partitioning.
 *
 * It needs a buffer of 64 MiB or more and of 60 seconds or more, and a delivery may take half as long again.
 * A delivery stream has 500 partitions open at once, or up to 5,000 on request: records beyond go to the
 * error prefix (`activePartitionExceeded`), as do those that lack a key. It can be chosen only when the
 * delivery stream is made: to switch it on or off later, give the construct another id, so that the stream is
 * replaced.
 *
 * @example
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   partitioning: Partitioning.byQuery({ country: '.address.country' }),
 * });
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 */
export class Partitioning {
  /**
   * By jq 1.6 expressions on each record, which has to be JSON: the key's name, then its expression, such as
   * `{ country: '.address.country' }`. 1 to 50 keys.
   */
  public static byQuery(queries: { [key: string]: string }, options: PartitioningOptions = {}): Partitioning {
    return new Partitioning(queries, [], options);
  }

  /**
   * By what the transform's function gives for each record, in `metadata.partitionKeys`: each of `keys`, as
   * text.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
   */
  public static byTransform(keys: string[], options: PartitioningOptions = {}): Partitioning {
    return new Partitioning({}, keys, options);
  }

  /** By both: some keys from jq expressions, on what the function gave, and some from the function itself. */
  public static byQueryAndTransform(
    queries: { [key: string]: string },
    keys: string[],
    options: PartitioningOptions = {},
  ): Partitioning {
    return new Partitioning(queries, keys, options);
  }

  /** @internal */
  public readonly _keys: PartitionKeys;

  private readonly query: string;
  private readonly retryDuration: Duration;

  private constructor(
    private readonly queries: Readonly<Record<string, string>>,
    transformKeys: string[],
    private readonly options: PartitioningOptions,
  ) {
    this._keys = { partitionKeyFromQuery: Object.keys(queries), partitionKeyFromLambda: transformKeys };
    const parts = Object.entries(queries).map(([key, jq]) => `${JSON.stringify(key)}:${inParentheses(jq)}`);
    this.query = `{${parts.join(',')}}`;
    this.retryDuration = options.retryDuration ?? Duration.seconds(300);
  }

  /**
   * Fails on settings that Firehose would refuse.
   *
   * @internal
   */
  public _check(scope: IConstruct, transform: Transform | undefined): void {
    const { partitionKeyFromQuery, partitionKeyFromLambda } = this._keys;
    const keys = [...partitionKeyFromQuery, ...partitionKeyFromLambda];
    const fail = (expected: string, got: unknown): never => {
      throw new InvalidSettingError(scope, 'partitioning', expected, got);
    };
    if (keys.length < 1 || keys.length > 50) fail('by 1 to 50 keys', keys.length);
    const wrong = keys.find((key) => !/^[A-Za-z0-9_-]+$/.test(key));
    if (wrong !== undefined) fail('by keys named in letters, digits, _ and -', wrong);
    const twice = keys.find((key, i) => keys.indexOf(key) !== i);
    if (twice !== undefined) fail('by keys that each have one source', `${twice} twice`);
    this.checkQueries(scope);
    if (partitionKeyFromLambda.length > 0 && transform?._callsFunction !== true) {
      fail(`with a transform by a function, which gives ${partitionKeyFromLambda.join(', ')}`, 'none');
    }
    checkDuration(
      scope,
      'partitioning.retryDuration',
      this.retryDuration,
      Duration.seconds(0),
      Duration.seconds(7200),
    );
    this.options.split?._check(scope);
  }

  /**
   * The configuration and the processors in CloudFormation's terms.
   *
   * @internal
   */
  public _bind(role: Role): BoundPartitioning {
    const { split } = this.options;
    const processors = split === undefined ? [] : [split._bind(role)];
    if (this._keys.partitionKeyFromQuery.length > 0) {
      processors.push(
        processor('MetadataExtraction', {
          MetadataExtractionQuery: this.query,
          JsonParsingEngine: JsonParsingEngine.JQ_1_6.parsingEngine,
        }),
      );
    }
    return {
      processors,
      configuration: {
        enabled: true,
        retryOptions: { durationInSeconds: this.retryDuration.toSeconds() },
      },
    };
  }

  private checkQueries(scope: IConstruct): void {
    for (const [key, jq] of Object.entries(this.queries)) {
      if (jq.trim() !== '' && !/[\r\n]/.test(jq)) continue;
      throw new InvalidSettingError(scope, `partitioning.${key}`, 'a jq expression on one line', `'${jq}'`);
    }
    if (!Token.isUnresolved(this.query) && this.query.length > MAX_QUERY_LENGTH) {
      const expected = `at most ${MAX_QUERY_LENGTH} characters of jq in all`;
      throw new InvalidSettingError(scope, 'partitioning', expected, this.query.length);
    }
  }
}

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html */
const MAX_QUERY_LENGTH = 5120;

/** Dynamic partitioning in CloudFormation's terms. */
export interface BoundPartitioning {
  readonly processors: CfnDeliveryStream.ProcessorProperty[];
  readonly configuration: CfnDeliveryStream.DynamicPartitioningConfigurationProperty;
}

/** In an object jq takes paths and pipes as they are, but not `a // b` or `a + b`. */
function inParentheses(jq: string): string {
  return /^(\.[A-Za-z_]\w*)+$/.test(jq) ? jq : `(${jq})`;
}
