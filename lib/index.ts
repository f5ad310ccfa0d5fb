// In the order data flows.

export { Archive } from './deliver/archive';
export { FirehoseToS3, type FirehoseToS3Options, type FirehoseToS3Props } from './deliver/firehose-to-s3';
export {
  type CustomObjectKeysOptions,
  type HiveObjectKeysOptions,
  ObjectKeys,
  type ObjectKeysOptions,
} from './deliver/object-keys';
export { SourceBackup, type SourceBackupOptions } from './deliver/source-backup';
export { StreamWithArchive, type StreamWithArchiveProps } from './deliver/stream-with-archive';
export { type LambdaTransformOptions, Transform } from './deliver/transform';
export { PrivateService } from './network/private-service';
export { VpcEndpointAccess, type VpcEndpointAccessProps } from './network/vpc-endpoint-access';
export type { AlarmRoutingProps } from './observe/alarm-set';
export { AlarmTopic, type AlarmTopicProps } from './observe/alarm-topic';
export { IteratorAgeAlarms, type IteratorAgeAlarmsProps } from './observe/iterator-age-alarms';
export { LagThreshold } from './observe/lag-threshold';
export { Reader } from './observe/reader';
export { StreamAlarms, type StreamAlarmsProps } from './observe/stream-alarms';
export { StreamCapacity } from './observe/stream-capacity';
export { StreamingSecurityChecks } from './observe/streaming-security-checks';
export {
  FanOutConsumer,
  type FanOutConsumerDefinition,
  type FanOutConsumerOptions,
  type FanOutConsumerProps,
} from './process/fan-out-consumer';
export { FanOutConsumerSet, type FanOutConsumerSetProps } from './process/fan-out-consumer-set';
export { FieldRule, RecordFilter } from './process/record-filter';
export { StartPosition } from './process/start-position';
export { StreamProcessor, type StreamProcessorProps } from './process/stream-processor';
export type { StreamProcessorOptions } from './process/stream-processor-options';
export { RecordBucket, type RecordBucketProps } from './shared/record-bucket';
export { EncryptedStream } from './source/encrypted-stream';
export type { EncryptedStreamProps } from './source/encrypted-stream-props';
export { RecordDistribution } from './source/record-distribution';
export { TransportPolicy } from './source/transport-policy';
