import { Aggregator, type AggregatorOptions } from './aggregator';
import type { AggregatedRecord, UserRecord } from './record';

/**
 * Packs all of `records` into as few Kinesis records as their keys allow.
 *
 * Records that go together stay in order; others may pass each other. With `mixedKeys` all stay in order.
 *
 * @example
 * const entries = aggregate(records).map(({ partitionKey, explicitHashKey, data }) => ({
 *   PartitionKey: partitionKey,
 *   ExplicitHashKey: explicitHashKey,
 *   Data: data,
 * }));
 */
export function aggregate(
  records: Iterable<UserRecord>,
  options: AggregatorOptions = {},
): AggregatedRecord[] {
  const aggregators = new Aggregators(options);
  const packed: AggregatedRecord[] = [];
  for (const record of records) {
    const finished = aggregators.of(record).add(record);
    if (finished !== undefined) packed.push(finished);
  }
  for (const aggregator of aggregators.all) {
    const last = aggregator.flush();
    if (last !== undefined) packed.push(last);
  }
  return packed;
}

/** An aggregator for each group of records that go together. */
class Aggregators {
  /** In the order of each group's first record. */
  public readonly all: Aggregator[] = [];

  private readonly byPartitionKey = new Map<string, Aggregator>();
  private readonly byExplicitHashKey = new Map<string, Aggregator>();

  constructor(private readonly options: AggregatorOptions) {}

  public of({ partitionKey, explicitHashKey }: UserRecord): Aggregator {
    if (this.options.mixedKeys === true) return this.all[0] ?? this.create();
    const [group, key] =
      explicitHashKey === undefined
        ? [this.byPartitionKey, partitionKey]
        : [this.byExplicitHashKey, explicitHashKey];
    const known = group.get(key);
    if (known !== undefined) return known;
    const aggregator = this.create();
    group.set(key, aggregator);
    return aggregator;
  }

  private create(): Aggregator {
    const aggregator = new Aggregator(this.options);
    this.all.push(aggregator);
    return aggregator;
  }
}
