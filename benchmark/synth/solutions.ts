import type { Stack } from 'aws-cdk-lib';
import { functionProps } from './function';

const { KinesisStreamsToLambda } = require(process.env.SOLUTIONS_LAMBDA ?? '');
const { KinesisStreamsToKinesisFirehoseToS3 } = require(process.env.SOLUTIONS_FIREHOSE ?? '');

/** The two patterns of AWS Solutions Constructs with a data stream, on one stream. */
export function pipeline(stack: Stack): void {
  const { kinesisStream } = new KinesisStreamsToLambda(stack, 'Processor', {
    lambdaFunctionProps: functionProps(),
  });
  new KinesisStreamsToKinesisFirehoseToS3(stack, 'Archive', { existingStreamObj: kinesisStream });
}
