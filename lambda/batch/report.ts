import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { BATCH_METRIC_NAMESPACE, BatchDimension } from './contract';
import { reasonOf, toError } from './errors';

/** What is needed of a logger; those of Powertools for AWS Lambda and `console` have it. */
export interface BatchLogger {
  /** Takes what is odd and not wrong. */
  warn(message: string, details: Record<string, unknown>): void;
  /** Takes what failed. */
  error(message: string, details: Record<string, unknown>): void;
}

/** What is needed of metrics; those of Powertools for AWS Lambda have it. */
export interface BatchMetrics {
  /** Counts something. */
  addMetric(name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number): unknown;
  /** Writes what was counted, at the end of each batch. */
  publishStoredMetrics(): unknown;
}

/** Metric values by name. */
export type Measured = Readonly<Record<string, number>>;

type MeasuredUnit = 'Count' | 'Milliseconds' | 'Bytes';

/** Lines a batch may log one by one: a producer gone wrong must not cost more in logs than in Lambda. */
const MAX_LINES = 50;

/** The logger to use when none is given. */
export function defaultLogger(): Logger {
  return new Logger();
}

/** What one batch has to say: log lines on records, and its metrics at the end. */
export class BatchReport {
  private lines = 0;

  constructor(
    private readonly logger: BatchLogger,
    context: Context,
  ) {
    if (logger instanceof Logger) logger.addContext(context);
  }

  /** Says something about one record. */
  public line(level: 'warn' | 'error', message: string, details: Record<string, unknown>): void {
    if (this.lines++ < MAX_LINES) this.logger[level](message, details);
  }

  /** The last line of a batch that is worth one. */
  public summary(message: string, details: Record<string, unknown>): void {
    const unlogged = Math.max(0, this.lines - MAX_LINES);
    this.logger.warn(message, unlogged === 0 ? details : { ...details, unlogged });
  }

  /** Sends the metrics off. Their failure is no reason to run the batch again. */
  public publish(metrics: BatchMetrics, measured: Partial<Record<MeasuredUnit, Measured>>): void {
    try {
      for (const [unit, values] of Object.entries(measured)) {
        for (const [name, value] of Object.entries(values)) {
          metrics.addMetric(name, MetricUnit[unit as MeasuredUnit], value);
        }
      }
      metrics.publishStoredMetrics();
    } catch (thrown) {
      this.logger.warn('Metrics not published', { reason: reasonOf(toError(thrown)) });
    }
  }
}

/** Metrics of this library's namespace; new ones a batch, since batches may overlap in one environment. */
export function libraryMetrics(context: Context, streamDimension: string, streamName: string): BatchMetrics {
  const metrics = new Metrics({ namespace: BATCH_METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.addDimension(BatchDimension.FUNCTION_NAME, context.functionName);
  metrics.addDimension(streamDimension, streamName);
  return metrics;
}
