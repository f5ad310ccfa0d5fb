/** What tests of code around Kinesis need: events, a context, and a model of Lambda's event source mapping. */
export { aggregatedRecord, type TestUserRecord } from './aggregated-record';
export { FunctionThrottledError, type InvokeFunction } from './call-function';
export { type Clock, VirtualClock } from './clock';
export { type LambdaContextOptions, lambdaContext } from './context';
export { EventSourceMapping, type ShardReader } from './event-source-mapping';
export type { FailureCondition, FailureDelivery, FailureRecord } from './failure-record';
export type { FilterPattern } from './filter-pattern';
export { type FirehoseEventOptions, firehoseEvent } from './firehose-event';
export {
  type DecodedFirehoseRecord,
  type DecodedFirehoseResult,
  decodeFirehoseResult,
  InvalidFirehoseResultError,
} from './firehose-result';
export { InvocationLimitError } from './invocation-limit-error';
export {
  type KinesisEventOptions,
  kinesisEvent,
  kinesisEvents,
  shardId,
  type TestRecord,
} from './kinesis-event';
export { type MappingInvocation, MappingReport, type RecordFate, type RecordStatus } from './mapping-report';
export type { EventSourceMappingSettings } from './mapping-settings';
export { maskAssets } from './mask-assets';
