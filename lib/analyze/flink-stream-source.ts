import { Duration, Names, Stack, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import type { IConstruct } from 'constructs';
import { isOfAnotherAccount } from '../process/known-limits';
import { afterFifthLast } from '../process/registration-order';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';
import { grantOnStream, READ_ACTIONS } from '../shared/stream-access';
import type { FlinkColumn } from './flink-column';
import { checkColumns, inRecord } from './flink-ddl';
import type { FlinkFormat } from './flink-format';
import { checkSeconds } from './flink-seconds';
import { FlinkStartPosition } from './flink-start-position';
import { type FlinkTableDefinition, placeholder } from './flink-table-definition';

/** How a table reads a stream. */
export interface FlinkStreamSourceOptions {
  /** The columns, by name, in the order that they have in CSV. */
  readonly columns: { [name: string]: FlinkColumn };

  /** What a record is. */
  readonly format: FlinkFormat;

  /**
   * Column that tells when an event happened: `FlinkColumn.TIMESTAMP`, `TIMESTAMP_LTZ`, `timeOfMillis` or one that is computed.
   * What goes by windows needs it.
   *
   * @default - none: no windows over the time of events
   */
  readonly eventTime?: string;

  /**
   * How much later than a newer event an event may come and still be counted, 0 seconds to 1 day, in whole seconds. Every result
   * of a window waits for that long.
   *
   * @default Duration.seconds(30)
   */
  readonly watermarkDelay?: Duration;

  /**
   * Where an application without a snapshot begins to read.
   *
   * @default FlinkStartPosition.LATEST
   */
  readonly startPosition?: FlinkStartPosition;

  /**
   * Whether a consumer is registered, which has 2 MB/s of each shard for the application alone; it is billed by the hour and the
   * gigabyte. Not for a stream of another account or Region. Otherwise the application polls, sharing 2 MB/s and five reads a second
   * of each shard with all readers that poll.
   *
   * @default false
   */
  readonly enhancedFanOut?: boolean;

  /**
   * How many shards the stream has, 1 to 10,000: the parallelism has to be as much.
   *
   * @default - what the template says of the stream; unknown of one that is on demand or imported, and where it is a token
   */
  readonly shardCount?: number;
}

/** A table that reads a stream. */
export function streamSource(stream: IStream, options: FlinkStreamSourceOptions): FlinkTableDefinition {
  const { columns, format, eventTime, enhancedFanOut = false } = options;
  const { watermarkDelay = Duration.seconds(30), startPosition = FlinkStartPosition.LATEST } = options;

  return {
    kind: 'source',
    columns,
    eventTime,
    stream,
    enhancedFanOut,
    shardCount: knownShards(stream, options.shardCount),
    check: (scope, name) => {
      checkColumns(scope, name, columns, 'source');
      format._check(scope, name, inRecord(columns));
      checkEventTime(scope, name, options);
      if (enhancedFanOut) checkFanOut(scope, name, stream);
      const delay = `tables.${name}.watermarkDelay`;
      checkSeconds(scope, delay, watermarkDelay, Duration.seconds(0), Duration.days(1));
      checkWholeNumber(scope, `tables.${name}.shardCount`, options.shardCount, 1, 10_000);
    },
    plan: (name) => ({
      name,
      columns,
      watermark:
        eventTime === undefined ? undefined : { column: eventTime, delaySeconds: watermarkDelay.toSeconds() },
      partitionedBy: [],
      options: {
        connector: 'kinesis',
        'stream.arn': placeholder(name, 'arn'),
        'aws.region': placeholder(name, 'region'),
        ...startPosition._options,
        'source.reader.type': enhancedFanOut ? 'EFO' : 'POLLING',
        ...(enhancedFanOut && {
          'source.efo.consumer.name': placeholder(name, 'consumer'),
          'source.efo.lifecycle': 'SELF_MANAGED',
        }),
        ...format._options,
      },
    }),
    bind: (scope, name, role) => {
      // A consumer is looked up by its name and its stream.
      const actions = [...READ_ACTIONS, ...(enhancedFanOut ? ['kinesis:DescribeStreamConsumer'] : [])];
      grantOnStream(stream, role, actions, ['kms:Decrypt']);
      const values = { arn: stream.streamArn, region: stream.env.region };
      if (!enhancedFanOut) return values;
      const streamConsumerName = `${Names.uniqueResourceName(scope, { maxLength: 60, separator: '-' })}-${name}`;
      const consumer = new StreamConsumer(scope, `${name}Consumer`, { stream, streamConsumerName });
      afterFifthLast(consumer);
      consumer.grant(role, 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard');
      return { ...values, consumer: streamConsumerName };
    },
  };
}

/** Fails on a stream that no consumer can be registered with from here, or none looked up. */
function checkFanOut(scope: IConstruct, name: string, stream: IStream): void {
  const fail = (expected: string) => {
    throw new InvalidSettingError(scope, `tables.${name}.enhancedFanOut`, expected, true);
  };
  if (isOfAnotherAccount(scope, stream)) {
    fail('false for a stream of another account, where the connector cannot look up a consumer');
  }
  const [ours, theirs] = [Stack.of(scope).region, stream.env.region];
  if (!differ(ours, theirs)) return;
  fail(`false for a stream of another Region, ${theirs}, where the stack cannot register a consumer`);
}

function checkEventTime(
  scope: IConstruct,
  name: string,
  { columns, eventTime, watermarkDelay }: FlinkStreamSourceOptions,
): void {
  if (eventTime === undefined) {
    if (watermarkDelay === undefined) return;
    const got = watermarkDelay.toHumanString();
    throw new InvalidSettingError(scope, `tables.${name}.watermarkDelay`, 'unset without eventTime', got);
  }
  if (columns[eventTime]?._time === 'event') return;
  const times = Object.keys(columns).filter((column) => columns[column]._time === 'event');
  const expected = `a column with a time${times.length === 0 ? '' : `, such as ${times.join(', ')}`}`;
  throw new InvalidSettingError(scope, `tables.${name}.eventTime`, expected, eventTime);
}

/** Shards as they are given, or those of a provisioned stream that the app itself makes; nothing where that is a token. */
function knownShards(stream: IStream, given: number | undefined): number | undefined {
  const resource = stream.node.defaultChild;
  const shards = given ?? (resource instanceof CfnStream ? resource.shardCount : undefined);
  return Token.isUnresolved(shards) ? undefined : shards;
}
