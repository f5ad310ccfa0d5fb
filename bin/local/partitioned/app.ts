import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EncryptedStream, FirehoseToS3, Partitioning, RecordFormat } from 'kinesis-constructs';
import { STACK } from './partitions';

/** Flights from a stream to a folder for each airport of origin. No flight has a status: each gets the one for lack of it. */
const stack = new Stack(new App(), STACK);
const flights = new EncryptedStream(stack, 'Flights', { removalPolicy: RemovalPolicy.DESTROY });
const archive = new FirehoseToS3(stack, 'Archive', {
  stream: flights.stream,
  recordFormat: RecordFormat.jsonLines(),
  partitioning: Partitioning.byQuery({ origin: '.origin', status: '.status // "flown"' }),
  removalPolicy: RemovalPolicy.DESTROY,
});
new CfnOutput(stack, 'StreamName', { value: flights.stream.streamName });
new CfnOutput(stack, 'ArchiveBucket', { value: archive.bucket.bucketName });
