export { aggregate } from './aggregate';
export { Aggregator, type AggregatorOptions } from './aggregator';
export { deaggregate, type KinesisRecord } from './deaggregate';
export { isAggregate } from './envelope';
export type { AggregatedRecord, DeaggregatedRecord, UserRecord } from './record';
