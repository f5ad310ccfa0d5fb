import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** When an `ApplicationMetric` is not as it should be. */
export class MetricThreshold {
  /**
   * Above a value in each of some periods. A period without data is fine.
   *
   * @param value the highest value that is fine
   * @param periods how many periods in a row, 1 or more; 1 when absent
   */
  public static above(value: number, periods?: number): MetricThreshold {
    const { GREATER_THAN_THRESHOLD } = ComparisonOperator;
    return new MetricThreshold(
      'above',
      value,
      GREATER_THAN_THRESHOLD,
      TreatMissingData.NOT_BREACHING,
      periods,
    );
  }

  /**
   * Below a value in each of some periods. A period without data is below as well: what nothing happens to writes nothing.
   *
   * @param value the lowest value that is fine
   * @param periods how many periods in a row, 1 or more; 1 when absent
   */
  public static below(value: number, periods?: number): MetricThreshold {
    const { LESS_THAN_THRESHOLD } = ComparisonOperator;
    return new MetricThreshold('below', value, LESS_THAN_THRESHOLD, TreatMissingData.BREACHING, periods);
  }

  private constructor(
    /** @internal */
    public readonly _word: string,
    /** @internal */
    public readonly _value: number,
    /** @internal */
    public readonly _comparison: ComparisonOperator,
    /** @internal */
    public readonly _missing: TreatMissingData,
    /** @internal */
    public readonly _periods: number = 1,
  ) {}
}
