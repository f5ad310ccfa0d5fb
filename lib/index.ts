// In the order data flows.

export type {
  ApplicationMetricDefinition,
  ApplicationMetricsDefinition,
} from '../lambda/application-metrics/contract';
export { EmrCapacity, type EmrFleetsOptions, type EmrGroupsOptions } from './analyze/emr-capacity';
export type { EmrCertificates } from './analyze/emr-security';
export { EmrStreamingCluster } from './analyze/emr-streaming-cluster';
export type { EmrStreamingClusterProps } from './analyze/emr-streaming-cluster-props';
export type { FlinkBucketSinkOptions } from './analyze/flink-bucket-sink';
export { FlinkColumn } from './analyze/flink-column';
export { type FlinkCsvOptions, FlinkFormat, type FlinkJsonOptions } from './analyze/flink-format';
export { FlinkRuntime } from './analyze/flink-runtime';
export { FlinkSql } from './analyze/flink-sql';
export { FlinkSqlApplication } from './analyze/flink-sql-application';
export { FlinkLogLevel, type FlinkSqlApplicationProps } from './analyze/flink-sql-application-props';
export { FlinkStartPosition } from './analyze/flink-start-position';
export type { FlinkStreamSinkOptions } from './analyze/flink-stream-sink';
export type { FlinkStreamSourceOptions } from './analyze/flink-stream-source';
export { FlinkTable } from './analyze/flink-table';
export { FlinkUpdate } from './analyze/flink-update';
export { SparkProgram, type SparkProgramOptions } from './analyze/spark-program';
export { SparkStreamingJob } from './analyze/spark-streaming-job';
export type { SparkStreamingJobProps } from './analyze/spark-streaming-job-props';
export { SparkWorkerSize } from './analyze/spark-worker-size';
export { Archive } from './deliver/archive';
export { ArchiveTable } from './deliver/archive-table';
export type { ArchiveTableOptions, ExistingTableOptions } from './deliver/archive-table-options';
export { type ChannelMetricNames, StreamChannel } from './deliver/channel-base';
export {
  ChannelCompression,
  ChannelRecordFormat,
  ChannelStorageClass,
  TableCompression,
  TableRecordFormat,
} from './deliver/channel-formats';
export { ChannelObjectKeys, type HiveChannelObjectKeysOptions } from './deliver/channel-object-keys';
export { ChannelToIceberg, type ChannelToIcebergProps } from './deliver/channel-to-iceberg';
export { ChannelToS3, type ChannelToS3Options, type ChannelToS3Props } from './deliver/channel-to-s3';
export { ColumnType } from './deliver/column-type';
export { DeliveryDestination } from './deliver/delivery-destination';
export { DeliveryBackup, type DeliveryBackupOptions } from './deliver/destination-backup';
export type { DestinationOptions } from './deliver/destination-options';
export type { VpcOptions } from './deliver/destination-vpc';
export { Partitioning, type PartitioningOptions, RecordSplit } from './deliver/dynamic-partitioning';
export { FirehoseDelivery, type FirehoseDeliveryProps } from './deliver/firehose-delivery';
export { FirehoseToIceberg, type FirehoseToIcebergProps } from './deliver/firehose-to-iceberg';
export {
  FirehoseToOpenSearch,
  type FirehoseToOpenSearchProps,
  type SearchDomainOptions,
  SearchTarget,
} from './deliver/firehose-to-opensearch';
export { FirehoseToRedshift, type FirehoseToRedshiftProps } from './deliver/firehose-to-redshift';
export { FirehoseToS3 } from './deliver/firehose-to-s3';
export type { FirehoseToS3Options, FirehoseToS3Props } from './deliver/firehose-to-s3-options';
export {
  HttpEndpointDestination,
  type HttpEndpointDestinationProps,
} from './deliver/http-endpoint-destination';
export { type GlueCatalogOptions, IcebergCatalog } from './deliver/iceberg-catalog';
export {
  IcebergDestination,
  type IcebergDestinationProps,
  type IcebergTable,
} from './deliver/iceberg-destination';
export {
  type CustomObjectKeysOptions,
  type HiveObjectKeysOptions,
  ObjectKeys,
  type ObjectKeysOptions,
} from './deliver/object-keys';
export { OpenSearchDestination, type OpenSearchDestinationProps } from './deliver/opensearch-destination';
export {
  OpenSearchServerlessDestination,
  type OpenSearchServerlessDestinationProps,
} from './deliver/opensearch-serverless-destination';
export { type OrcFormatOptions, type ParquetFormatOptions, RecordFormat } from './deliver/record-format';
export { RedshiftDestination, type RedshiftDestinationProps } from './deliver/redshift-destination';
export { RedshiftEndpoint, type RedshiftEndpointOptions } from './deliver/redshift-endpoint';
export { SearchCollection, type SearchCollectionAttributes } from './deliver/search-collection';
export { DocumentId, IndexRotation } from './deliver/search-index';
export { SnowflakeDestination, type SnowflakeDestinationProps } from './deliver/snowflake-destination';
export { SnowflakeLoading } from './deliver/snowflake-loading';
export { SourceBackup, type SourceBackupOptions } from './deliver/source-backup';
export {
  SplunkDestination,
  type SplunkDestinationProps,
  SplunkEndpointType,
} from './deliver/splunk-destination';
export { StreamWithArchive, type StreamWithArchiveProps } from './deliver/stream-with-archive';
export {
  type CloudWatchLogsTransformOptions,
  type LambdaTransformOptions,
  Transform,
} from './deliver/transform';
export { PrivateService } from './network/private-service';
export { VpcEndpointAccess, type VpcEndpointAccessProps } from './network/vpc-endpoint-access';
export type { AlarmRoutingProps } from './observe/alarm-set';
export { AlarmTopic, type AlarmTopicProps } from './observe/alarm-topic';
export { ApplicationMetric, type ApplicationMetricProps } from './observe/application-metric';
export { DatabaseSourceAlarms, type DatabaseSourceAlarmsProps } from './observe/database-source-alarms';
export { DeliveryAlarms, type DeliveryAlarmsProps } from './observe/delivery-alarms';
export type { FreshnessOptions } from './observe/delivery-freshness';
export { type BackupMetric, DeliveryKind } from './observe/delivery-kind';
export { Delivery, type ImportedDeliveryOptions } from './observe/delivery-target';
export {
  EmrStreamingClusterAlarms,
  type EmrStreamingClusterAlarmsProps,
} from './observe/emr-streaming-cluster-alarms';
export {
  FlinkSqlApplicationAlarms,
  type FlinkSqlApplicationAlarmsProps,
} from './observe/flink-sql-application-alarms';
export { KeyVisibility } from './observe/hot-key-report';
export { HotShardMonitor, type HotShardMonitorProps } from './observe/hot-shard-monitor';
export { IteratorAgeAlarms, type IteratorAgeAlarmsProps } from './observe/iterator-age-alarms';
export { LagThreshold } from './observe/lag-threshold';
export { MetricThreshold } from './observe/metric-threshold';
export { PipelineAlarm, type PipelineAlarmProps } from './observe/pipeline-alarm';
export {
  PipelineDashboard,
  type PipelineDashboardOptions,
  type PipelineDashboardProps,
} from './observe/pipeline-dashboard';
export { Reader } from './observe/reader';
export { ShardAutoscalerAlarms, type ShardAutoscalerAlarmsProps } from './observe/shard-autoscaler-alarms';
export {
  SparkStreamingJobAlarms,
  type SparkStreamingJobAlarmsProps,
} from './observe/spark-streaming-job-alarms';
export { StreamAlarms, type StreamAlarmsProps } from './observe/stream-alarms';
export { StreamCapacity } from './observe/stream-capacity';
export { StreamReplicaAlarms, type StreamReplicaAlarmsProps } from './observe/stream-replica-alarms';
export { StreamingSecurityChecks } from './observe/streaming-security-checks';
export { ReplicaMode } from './operate/replica-mode';
export { ReplicaTable, type ReplicaTableProps } from './operate/replica-table';
export { ReplicaTarget, type ReplicaTargetOptions } from './operate/replica-target';
export { type DailyMinimumOptions, ScheduledMinimum, Weekday } from './operate/scheduled-minimum';
export { ShardAutoscaler, type ShardAutoscalerProps } from './operate/shard-autoscaler';
export { StreamReplica } from './operate/stream-replica';
export type { StreamReplicaProps } from './operate/stream-replica-props';
export { StreamReplicaTarget, type StreamReplicaTargetProps } from './operate/stream-replica-target';
export {
  FanOutConsumer,
  type FanOutConsumerDefinition,
  type FanOutConsumerOptions,
  type FanOutConsumerProps,
} from './process/fan-out-consumer';
export { FanOutConsumerSet, type FanOutConsumerSetProps } from './process/fan-out-consumer-set';
export { FieldRule, RecordFilter } from './process/record-filter';
export { Redrive, type RedriveProps } from './process/redrive';
export { RedriveTarget } from './process/redrive-target';
export { StartPosition } from './process/start-position';
export { StreamProcessor, type StreamProcessorProps } from './process/stream-processor';
export type { StreamProcessorOptions } from './process/stream-processor-options';
export { RecordBucket, type RecordBucketProps } from './shared/record-bucket';
export { DatabaseAccountRoles, type DatabaseAccountRolesProps } from './source/database-account-roles';
export { DatabaseEngine } from './source/database-engine';
export type {
  DatabaseConnectionOptions,
  DocumentEngineOptions,
  EncryptedDatabaseOptions,
  MySqlEngineOptions,
  OracleEngineOptions,
  PostgresEngineOptions,
} from './source/database-engine-options';
export type { FileColumn, FileSourceOptions, FileTable } from './source/database-files';
export {
  BeforeImage,
  ChangeMessageFormat,
  type DatabaseRecordOptions,
} from './source/database-record-options';
export {
  type InstanceReplicationOptions,
  Replication,
  type ServerlessReplicationOptions,
} from './source/database-replication';
export { ReplicationType } from './source/database-replication-type';
export { DatabaseSource } from './source/database-source';
export type { DatabaseSourceProps } from './source/database-source-props';
export { type RecordMappingOptions, TableRule } from './source/database-table-rule';
export { DatabaseTls } from './source/database-tls';
export { EncryptedStream } from './source/encrypted-stream';
export type { EncryptedStreamProps } from './source/encrypted-stream-props';
export { RecordDistribution } from './source/record-distribution';
export { RowPartitionKey } from './source/row-partition-key';
export { TransportPolicy } from './source/transport-policy';
