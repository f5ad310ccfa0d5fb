import { Logger } from '@aws-lambda-powertools/logger';
import { KinesisAnalyticsV2 } from '@aws-sdk/client-kinesis-analytics-v2';
import { advance, begin, type LifecycleEvent, type Surroundings, subjectOf } from './advance';
import { applicationOf } from './flink';

const flink = new KinesisAnalyticsV2({});
const logger = new Logger();
const surroundings: Surroundings = {
  now: Date.now,
  report: (message, details) => logger.info(message, details),
};

/** Starts or stops one application, for the CDK's provider framework. */
export function handler(event: LifecycleEvent): Promise<unknown> {
  const port = applicationOf(subjectOf(event), flink);
  return event.Begun === undefined ? begin(event, port, surroundings) : advance(event, port, surroundings);
}
