import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { KinesisStreamHandler } from 'aws-lambda';
import { deliverBatch } from './deliver-batch';
import { readEnvironment } from './environment';

const s3 = new S3Client({ forcePathStyle: true });
const lambda = new LambdaClient();
const environment = readEnvironment(process.env);

/**
 * Delivers what a shard holds to S3, in the place of a delivery stream. Throws, and so is called again, unless all is there.
 *
 * Other than Firehose it does not wait for its buffer to fill: what one call brings is delivered at once. It does not take
 * records apart, back up source records, convert formats or count open partitions, and of jq it knows paths and `//`.
 */
export const handler: KinesisStreamHandler = (event) =>
  deliverBatch(event, environment, {
    async put(bucket, key, body) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async invoke(functionArn, payload) {
      const request = { FunctionName: functionArn, Payload: JSON.stringify(payload) };
      const { FunctionError, Payload } = await lambda.send(new InvokeCommand(request));
      const answer = Buffer.from(Payload ?? []).toString();
      if (FunctionError !== undefined) throw new Error(`${FunctionError}: ${answer}`);
      return JSON.parse(answer);
    },
  });
