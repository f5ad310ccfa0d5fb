import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { ProducerStats } from './stats';

/** CloudWatch metrics of a producer and the counts they report, each since the last report. */
export const ProducerMetric = {
  acknowledged: 'RecordsAcknowledged',
  failed: 'RecordsGivenUp',
  calls: 'PutRecordsCalls',
  retries: 'RecordsRetried',
  throttled: 'RecordsThrottled',
  internalFailures: 'RecordsFailedInternally',
  unansweredCalls: 'CallsUnanswered',
  possibleDuplicates: 'PossibleDuplicates',
} as const satisfies Partial<Record<keyof ProducerStats, string>>;

/**
 * Makes a function that adds to `metrics` what `producer` has done since it was last called: call it at the end of each
 * invocation, or every minute, and publish `metrics` after it.
 *
 * @example
 * const report = reportMetrics(producer, metrics);
 * await producer.flush();
 * report();
 * metrics.publishStoredMetrics();
 */
export function reportMetrics(
  producer: { stats(): ProducerStats },
  metrics: Pick<Metrics, 'addMetric'>,
): () => void {
  let last = producer.stats();
  return () => {
    const now = producer.stats();
    for (const [count, name] of Object.entries(ProducerMetric)) {
      const key = count as keyof typeof ProducerMetric;
      metrics.addMetric(name, 'Count', now[key] - last[key]);
    }
    last = now;
  };
}
