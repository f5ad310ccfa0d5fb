import type { SourceRecord } from '../../lambda/replicate-stream/source-record';
import { SeededRandom } from '../../lambda/testing/seeded';

/** Chooses the number of a key, from 0. */
export type ChooseKey = () => number;

const PRECISION = 2 ** 30;

/** Each of `keys` keys as often as any other. */
export function uniformKeys(keys: number): ChooseKey {
  const random = new SeededRandom(7);
  return () => random.below(keys);
}

/** Key number k about 1 / (k + 1) as often as the first: of 10,000 keys the first has a tenth of all records. */
export function zipfKeys(keys: number): ChooseKey {
  const random = new SeededRandom(7);
  const sums: number[] = [];
  for (let key = 0, sum = 0; key < keys; key += 1) {
    sum += 1 / (key + 1);
    sums.push(sum);
  }
  const total = sums[keys - 1];
  return () => {
    const at = (random.below(PRECISION) / PRECISION) * total;
    let [low, high] = [0, keys - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Records of one shard, about 200 bytes each. Their data begin with their number. */
export function sourceRecords(count: number, choose: ChooseKey): SourceRecord[] {
  const filler = '.'.repeat(190);
  return Array.from({ length: count }, (_, i) => ({
    partitionKey: `key-${choose()}`,
    data: Buffer.from(`${i} ${filler}`),
    sequenceNumber: String(10n ** 55n + BigInt(i)),
    shardId: 'shardId-000000000000',
    streamName: 'source',
    region: 'eu-west-1',
    arrivedAt: 0,
  }));
}
