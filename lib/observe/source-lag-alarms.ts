import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AlarmRoutingProps } from './alarm-set';
import { IteratorAgeAlarms } from './iterator-age-alarms';
import type { LagThreshold } from './lag-threshold';
import { Reader } from './reader';

/** What is asked for of the alarms on lag. */
export interface SourceLagProps extends AlarmRoutingProps {
  readonly warnAt?: LagThreshold;
  readonly pageAt?: LagThreshold;
}

/**
 * The alarms on how far a job that polls lags behind each of its streams.
 *
 * @param topic takes what has no actions of its own
 */
export function sourceLagAlarms(
  scope: Construct,
  sources: readonly IStream[],
  { warnAt, pageAt, runbookUrl, warnActions, pageActions }: SourceLagProps,
  topic: Topic | undefined,
): IteratorAgeAlarms[] {
  const own = topic === undefined ? [] : [new SnsAction(topic)];
  return sources.map((stream, index) => {
    const lag = new IteratorAgeAlarms(scope, `Lag${index}`, {
      stream,
      readers: [Reader.polling()],
      warnAt,
      pageAt,
      runbookUrl,
      warnActions: warnActions ?? own,
      pageActions: pageActions ?? own,
    });
    // Given actions hear of the beginning only, a topic made here of the end too.
    if (warnActions === undefined) sayWhenOver(lag.warnAlarms, own);
    if (pageActions === undefined) sayWhenOver(lag.pageAlarms, own);
    return lag;
  });
}

function sayWhenOver(alarms: readonly Alarm[], actions: readonly IAlarmAction[]): void {
  for (const alarm of alarms) alarm.addOkAction(...actions);
}
