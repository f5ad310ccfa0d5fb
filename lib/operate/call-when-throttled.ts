import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** Has an alarm call a function as soon as the stream begins to refuse records. */
export function callWhenThrottled(scope: Construct, stream: IStream, target: IFunction): Alarm {
  const refused = stream.metricWriteProvisionedThroughputExceeded({
    statistic: Stats.SUM,
    period: Duration.minutes(1),
  });
  const alarm = refused.createAlarm(scope, 'Throttled', {
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription:
      `Stream ${stream.streamName} refuses records. Calls its autoscaler, which may add shards. ` +
      'First: nothing, unless it lasts.',
  });
  alarm.addAlarmAction(new LambdaAction(target));
  return alarm;
}
