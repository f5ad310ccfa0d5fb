import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';

const POLLING =
  'see which consumer is behind or stopped, in the logs and metrics of each; if all run, compare ' +
  'ReadProvisionedThroughputExceeded with 0: readers starve each other at 5 reads and 2 MB a second per shard.';
const LAMBDA =
  'look at its Errors (a failing batch holds up its shard), then Throttles (concurrency), then Duration (raise the ' +
  'batch size, the parallelization factor or the memory).';
const LIMITS = [
  { id: 'Warn', hours: 2.4, label: '2 hours 24 minutes (10 % of its retention)', polling: [2, 3] },
  { id: 'Page', hours: 12, label: '12 hours (50 % of its retention)', polling: [4, 6] },
] as const;

export function alarms(stack: Stack, stream: Stream, fn: LambdaFunction): void {
  const action = new SnsAction(alarmTopic(stack));
  const options = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) };
  const add = (
    id: string,
    metric: Metric,
    hours: number,
    [datapointsToAlarm, evaluationPeriods]: readonly [number, number],
    treatMissingData: TreatMissingData,
    alarmDescription: string,
  ) => {
    const alarm: Alarm = metric.createAlarm(stack, id, {
      threshold: hours * 3_600_000,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData,
      alarmDescription,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  };
  for (const { id, hours, label, polling } of LIMITS) {
    const on = `On stream ${stream.streamName}, `;
    add(
      `Polling${id}`,
      stream.metric('GetRecords.IteratorAgeMilliseconds', options),
      hours,
      polling,
      TreatMissingData.BREACHING,
      `${on}the slowest reader with GetRecords lags by ${label}, or nobody reads. First: ${POLLING}`,
    );
    add(
      `Lambda${id}`,
      fn.metric('IteratorAge', options),
      hours,
      [2, 6],
      TreatMissingData.NOT_BREACHING,
      `${on}function ${fn.functionName} lags by ${label}. First: ${LAMBDA}`,
    );
  }
}

/** A topic that alarms of this account alone may publish to. */
function alarmTopic(stack: Stack): Topic {
  const { account, partition, region } = stack;
  const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
  const masterKey = new Key(stack, 'AlarmKey', {
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  masterKey.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  const topic = new Topic(stack, 'AlarmTopic', { masterKey, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarmsOfThisAccount',
      principals,
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    }),
  );
  return topic;
}
