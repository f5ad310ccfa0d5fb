import { Logger } from '@aws-lambda-powertools/logger';
import { DatabaseMigrationService } from '@aws-sdk/client-database-migration-service';
import { advance, begin, type LifecycleEvent, type Report } from './advance';
import { replicationOf } from './dms';

const dms = new DatabaseMigrationService({});
const logger = new Logger();
const report: Report = (message, details) => logger.info(message, details);

/** Starts or stops one replication, for the CDK's provider framework. */
export function handler(event: LifecycleEvent): Promise<unknown> {
  const port = replicationOf(event.ResourceProperties, dms);
  return event.Begun === true ? advance(event, port, report) : begin(event, port, report);
}
