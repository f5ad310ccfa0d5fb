import { App } from 'aws-cdk-lib';
import { StreamingEtl } from '../examples/streaming-etl/app';

const app = new App();
new StreamingEtl(app, 'StreamingEtl', {
  description: 'Flight records from a stream to S3, a table and a queue',
});
