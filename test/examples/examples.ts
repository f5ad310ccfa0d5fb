import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { CdcFromDatabase } from '../../examples/cdc-from-database/app';
import { ShopDatabase } from '../../examples/cdc-from-database/database';
import { CrossRegion } from '../../examples/cross-region/app';
import { Lakehouse } from '../../examples/lakehouse/app';
import { RealtimeAnalytics } from '../../examples/realtime-analytics/app';
import { Search } from '../../examples/search/app';
import { SparkSessions } from '../../examples/spark-sessions/app';
import { StreamingEtl } from '../../examples/streaming-etl/app';
import { Warehouse } from '../../examples/warehouse/app';

/** Stands for the connector, which is the user's to bring: nothing looks into it at synthesis. */
function connectorJar(): string {
  const jar = join(mkdtempSync(join(tmpdir(), 'connector-')), 'connector.jar');
  writeFileSync(jar, '');
  return jar;
}

const REGIONS = { primaryRegion: 'eu-west-1', secondaryRegion: 'eu-central-1' };

/** The example of a database with a database to read. */
export function cdcFromDatabase(app: App): { shop: ShopDatabase; cdc: CdcFromDatabase } {
  const shop = new ShopDatabase(app, 'ShopDatabase');
  const { vpc, database, databaseName, secret } = shop;
  const source = { vpc, database, databaseName, secret, makesAccountRoles: true };
  return { shop, cdc: new CdcFromDatabase(app, 'CdcFromDatabase', source) };
}

/** Every example. */
export const examples: [string, (app: App) => Stack][] = [
  ['streaming-etl', (app) => new StreamingEtl(app, 'StreamingEtl')],
  ['lakehouse', (app) => new Lakehouse(app, 'Lakehouse')],
  ['lakehouse of Iceberg', (app) => new Lakehouse(app, 'Lakehouse', { iceberg: true })],
  ['search', (app) => new Search(app, 'Search')],
  ['warehouse', (app) => new Warehouse(app, 'Warehouse')],
  [
    'realtime-analytics',
    (app) => new RealtimeAnalytics(app, 'RealtimeAnalytics', { connectorJar: connectorJar() }),
  ],
  ['cross-region, primary', (app) => new CrossRegion(app, 'CrossRegion', REGIONS).primary],
  ['cross-region, secondary', (app) => new CrossRegion(app, 'CrossRegion', REGIONS).secondary],
  ['cdc-from-database', (app) => cdcFromDatabase(app).cdc],
  ['database of cdc-from-database', (app) => cdcFromDatabase(app).shop],
  ['spark-sessions', (app) => new SparkSessions(app, 'SparkSessions')],
];
