import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { HOT_KEYS_NAMESPACE, HotKeysDimension, HotKeysMetric, type HotKeysReport } from './contract';

/** Sends off the metrics of one report. */
export function publish(report: HotKeysReport): void {
  const metrics = new Metrics({ namespace: HOT_KEYS_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.addDimension(HotKeysDimension.STREAM_NAME, report.streamName);
  metrics.addMetric(HotKeysMetric.HOTTEST_KEY_SHARE, MetricUnit.Percent, report.hottestKeyShare * 100);
  metrics.addMetric(HotKeysMetric.HOTTEST_SHARD_SHARE, MetricUnit.Percent, report.hottestShardShare * 100);
  metrics.addMetric(HotKeysMetric.HOT_KEYS, MetricUnit.Count, report.hotKeys);
  metrics.publishStoredMetrics();
}
