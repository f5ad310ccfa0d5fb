import { BatchMetric, TransformMetric } from '../../lambda/batch/contract';
import { RedriveMetric } from '../../lambda/redrive-batches/contract';
import { ReplicaMetric } from '../../lambda/replicate-stream/contract';
import { HotKeysMetric } from '../../lambda/report-hot-keys/contract';
import { ScalingMetric } from '../../lambda/scale-shards/contract';

const words = (text: string): string[] => text.trim().split(/\s+/);

const prefixed = (prefixes: string, names: string): string[] =>
  words(prefixes).flatMap((prefix) => words(names).map((name) => `${prefix}.${name}`));

/** Metrics that exist, by namespace: those that AWS documents, and those of the library's own handlers. */
export const KNOWN_METRICS: Readonly<Record<string, ReadonlySet<string>>> = {
  // https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html and data-delivery-monitoring.html
  'AWS/Kinesis': new Set([
    ...words(`IncomingBytes IncomingRecords ReadProvisionedThroughputExceeded WriteProvisionedThroughputExceeded
      GetRecords.Bytes GetRecords.IteratorAgeMilliseconds GetRecords.Latency GetRecords.Records GetRecords.Success
      PutRecord.Bytes PutRecord.Latency PutRecord.Success PutRecords.Bytes PutRecords.Latency PutRecords.Success
      PutRecords.TotalRecords PutRecords.SuccessfulRecords PutRecords.FailedRecords PutRecords.ThrottledRecords
      SubscribeToShard.RateExceeded SubscribeToShard.Success`),
    ...prefixed('SubscribeToShardEvent', 'Bytes MillisBehindLatest Records Success'),
    ...prefixed(
      'DeliveryToS3 DeliveryToIceberg',
      'DataFreshness BytesIn BytesProcessed BytesOut DLQDeliverySuccess',
    ),
    ...prefixed('DeliveryToS3', 'RecordCount SuccessfulRecordCount FailedRecordCount DeliverySuccess'),
    ...prefixed('DeliveryToIceberg', 'TotalRowCount SuccessfulRowCount FailedRowCount CommitSuccess'),
  ]),
  // https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
  'AWS/Firehose': new Set([
    ...prefixed(
      `DeliveryToS3 DeliveryToRedshift DeliveryToAmazonOpenSearchService DeliveryToAmazonOpenSearchServerless
       DeliveryToSplunk DeliveryToSnowflake DeliveryToHttpEndpoint`,
      'Bytes DataFreshness Records Success',
    ),
    ...prefixed(
      'DeliveryToIceberg',
      'Bytes IncomingRowCount SuccessfulRowCount FailedRowCount DataFreshness Success',
    ),
    ...prefixed('BackupToS3', 'Bytes DataFreshness Records Success'),
    ...words(`DataReadFromKinesisStream.Bytes DataReadFromKinesisStream.Records KinesisMillisBehindLatest
      ThrottledRecords ThrottledGetRecords ThrottledGetShardIterator ThrottledDescribeStream
      ExecuteProcessing.Duration ExecuteProcessing.Success SucceedProcessing.Bytes SucceedProcessing.Records
      SucceedConversion.Records SucceedConversion.Bytes FailedConversion.Records FailedConversion.Bytes
      PartitionCount PartitionCountExceeded ActivePartitionsLimit`),
  ]),
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda': new Set(
    words(`Invocations Errors Throttles Duration ConcurrentExecutions IteratorAge PolledEventCount FilteredOutEventCount
      InvokedEventCount FailedInvokeEventCount DroppedEventCount OnFailureDestinationDeliveredEventCount`),
  ),
  // https://docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html
  'AWS/KinesisAnalytics': new Set(
    words(`millisBehindLatest lastCheckpointDuration numberOfFailedCheckpoints fullRestarts numRestarts downtime uptime
      cpuUtilization containerCPUUtilization heapMemoryUtilization KPUs`),
  ),
  // https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/app-job-metrics.html
  'AWS/EMRServerless': new Set(
    words('RunningJobs PendingJobs ScheduledJobs FailedJobs CancelledJobs SuccessJobs RunningWorkerCount'),
  ),
  // https://docs.aws.amazon.com/emr/latest/ManagementGuide/UsingEMR_ViewingMetrics.html
  'AWS/ElasticMapReduce': new Set(
    words('AppsRunning AppsPending AppsFailed YARNMemoryAvailablePercentage IsIdle'),
  ),
  // https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Monitoring.html
  'AWS/DMS': new Set(words('CDCLatencySource CDCLatencyTarget CDCIncomingChanges')),
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS': new Set(['ApproximateNumberOfMessagesVisible']),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
  'AWS/Logs': new Set(['IncomingLogEvents', 'IncomingBytes']),
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
  'AWS/Events': new Set(['TriggeredRules', 'Invocations', 'FailedInvocations']),
  KinesisConstructs: new Set(
    [BatchMetric, TransformMetric, RedriveMetric, ReplicaMetric, HotKeysMetric, ScalingMetric].flatMap(
      (names) => Object.values(names),
    ),
  ),
};

/** Every metric that an alarm or a dashboard of a template names, as `namespace metric`, also those in searches and queries. */
export function metricsNamedIn(template: Record<string, unknown>, widgets: readonly unknown[]): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const name of namedInExpression(value)) found.add(name);
    } else if (Array.isArray(value)) {
      if (
        value.length > 1 &&
        value.slice(0, 2).every((part) => typeof part === 'string') &&
        isNamespace(value[0])
      ) {
        found.add(`${value[0]} ${value[1]}`);
      }
      value.forEach(visit);
    } else if (typeof value === 'object' && value !== null) {
      const { Namespace, MetricName } = value as Record<string, unknown>;
      if (typeof Namespace === 'string' && typeof MetricName === 'string')
        found.add(`${Namespace} ${MetricName}`);
      Object.values(value).forEach(visit);
    }
  };
  const resources = Object.values(template.Resources as Record<string, { Type: string }>);
  visit(resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm'));
  visit(widgets);
  return [...found].sort();
}

/** Names in `SEARCH('{namespace,…} MetricName="name" …')` and `SELECT SUM(name) FROM SCHEMA("namespace", …)`. */
function namedInExpression(text: string): string[] {
  const searches = [...text.matchAll(/\{([\w/]+),[^}]*\} MetricName="([^"]+)"/g)].map(
    ([, namespace, name]) => `${namespace} ${name}`,
  );
  const queries = [...text.matchAll(/SELECT \w+\(([\w.]+)\) FROM SCHEMA\("([\w/]+)"/g)].map(
    ([, name, namespace]) => `${namespace} ${name}`,
  );
  return [...searches, ...queries];
}

function isNamespace(text: string): boolean {
  return text.startsWith('AWS/') || text in KNOWN_METRICS;
}
