import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { RedriveMetric, type RedriveResult } from './contract';

const logger = new Logger();

/** Leaves what a run did in the log, and in metrics unless it only looked. */
export function publish(result: RedriveResult, context: Context): void {
  const { failures, ...summary } = result;
  logger.addContext(context);
  for (const failure of failures) logger.warn('Not redriven', { failure });
  logger.info('Redrive', { ...summary });
  if (result.dryRun) return;
  const metrics = new Metrics({ namespace: 'KinesisConstructs' });
  metrics.clearDefaultDimensions();
  metrics.addDimension('FunctionName', context.functionName);
  metrics.addMetric(RedriveMetric.BATCHES_REDRIVEN, MetricUnit.Count, result.redriven.batches);
  metrics.addMetric(RedriveMetric.RECORDS_REDRIVEN, MetricUnit.Count, result.redriven.records);
  metrics.addMetric(RedriveMetric.BATCHES_FAILED, MetricUnit.Count, result.failed.batches);
  metrics.publishStoredMetrics();
}
