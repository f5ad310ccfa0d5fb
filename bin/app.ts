import { App } from 'aws-cdk-lib';
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

const connectorJar = app.node.tryGetContext('connectorJar');
if (connectorJar !== undefined) new RealtimeAnalytics(app, 'RealtimeAnalytics', { connectorJar });
