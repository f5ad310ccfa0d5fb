import type { HotRange, Merge, Split } from './decision';
import { DAY, type Shard, widthOf } from './model';

/** A shard with more than this share of its capacity in use is split, when the stream as a whole is not full. */
const HOT = 0.85;

/** A range of hash keys is dense, and remembered, when it has so many times the load of an average range of its width. */
const DENSE = 1.5;

/** A split was fruitless when one side kept this share of the load or more. */
const KEPT = 0.8;

/** After so many fruitless splits in a row the load sits on one key: an even load would be down to an eighth. */
const FRUITLESS = 3;

/** After this long a range where splits were fruitless is tried again: two heavy keys may need more splits to part. */
const TRIED_AGAIN = DAY;

/** Ranges remembered, and hot shards looked at in one decision, at the most. */
const MOST = 100;

/** A range that no split was needed in for this long is forgotten: keys change. */
const REMEMBERED = 7 * DAY;

/** Splits or merges made at one time: each takes about half a minute and they run one after another. */
export const AT_ONCE = 4;

/** What to split, what is remembered of it, and whether a shard is full that no split helps. */
export interface HotShards {
  readonly splits: Split[];
  readonly hotRanges: HotRange[];
  readonly hotKey: boolean;
}

/** The ranges that are still worth remembering. */
export function recall(ranges: readonly HotRange[], now: number): HotRange[] {
  return ranges.filter((range) => range.time > now - REMEMBERED).slice(-MOST);
}

/** Chooses the hottest shards to split in the middle, `limit` at the most, and knows those that splitting does not help. */
export function splitHotShards(
  shards: readonly Shard[],
  loads: ReadonlyMap<string, number>,
  remembered: readonly HotRange[],
  now: number,
  limit: number,
): HotShards {
  const loadOf = ({ id }: Shard) => loads.get(id) ?? 0;
  const total = shards.reduce((sum, shard) => sum + loadOf(shard), 0);
  const hot = shards.filter((shard) => loadOf(shard) > HOT).sort((a, b) => loadOf(b) - loadOf(a));
  const recent = remembered.filter((range) => range.time > now - TRIED_AGAIN);
  let hotRanges = [...remembered];
  const splits: Split[] = [];
  let hotKey = false;
  for (const shard of hot.slice(0, MOST)) {
    const share = loadOf(shard) / total;
    const parent = narrowest(recent.filter((range) => range.start <= shard.start && shard.end <= range.end));
    const fruitless = parent !== undefined && share >= parent.share * KEPT ? parent.fruitless + 1 : 0;
    if (fruitless >= FRUITLESS || shard.start === shard.end) {
      hotKey = true;
    } else if (splits.length < limit) {
      splits.push(splitInTheMiddle(shard));
      hotRanges = hotRanges.filter((range) => range !== parent);
      const dense = share / widthOf(shard) > DENSE;
      if (dense) hotRanges.push({ start: shard.start, end: shard.end, share, fruitless, time: now });
    }
  }
  return { splits, hotRanges: hotRanges.slice(-MOST), hotKey };
}

/** The `count` shards with the most load, or the widest ones where loads are not known, split in the middle. */
export function splitLargest(
  shards: readonly Shard[],
  loads: ReadonlyMap<string, number> | undefined,
  count: number,
): Split[] {
  const size = (shard: Shard) => loads?.get(shard.id) ?? widthOf(shard);
  return shards
    .filter((shard) => shard.start < shard.end)
    .sort((a, b) => size(b) - size(a))
    .slice(0, count)
    .map(splitInTheMiddle);
}

/** The coldest pairs of neighbours, `limit` at the most, none with more load than `fullest` together. */
export function mergeColdest(
  shards: readonly Shard[],
  loads: ReadonlyMap<string, number>,
  fullest: number,
  limit: number,
): Merge[] {
  const inOrder = [...shards].sort((a, b) => (a.start < b.start ? -1 : 1));
  const pairs = inOrder
    .slice(0, -1)
    .map((shard, i) => ({
      shard,
      next: inOrder[i + 1],
      load: (loads.get(shard.id) ?? 0) + (loads.get(inOrder[i + 1].id) ?? 0),
    }))
    .filter(({ shard, next, load }) => shard.end + 1n === next.start && load <= fullest)
    .sort((a, b) => a.load - b.load);
  const taken = new Set<string>();
  const merges: Merge[] = [];
  for (const { shard, next } of pairs) {
    if (merges.length === limit) break;
    if (taken.has(shard.id) || taken.has(next.id)) continue;
    taken.add(shard.id).add(next.id);
    merges.push({ shardId: shard.id, adjacentShardId: next.id });
  }
  return merges;
}

function splitInTheMiddle({ id, start, end }: Shard): Split {
  return { shardId: id, at: start + (end - start + 1n) / 2n };
}

function narrowest(ranges: readonly HotRange[]): HotRange | undefined {
  return [...ranges].sort((a, b) => (a.end - a.start < b.end - b.start ? -1 : 1))[0];
}
