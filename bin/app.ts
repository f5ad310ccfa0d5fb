import { App } from 'aws-cdk-lib';
import { CdcFromDatabase } from '../examples/cdc-from-database/app';
import { ShopDatabase } from '../examples/cdc-from-database/database';
import { CrossRegion } from '../examples/cross-region/app';
import { Lakehouse } from '../examples/lakehouse/app';
import { RealtimeAnalytics } from '../examples/realtime-analytics/app';
import { Search } from '../examples/search/app';
import { SparkSessions } from '../examples/spark-sessions/app';
import { StreamingEtl } from '../examples/streaming-etl/app';
import { Warehouse } from '../examples/warehouse/app';

const app = new App();

new StreamingEtl(app, 'StreamingEtl', {
  description: 'Flight records from a stream to S3, a table and a queue',
});

// What follows costs while it is idle, or asks for something: `cdk deploy` takes it by name.
new Lakehouse(app, 'Lakehouse', { iceberg: app.node.tryGetContext('iceberg') === 'true' });
new Search(app, 'Search', { reader: app.node.tryGetContext('reader') });
new Warehouse(app, 'Warehouse');
new SparkSessions(app, 'SparkSessions');
new CrossRegion(app, 'CrossRegion', { primaryRegion: 'eu-west-1', secondaryRegion: 'eu-central-1' });

const shop = new ShopDatabase(app, 'ShopDatabase');
new CdcFromDatabase(app, 'CdcFromDatabase', {
  vpc: shop.vpc,
  database: shop.database,
  databaseName: shop.databaseName,
  secret: shop.secret,
  makesAccountRoles: app.node.tryGetContext('dmsRoles') === 'true',
});

const connectorJar = app.node.tryGetContext('connectorJar');
if (connectorJar !== undefined) new RealtimeAnalytics(app, 'RealtimeAnalytics', { connectorJar });
