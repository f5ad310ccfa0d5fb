type State = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

/** A synthesized `AWS::CloudWatch::Alarm`, as far as tests look at it. */
export interface SynthesizedAlarm {
  readonly AlarmActions?: unknown[];
  readonly AlarmDescription: unknown;
  readonly Dimensions: { Name: string; Value: unknown }[];
  readonly MetricName: string;
  readonly Period: number;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData?: string;
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * States of an alarm after each period of `series`, oldest first, `undefined` for a period without data, by
 * CloudWatch's rules for M of N datapoints and missing data. CloudWatch may also look at some datapoints
 * before the window when data is missing, which only makes it slower.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function statesOf(
  alarm: Omit<SynthesizedAlarm, 'MetricName' | 'Period' | 'Dimensions'>,
  series: (number | undefined)[],
): State[] {
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n, TreatMissingData: missing = 'missing' } = alarm;
  const breaches = COMPARISONS[alarm.ComparisonOperator];
  if (breaches === undefined) throw new Error(alarm.ComparisonOperator);
  let state: State = 'INSUFFICIENT_DATA';
  return series.map((_, end) => {
    const window = series.slice(Math.max(0, end + 1 - n), end + 1);
    const empty = window.every((value) => value === undefined);
    if (empty && missing === 'missing') state = 'INSUFFICIENT_DATA';
    else if (!(empty && missing === 'ignore')) {
      const over = window.filter((value) =>
        value === undefined ? missing === 'breaching' : breaches(value, alarm.Threshold),
      );
      state = over.length >= m ? 'ALARM' : 'OK';
    }
    return state;
  });
}
