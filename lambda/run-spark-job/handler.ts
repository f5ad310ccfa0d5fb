import { Logger } from '@aws-lambda-powertools/logger';
import { EMRServerless } from '@aws-sdk/client-emr-serverless';
import { advance, begin, type LifecycleEvent, type Report } from './advance';
import type { RunSparkJobProperties } from './contract';
import { applicationOf } from './emr-serverless';

const emr = new EMRServerless({});
const logger = new Logger();
const report: Report = (message, details) => logger.info(message, details);

/** Starts or ends one job, for the CDK's provider framework. */
export async function handler(event: LifecycleEvent<RunSparkJobProperties>): Promise<unknown> {
  if (event.Begun !== true) return begin(event);
  return advance(event, (properties) => applicationOf(properties, emr), report);
}
