import { createHash } from 'node:crypto';
import { shardOf } from '../producer/hash-key';
import { unsalted } from '../producer/partition-key';
import { adviceOn } from './advice';
import { capacitySeconds } from './capacity';
import {
  type Cause,
  HOT_UTILISATION,
  type HotKey,
  type HotKeysReport,
  type ShardLoad,
  UNEVEN,
} from './contract';
import { type KeyShare, largest, shareOf } from './key-loads';
import type { SampledShard, StreamSample } from './sample-stream';

/** What the report is to be like. */
export interface ReportOptions {
  readonly streamName: string;
  readonly topKeys: number;

  /** Whether keys are named as they are, or by a hash. */
  readonly plainKeys: boolean;
}

/** From this share of its shard's load on a key keeps most of it to itself, however the shard is split. */
const MOST_OF_A_SHARD = 0.5;

/** Shards in a report: a stream may have thousands, and an answer of Lambda 6 MB. */
const BUSIEST = 20;

/** What a sample says of a stream, and what to do about it. */
export function reportOn(sample: StreamSample, options: ReportOptions): HotKeysReport {
  const { window, open, keysDecide, shards } = sample;
  const name = options.plainKeys ? (key: string) => key : hashed;
  const total = shards.reduce((sum, shard) => sum + utilisationOf(shard), 0);
  const loads = [...shards]
    .sort((a, b) => utilisationOf(b) - utilisationOf(a))
    .map((shard) => loadOf(shard, total, shards.length, keysDecide, name));
  const heaviest = sample.keys.heaviest(options.topKeys);
  const keys = heaviest.map((share) => hotKey(share, sample, name));
  return {
    streamName: options.streamName,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    shards: {
      open: open.length,
      read: shards.length,
      busy: shards.filter(({ busy }) => busy).length,
      failed: sample.failed,
    },
    sample: { records: sample.records, bytes: sample.bytes },
    keysDecide,
    keys,
    shareError: rounded(sample.keys.shareError),
    busiestShards: loads.slice(0, BUSIEST),
    hottestKeyShare: rounded(heaviest.length === 0 ? 0 : largest(heaviest[0])),
    hottestShardShare: loads.at(0)?.share ?? 0,
    hotKeys: loads.filter(({ cause }) => cause === 'oneKey').length,
    advice: adviceOn(loads, open.length, keysDecide),
  };
}

function loadOf(
  shard: SampledShard,
  total: number,
  count: number,
  keysDecide: boolean,
  name: (key: string) => string,
): ShardLoad {
  const heaviest = heaviestOf(shard);
  const utilisation = utilisationOf(shard);
  const timesMean = shareOf(utilisation, total / count);
  const keyShare = heaviest?.share ?? 0;
  return {
    shardId: shard.shardId,
    bytesPerSecond: Math.round(shard.bytesPerSecond),
    recordsPerSecond: rounded(shard.recordsPerSecond),
    utilisation: rounded(utilisation),
    share: rounded(shareOf(utilisation, total)),
    timesMean: rounded(timesMean),
    coverage: rounded(shard.coverage),
    ...(heaviest === undefined ? {} : { heaviestKey: name(heaviest.key) }),
    heaviestKeyShare: rounded(keyShare),
    cause: causeOf(utilisation, timesMean, keysDecide ? keyShare : 0),
  };
}

function causeOf(utilisation: number, timesMean: number, keyShare: number): Cause {
  if (utilisation < HOT_UTILISATION) return 'notHot';
  if (keyShare >= MOST_OF_A_SHARD) return 'oneKey';
  return timesMean >= UNEVEN ? 'manyKeys' : 'wholeStream';
}

/** Share of a shard's write capacity, of bytes or of records, whichever is nearer its limit. */
function utilisationOf({ bytesPerSecond, recordsPerSecond }: SampledShard): number {
  return capacitySeconds(bytesPerSecond, recordsPerSecond);
}

/** The heaviest key of what the shard is nearer its limit of: bytes or records. */
function heaviestOf(shard: SampledShard): { key: string; share: number } | undefined {
  const { bytesPerSecond, recordsPerSecond, heaviestByBytes, heaviestByRecords } = shard;
  if (capacitySeconds(bytesPerSecond, 0) >= capacitySeconds(0, recordsPerSecond)) {
    return heaviestByBytes && { key: heaviestByBytes.key, share: heaviestByBytes.byteShare };
  }
  return heaviestByRecords && { key: heaviestByRecords.key, share: heaviestByRecords.recordShare };
}

function hotKey(
  { key, recordShare, byteShare }: KeyShare,
  { open, keysDecide }: StreamSample,
  name: (key: string) => string,
): HotKey {
  const shardId = keysDecide ? shardOf({ partitionKey: key }, open)?.ShardId : undefined;
  return {
    key: name(key),
    recordShare: rounded(recordShare),
    byteShare: rounded(byteShare),
    ...(shardId === undefined ? {} : { shardId }),
    salted: unsalted(key) !== key,
  };
}

/** A name by which whoever knows a key finds it again. */
function hashed(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
