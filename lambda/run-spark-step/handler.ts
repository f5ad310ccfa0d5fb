import { Logger } from '@aws-lambda-powertools/logger';
import { EMR } from '@aws-sdk/client-emr';
import { advance, begin, type LifecycleEvent, type Report } from '../run-spark-job/advance';
import type { RunSparkStepProperties } from './contract';
import { clusterOf } from './emr';

const emr = new EMR({});
const logger = new Logger();
const report: Report = (message, details) => logger.info(message, details);

/** Starts or ends one job on a cluster, for the CDK's provider framework. */
export async function handler(event: LifecycleEvent<RunSparkStepProperties>): Promise<unknown> {
  if (event.Begun !== true) return begin(event);
  return advance(event, (properties) => clusterOf(properties, emr), report);
}
