import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import type { MetricName } from '../../lambda/scale-shards/contract';
import { InvalidSettingError } from '../shared/checks';

/** What CloudWatch knows a metric by. Fails on an expression, which has no name. */
export function metricNameOf(scope: IConstruct, setting: string, metric: IMetric): MetricName {
  const { metricStat } = metric.toMetricConfig();
  if (metricStat === undefined) {
    throw new InvalidSettingError(scope, setting, 'a metric of its own', 'an expression');
  }
  const { namespace, metricName, dimensions = [] } = metricStat;
  return {
    namespace,
    name: metricName,
    dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
  };
}
