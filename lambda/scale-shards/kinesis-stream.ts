import {
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandInput,
  type ListShardsCommandOutput,
  MergeShardsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import type { Merge, Split } from './decision';
import type { Shard } from './model';
import type { StreamPort, StreamSummary } from './ports';

const HOUR = 3_600_000;
const SHORTEST_RETENTION_HOURS = 24;

/** Shards that one call of `ListShards` gives at the most. */
const PAGE = 10_000;

/** A stream in Kinesis. */
export class KinesisStream implements StreamPort {
  /**
   * @param reads a client that may try again
   * @param changes a client whose every call is one attempt
   */
  constructor(
    private readonly reads: Pick<KinesisClient, 'send'>,
    private readonly changes: Pick<KinesisClient, 'send'>,
    private readonly streamName: string,
  ) {}

  public async summary(): Promise<StreamSummary> {
    const { StreamDescriptionSummary: summary } = await this.reads.send(
      new DescribeStreamSummaryCommand({ StreamName: this.streamName }),
    );
    return {
      active: summary?.StreamStatus === 'ACTIVE',
      onDemand: summary?.StreamModeDetails?.StreamMode === 'ON_DEMAND',
      retentionMs: (summary?.RetentionPeriodHours ?? SHORTEST_RETENTION_HOURS) * HOUR,
      shardMetrics: (summary?.EnhancedMonitoring ?? []).flatMap((kept) => kept.ShardLevelMetrics ?? []),
    };
  }

  public async openShards(): Promise<Shard[]> {
    const open: Shard[] = [];
    let request: ListShardsCommandInput | undefined = {
      StreamName: this.streamName,
      ShardFilter: { Type: 'AT_LATEST' },
      MaxResults: PAGE,
    };
    while (request !== undefined) {
      const { Shards = [], NextToken }: ListShardsCommandOutput = await this.reads.send(
        new ListShardsCommand(request),
      );
      for (const { ShardId, HashKeyRange, SequenceNumberRange } of Shards) {
        if (SequenceNumberRange?.EndingSequenceNumber !== undefined) continue;
        const { StartingHashKey = '0', EndingHashKey = '0' } = HashKeyRange ?? {};
        open.push({ id: ShardId ?? '', start: BigInt(StartingHashKey), end: BigInt(EndingHashKey) });
      }
      request = NextToken === undefined ? undefined : { NextToken, MaxResults: PAGE };
    }
    return open;
  }

  public async shardsFree(): Promise<number> {
    const { ShardLimit = 0, OpenShardCount = 0 } = await this.reads.send(new DescribeLimitsCommand({}));
    return ShardLimit - OpenShardCount;
  }

  public async updateShardCount(target: number): Promise<void> {
    await this.changes.send(
      new UpdateShardCountCommand({
        StreamName: this.streamName,
        TargetShardCount: target,
        ScalingType: 'UNIFORM_SCALING',
      }),
    );
  }

  public async split({ shardId, at }: Split): Promise<void> {
    await this.changes.send(
      new SplitShardCommand({
        StreamName: this.streamName,
        ShardToSplit: shardId,
        NewStartingHashKey: String(at),
      }),
    );
  }

  public async merge({ shardId, adjacentShardId }: Merge): Promise<void> {
    await this.changes.send(
      new MergeShardsCommand({
        StreamName: this.streamName,
        ShardToMerge: shardId,
        AdjacentShardToMerge: adjacentShardId,
      }),
    );
  }
}
