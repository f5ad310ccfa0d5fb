import { Aggregator, type AggregatorOptions, routeOf } from './aggregator';
import type { AggregatedRecord, UserRecord } from './record';

/**
 * Packs all of `records` into as few Kinesis records as their keys allow.
 *
 * Records of one key stay in order; those of different keys may pass each other. With `mixedKeys` the whole order is kept.
 */
export function aggregate(
  records: Iterable<UserRecord>,
  options: AggregatorOptions = {},
): AggregatedRecord[] {
  const aggregators = new Map<string, Aggregator>();
  const finished: AggregatedRecord[] = [];
  for (const record of records) {
    const route = options.mixedKeys === true ? '' : routeOf(record);
    let aggregator = aggregators.get(route);
    if (aggregator === undefined) {
      aggregator = new Aggregator(options);
      aggregators.set(route, aggregator);
    }
    const full = aggregator.add(record);
    if (full !== undefined) finished.push(full);
  }
  for (const aggregator of aggregators.values()) {
    const last = aggregator.flush();
    if (last !== undefined) finished.push(last);
  }
  return finished;
}
