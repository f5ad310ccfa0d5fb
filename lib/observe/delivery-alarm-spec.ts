import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from './alarm-set';

/** An alarm on a delivery, before it is made. */
export interface AlarmSpec {
  readonly severity: Severity;
  /** Part of its construct id. */
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: TreatMissingData;
  readonly alarmDescription: string;
}

/** What most alarms on deliveries have in common: a delivery without records reports nothing, which is fine. */
const USUAL = {
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** An alarm when `m` of the last `n` periods reach the threshold. */
export function atLeast(
  severity: Severity,
  id: string,
  metric: IMetric,
  threshold: number,
  [m, n]: [number, number],
  alarmDescription: string,
): AlarmSpec {
  const evaluation = { datapointsToAlarm: m, evaluationPeriods: n };
  return { ...USUAL, severity, id, metric, threshold, ...evaluation, alarmDescription };
}

/**
 * Alarms on a share of successes, which falls a little whenever something is repeated: a tenth gone for three periods on end
 * warns, nine tenths for six page.
 */
export function successAlarms(id: string, metric: IMetric, what: string, firstStep: string): AlarmSpec[] {
  const comparisonOperator = ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD;
  const describe = (share: string) => `${what} fails ${share}. First: ${firstStep}`;
  return [
    {
      ...atLeast('warn', `${id}Warn`, metric, 0.9, [3, 3], describe('one time in ten or more')),
      comparisonOperator,
    },
    {
      ...atLeast('page', `${id}Page`, metric, 0.1, [6, 6], describe('nine times in ten or more')),
      comparisonOperator,
    },
  ];
}
