import { Annotations } from 'aws-cdk-lib';
import { CfnStreamConsumer, type IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { RecordBucket } from '../shared/record-bucket';
import {
  FanOutConsumer,
  type FanOutConsumerDefinition,
  type FanOutConsumerOptions,
} from './fan-out-consumer';
import { checkOptions } from './known-limits';
import type { StreamProcessorOptions } from './stream-processor-options';

/** Settings of a `FanOutConsumerSet`; those of `StreamProcessorOptions` hold for consumers without their own. */
export interface FanOutConsumerSetProps extends StreamProcessorOptions {
  /** Stream to read, made here or imported. */
  readonly stream: IStream;

  /**
   * The consumers. Their order is of no consequence.
   *
   * @default - none; see `addConsumer`
   */
  readonly consumers?: FanOutConsumerDefinition[];

  /**
   * Whether consumers are registered and have 2 MB/s of each shard for themselves; otherwise they poll.
   *
   * @default true
   */
  readonly enhancedFanOut?: boolean;

  /**
   * Whether the account has On-demand Advantage in this Region, with which a stream takes 50 registered consumers
   * instead of 20.
   *
   * @default false
   * @see https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html
   */
  readonly onDemandAdvantage?: boolean;
}

/** Kinesis serves so many reads a second of one shard to all who poll it; Lambda takes one. */
const POLLS_A_SECOND = 5;

/**
 * Functions that each read all records of a stream, none in the way of another.
 *
 * Each consumer has its own registration, so its own throughput, its own event source mapping and rights, and its own lag
 * metric. Failed batches go to one versioned bucket, under a prefix for each mapping; the functions can add to it, but
 * neither read nor delete. That needs no key and bucket for each; give a consumer its own `failureBucket` to separate it
 * further. Registrations are made five at a time, as Kinesis demands.
 *
 * @example
 * const consumers = new FanOutConsumerSet(this, 'Consumers', {
 *   stream,
 *   consumers: [
 *     { name: 'billing', function: bill },
 *     { name: 'alerts', function: alert, batchSize: 10 },
 *   ],
 * });
 * const search = consumers.addConsumer('search', { function: index });
 * search.metricMillisBehindLatest().createAlarm(this, 'SearchLags', { threshold: 60_000, evaluationPeriods: 5 });
 * @see https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html
 */
export class FanOutConsumerSet extends Construct {
  /** The stream that is read. */
  public readonly stream: IStream;

  /** Where failed batches are kept, of consumers without a bucket of their own. */
  public readonly failureBucket: IBucket;

  private readonly members: FanOutConsumer[] = [];
  private readonly settings: FanOutConsumerSetProps;

  constructor(scope: Construct, id: string, props: FanOutConsumerSetProps) {
    super(scope, id);
    const { stream, consumers = [] } = props;

    checkOptions(this, props);
    this.stream = stream;
    this.settings = props;
    this.checkNames(consumers.map(({ name }) => name));
    this.checkCount(consumers);

    // No consumer can have this id: their names have no spaces.
    this.failureBucket = props.failureBucket ?? new RecordBucket(this, 'Failed batches').bucket;
    for (const { name, ...options } of consumers) this.addConsumer(name, options);
  }

  /** The consumers, in the order in which they were added. */
  public get consumers(): FanOutConsumer[] {
    return [...this.members];
  }

  /**
   * Adds one more consumer; nothing happens to the others.
   *
   * @param name 1 to 128 letters, digits, `_`, `.` or `-`; not that of another consumer of the stream
   */
  public addConsumer(name: string, options: FanOutConsumerOptions): FanOutConsumer {
    const definition = { ...options, name };
    this.checkNames([name]);
    this.checkCount([definition]);
    const { stream, failureBucket } = this;
    const consumer = new FanOutConsumer(this, name, {
      ...this.settings,
      failureBucket,
      ...given(definition),
      stream,
    });
    this.members.push(consumer);
    if (this.members.filter((one) => one.consumer === undefined).length === POLLS_A_SECOND + 1) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:sharedThroughputReaders',
        `More than ${POLLS_A_SECOND} consumers poll: each reads a shard once a second, and Kinesis serves only ` +
          `${POLLS_A_SECOND} reads a second of one shard.`,
      );
    }
    return consumer;
  }

  private checkNames(names: string[]): void {
    const taken = new Set([...this.members.map(({ name }) => name), ...this.registered()]);
    for (const name of names) {
      if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name)) {
        throw new InvalidSettingError(this, 'name', '1 to 128 letters, digits, "_", "." or "-"', `"${name}"`);
      }
      if (taken.has(name)) {
        throw new InvalidSettingError(
          this,
          'name',
          'one that no other consumer of the stream has',
          `"${name}"`,
        );
      }
      taken.add(name);
    }
  }

  private checkCount(more: FanOutConsumerDefinition[]): void {
    const { enhancedFanOut = true, onDemandAdvantage = false } = this.settings;
    const most = onDemandAdvantage ? 50 : 20;
    const fanOut = more.filter((definition) => definition.enhancedFanOut ?? enhancedFanOut);
    const count = this.registered().length + fanOut.length;
    if (fanOut.length === 0 || count <= most) return;
    const expected = `at most ${most} registered with the stream${onDemandAdvantage ? '' : ' (50 with onDemandAdvantage)'}`;
    throw new InvalidSettingError(this, 'consumers', expected, count);
  }

  /** The names of all consumers that this app registers with the stream, in this set or elsewhere. */
  private registered(): string[] {
    return this.node.root.node
      .findAll()
      .filter((child) => CfnStreamConsumer.isCfnStreamConsumer(child))
      .filter(({ streamArn }) => streamArn === this.stream.streamArn)
      .map(({ consumerName }) => consumerName);
  }
}

/** What was given of `options`, so that it can be laid over what holds for the whole set. */
function given(options: FanOutConsumerDefinition): FanOutConsumerDefinition {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as FanOutConsumerDefinition;
}
