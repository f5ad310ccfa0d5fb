import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { connect, readSettings } from './connect';
import { report, scalingMetrics } from './report';
import { scale } from './scale';

const logger = new Logger();
const settings = readSettings(process.env);
const connected = connect(settings);

/** Called every minute, and when records begin to be refused. A fault fails the call; the next minute's tries again. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  logger.appendKeys({ streamName: settings.streamName });
  const run = await scale(connected(context), settings);
  report(run, logger, scalingMetrics(settings.streamName));
  if (run.error !== undefined) throw run.error;
}
