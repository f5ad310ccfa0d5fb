import { MetricResolution, Metrics, type MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { reasonOf, toError } from '../batch/errors';
import { defaultLogger } from '../batch/report';
import { type ApplicationMetricsDefinition, problemIn } from './contract';

/** Writes the metrics that a definition names, and no others. */
export interface ApplicationMetrics<Name extends string> {
  /** Adds a value, 1 when none is given. It goes out with `publish`. Throws a `RangeError` on one that is not finite. */
  add(name: Name, ...value: [] | [value: number]): void;

  /**
   * Writes what was added, as lines of the log that CloudWatch reads metrics from. Where that fails it warns, and does not
   * throw: what was counted is done.
   */
  publish(): void;

  /** The handler, with what it adds published at its end, also when it fails. */
  publishAfter<Event, Result>(
    handler: (event: Event, context: Context) => Promise<Result>,
  ): (event: Event, context: Context) => Promise<Result>;
}

/**
 * The metrics of an application, typed by their definition, which an `ApplicationMetric` of the stack shares. They are
 * written to the function's log in the embedded metric format: no call, no right, and nothing to wait for.
 *
 * A batch that comes again counts again, as Lambda delivers at least once.
 *
 * @example
 * import { applicationMetrics, processRecords } from 'kinesis-constructs/runtime';
 *
 * const metrics = applicationMetrics({
 *   namespace: 'Shop',
 *   dimensions: { Service: 'orders' },
 *   metrics: { OrdersPlaced: { unit: 'Count' }, OrderValue: { unit: 'None', highResolution: true } },
 * });
 *
 * export const handler = metrics.publishAfter(
 *   processRecords<{ value: number }>(({ payload }) => {
 *     metrics.add('OrdersPlaced');
 *     metrics.add('OrderValue', payload.value);
 *   }),
 * );
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function applicationMetrics<const Definition extends ApplicationMetricsDefinition>(
  definition: Definition,
): ApplicationMetrics<Extract<keyof Definition['metrics'], string>> {
  const problem = problemIn(definition);
  if (problem !== undefined) {
    throw new RangeError(
      `applicationMetrics: ${problem.setting} must be ${problem.expected}, got ${problem.got}`,
    );
  }
  const { namespace, dimensions = {}, metrics } = definition;
  const written = new EmbeddedMetrics({ namespace });
  // Powertools adds the name of its service, which would make another metric than the one that is watched.
  written.clearDefaultDimensions();
  written.setDefaultDimensions(dimensions);

  const publish = (): void => {
    if (written.hasStoredMetrics()) written.publishStoredMetrics();
  };
  return {
    add(name, ...given) {
      if (!Object.hasOwn(metrics, name))
        throw new RangeError(`applicationMetrics: no metric ${name} is defined`);
      // Nothing given is 1, but `undefined` is a value that went missing.
      const value = given.length === 0 ? 1 : given[0];
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `applicationMetrics: the value of ${name} must be a finite number, got ${show(value)}`,
        );
      }
      const { unit, highResolution = false } = metrics[name] as Definition['metrics'][string];
      const resolution = highResolution ? MetricResolution.High : MetricResolution.Standard;
      written.addMetric(name, unit as (typeof MetricUnit)[keyof typeof MetricUnit], value, resolution);
    },
    publish,
    publishAfter: (handler) => async (event, context) => {
      try {
        return await handler(event, context);
      } finally {
        publish();
      }
    },
  };
}

/** The metrics of Powertools, in lines that CloudWatch takes, and without an error for work that is done. */
class EmbeddedMetrics extends Metrics {
  /** The format wants at least one set of dimensions, be it an empty one. */
  public override serializeMetrics(): ReturnType<Metrics['serializeMetrics']> {
    const line = super.serializeMetrics();
    for (const { Dimensions } of line._aws.CloudWatchMetrics) Dimensions[0] ??= [];
    return line;
  }

  public override publishStoredMetrics(): this {
    try {
      return super.publishStoredMetrics();
    } catch (thrown) {
      defaultLogger().warn('Metrics not published', { reason: reasonOf(toError(thrown)) });
      return this;
    }
  }
}

/** Names what is no number by its type: it may come from a payload, which does not belong in a log. */
function show(value: unknown): string {
  return typeof value === 'number' || value === null ? String(value) : typeof value;
}
