import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandOutput,
  type Shard,
  ShardFilterType,
} from '@aws-sdk/client-kinesis';

/** One answer of a shard. */
export interface Page {
  readonly records: readonly {
    readonly partitionKey: string;
    readonly data: Uint8Array;
    /** When it arrived, epoch milliseconds. */
    readonly arrival: number;
  }[];

  /** How far the last record read is behind the newest, in milliseconds. */
  readonly behind: number;

  /** Where to read on; absent at the end of a closed shard. */
  readonly next?: string;
}

/** What a stream tells of itself. */
export interface Description {
  /** Whether partition keys decide which shard a record goes to. */
  readonly keysDecide: boolean;

  /** When the stream was created, epoch milliseconds. */
  readonly created: number;
}

/** The open shards of a stream. */
export interface OpenShards {
  readonly open: Shard[];

  /** Ids of those that a split or a merge has made since the time asked for. */
  readonly made: ReadonlySet<string>;
}

/** What sampling needs of a stream. */
export interface StreamShards {
  describe(): Promise<Description>;

  /** All open shards, and which of them were made after `time`. */
  open(time: number): Promise<OpenShards>;

  /** Where to read from to get what arrived at `time` or later. */
  iterator(shardId: string, time: number): Promise<string>;

  /** Reads once. */
  read(iterator: string, limit: number): Promise<Page>;
}

/**
 * The shards of a Kinesis stream.
 *
 * @param patient for what tells of the stream; tries again by itself
 * @param brief for reading: one attempt a call, since each takes from what the stream's readers have
 */
export function kinesisShards(patient: KinesisClient, brief: KinesisClient, StreamARN: string): StreamShards {
  return {
    async describe() {
      const { StreamDescriptionSummary } = await patient.send(
        new DescribeStreamSummaryCommand({ StreamARN }),
      );
      return {
        keysDecide: StreamDescriptionSummary?.RecordDistributionStrategy !== 'AUTO',
        created: StreamDescriptionSummary?.StreamCreationTimestamp?.getTime() ?? 0,
      };
    },
    async open(time) {
      const ShardFilter = { Type: ShardFilterType.FROM_TIMESTAMP, Timestamp: new Date(time) };
      const first = { StreamARN, ShardFilter };
      const shards: Shard[] = [];
      let NextToken: string | undefined;
      do {
        // A later page takes its token and nothing else.
        const input = NextToken === undefined ? first : { NextToken };
        const page: ListShardsCommandOutput = await patient.send(new ListShardsCommand(input));
        shards.push(...(page.Shards ?? []));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return sorted(shards);
    },
    async iterator(ShardId, time) {
      const { ShardIterator = '' } = await brief.send(
        new GetShardIteratorCommand({
          StreamARN,
          ShardId,
          ShardIteratorType: 'AT_TIMESTAMP',
          Timestamp: new Date(time),
        }),
      );
      return ShardIterator;
    },
    async read(ShardIterator, Limit) {
      const page = await brief.send(new GetRecordsCommand({ StreamARN, ShardIterator, Limit }));
      return {
        records: (page.Records ?? []).map((record) => ({
          partitionKey: record.PartitionKey ?? '',
          data: record.Data ?? new Uint8Array(),
          arrival: record.ApproximateArrivalTimestamp?.getTime() ?? Date.now(),
        })),
        behind: page.MillisBehindLatest ?? 0,
        next: page.NextShardIterator,
      };
    },
  };
}

/** Tells open shards, and those whose parents have been closed, from all that were open at a time or later. */
function sorted(shards: readonly Shard[]): OpenShards {
  const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange?.EndingSequenceNumber === undefined;
  const open = shards.filter(isOpen);
  const closed = new Set(shards.filter((shard) => !isOpen(shard)).map(({ ShardId }) => ShardId));
  const made = open
    .filter(
      ({ ParentShardId, AdjacentParentShardId }) =>
        closed.has(ParentShardId) || closed.has(AdjacentParentShardId),
    )
    .map(({ ShardId = '' }) => ShardId);
  return { open, made: new Set(made) };
}
