import type { Cause, ShardLoad } from './contract';

/** Shards named in a sentence. */
const NAMED = 5;

/** What to do about hot shards, a sentence for each cause. */
export function adviceOn(loads: readonly ShardLoad[], open: number, keysDecide: boolean): string[] {
  const by = (cause: Cause) => loads.filter((load) => load.cause === cause);
  const advice = by('oneKey')
    .slice(0, NAMED)
    .map(
      ({ shardId, heaviestKey, heaviestKeyShare }) =>
        `${shardId} is hot because of one key, ${heaviestKey}, with ${percent(heaviestKeyShare)} of its load: no ` +
        'split helps. Divide the key (partitionKey.salted), or raise its salts if it is divided already.',
    );
  const uneven = by('manyKeys');
  if (uneven.length > 0) {
    advice.push(
      `${namesOf(uneven)}: hotter than the stream because of many keys. Split them, or choose a key with more ` +
        'values; on-demand streams split them by themselves.',
    );
  }
  const full = by('wholeStream');
  if (full.length > 0) {
    advice.push(
      `${namesOf(full)}: as busy as the stream as a whole, of ${open} shards. Give the stream more shards.`,
    );
  }
  if (advice.length === 0) advice.push('No shard is hot: nothing to do.');
  if (!keysDecide) {
    advice.push('Kinesis spreads the records itself (RecordDistributionStrategy AUTO), whatever their keys.');
  }
  return advice;
}

function namesOf(loads: readonly ShardLoad[]): string {
  const names = loads.slice(0, NAMED).map(({ shardId }) => shardId);
  return loads.length > NAMED ? `${names.join(', ')} and ${loads.length - NAMED} more` : names.join(', ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
